/** The API's actions on tags of streams. Source: Kinesis Data Streams API Reference. */

import type { Operation } from '../contract'
import { number, record, strings, text, type Input } from './input'
import * as limits from './limits'
import type { Scope } from './scope'
import type { Stream } from './state'
import { errors } from './wire'

const TAG_TEXT = /^[\p{L}\p{N}\p{Z}\s_./=+\-%@:]*$/u

export function tagOperations(scope: Scope): Record<string, Operation> {
  const { streams } = scope

  const tagged = (arn: string): Stream => {
    if (arn.includes('/consumer/')) throw errors.notSimulated('Tagging a consumer')
    const stream = streams.findByArn(arn)
    if (!stream) throw errors.streamNotFound(streams.place(arn.slice(arn.lastIndexOf('/') + 1)))
    return stream
  }

  const add = (stream: Stream, input: Input): object => {
    const tags = Object.entries(record(input, 'Tags')).map(([key, value]) => [key, String(value)] as const)
    if (!tags.flat().every((text) => TAG_TEXT.test(text))) throw errors.invalidTags()
    const keys = new Set([...stream.tags.keys(), ...tags.map(([key]) => key)])
    if (keys.size > limits.TAGS_MAX) throw errors.tooManyTags(streams.place(stream.name), limits.TAGS_MAX)
    for (const [key, value] of tags) stream.tags.set(key, value)
    return {}
  }

  const remove = (stream: Stream, input: Input): object => {
    for (const key of strings(input, 'TagKeys')) stream.tags.delete(key)
    return {}
  }

  const list = (stream: Stream): readonly { Key: string; Value: string }[] =>
    [...stream.tags]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ Key: key, Value: value }))

  return {
    AddTagsToStream: (input) => add(scope.streamOf(input), input),
    RemoveTagsFromStream: (input) => remove(scope.streamOf(input), input),
    TagResource: (input) => add(tagged(text(input, 'ResourceARN')), input),
    UntagResource: (input) => remove(tagged(text(input, 'ResourceARN')), input),
    ListTagsForResource: (input) => ({ Tags: list(tagged(text(input, 'ResourceARN'))) }),

    ListTagsForStream(input) {
      const after = text(input, 'ExclusiveStartTagKey')
      const limit = number(input, 'Limit', limits.LIST_TAGS_DEFAULT)
      const rest = list(scope.streamOf(input)).filter(({ Key }) => Key > after)
      return { Tags: rest.slice(0, limit), HasMoreTags: rest.length > limit }
    },
  }
}
