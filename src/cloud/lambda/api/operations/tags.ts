/** Tags of functions and event source mappings. Source: TagResource, UntagResource, ListTags APIs. */

import { parseArn } from '../../../aws/arn'
import type { Operation } from '../../../services/contract'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { record, text, type Input } from '../input'
import { errors } from '../wire'

type Tags = Readonly<Record<string, string>>

/** @param ofMappings tags by the mapping's ARN */
export function tagOperations(lambda: Lambda, ofMappings: Map<string, Tags>): Readonly<Record<string, Operation>> {
  const holderOf = (input: Input): { readonly tags: Tags; set(tags: Tags): void } => {
    const arn = text(input, 'Resource')
    const resource = parseArn(arn)?.resource ?? ''
    const [kind, name = '', qualifier] = resource.split(':')
    if (kind === 'event-source-mapping') {
      if (!lambda.mappings.find(name)) throw errors.resourceNotFound()
      return { tags: ofMappings.get(arn) ?? {}, set: (tags) => void ofMappings.set(arn, tags) }
    }
    if (kind !== 'function') throw errors.notSimulated(`Tags of ${kind === '' ? 'this resource' : String(kind)} are`)
    if (qualifier !== undefined) {
      throw errors.invalidParameter(
        'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      )
    }
    const fn = lambda.find(name)
    if (!fn) throw errors.functionNotFound(arn)
    return {
      tags: fn.tags,
      set: (tags) => {
        fn.tags = tags
      },
    }
  }

  return {
    TagResource(input) {
      const holder = holderOf(input)
      const added = record(input, 'Tags') as Tags
      if (Object.keys(added).length === 0) {
        throw errors.invalidParameter('An error occurred and the request cannot be processed.')
      }
      checkTags(holder.tags, added)
      holder.set({ ...holder.tags, ...added })
      return {}
    },
    UntagResource(input) {
      const holder = holderOf(input)
      const keys = new Set(Array.isArray(input['TagKeys']) ? input['TagKeys'].map(String) : [])
      holder.set(Object.fromEntries(Object.entries(holder.tags).filter(([key]) => !keys.has(key))))
      return {}
    },
    ListTags: (input) => ({ Tags: holderOf(input).tags }),
  }
}

/** @throws AwsError when there would be too many */
export function checkTags(present: Tags, added: Tags): void {
  if (Object.keys({ ...present, ...added }).length > limits.TAGS_MAX) {
    throw errors.invalidParameter('Number of tags exceeds resource tag limit.')
  }
}
