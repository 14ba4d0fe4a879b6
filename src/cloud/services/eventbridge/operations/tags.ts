/** TagResource and its like: rules and buses have tags. Source: EventBridge API Reference. */

import { checkConstraints, type Constraint } from '../../../aws/constraints'
import type { Operation } from '../../contract'
import type { Buses } from '../buses'
import { records, strings, text, type Input } from '../input'
import * as limits from '../limits'
import { errors } from '../wire'

export const TAGS: Constraint = {
  entries: { members: { Key: { required: true, length: [1, 128] }, Value: { required: true, length: [0, 256] } } },
}
const ARN: Constraint = { required: true, length: [1, 1600] }

/** @throws AwsError LimitExceededException */
export function setTags(tags: Map<string, string>, added: readonly Input[]): void {
  const names = new Set([...tags.keys(), ...added.map((tag) => String(tag['Key']))])
  if (names.size > limits.TAGS_MAX) throw errors.limitExceeded()
  for (const tag of added) tags.set(String(tag['Key']), String(tag['Value']))
}

export function tagOperations(buses: Buses): Readonly<Record<string, Operation>> {
  /** @throws AwsError ResourceNotFoundException */
  const tagsOf = (input: Input): Map<string, string> => {
    const arn = text(input, 'ResourceARN') ?? ''
    const found = buses.findByArn(arn) ?? buses.findRuleByArn(arn)
    if (found) return found.tags
    const [, rule = ''] = arn.split(':rule/')
    if (rule === '') throw errors.busNotFound(arn.slice(arn.indexOf('/') + 1))
    const [name = '', bus = 'default'] = rule.split('/').reverse()
    throw errors.ruleNotFound(name, bus)
  }
  return {
    TagResource(input) {
      checkConstraints(input, { ResourceARN: ARN, Tags: { required: true, ...TAGS } })
      setTags(tagsOf(input), records(input, 'Tags'))
      return {}
    },
    UntagResource(input) {
      checkConstraints(input, { ResourceARN: ARN, TagKeys: { required: true, entries: { length: [1, 128] } } })
      const tags = tagsOf(input)
      for (const key of strings(input, 'TagKeys')) tags.delete(key)
      return {}
    },
    ListTagsForResource(input) {
      checkConstraints(input, { ResourceARN: ARN })
      return { Tags: [...tagsOf(input)].map(([Key, Value]) => ({ Key, Value })) }
    },
  }
}
