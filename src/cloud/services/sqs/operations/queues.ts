/** Operations on queues: their life, attributes, tags and permissions. Source: Amazon SQS API Reference. */

import { seconds } from '../../../aws/units'
import type { Operation, ServiceContext } from '../../contract'
import { attributesOf, OPTIONAL_ATTRIBUTES, type AttributeProblem } from '../attributes'
import { integer, record, strings, text, type Input } from '../input'
import * as limits from '../limits'
import { addPermission, removePermission } from '../permissions'
import type { Queues } from '../queues'
import type { Queue } from '../state'
import { errors } from '../wire'

export function queueOperations(queues: Queues, { kernel }: ServiceContext): Readonly<Record<string, Operation>> {
  const queueOf = (input: Input): Queue => queues.byUrl(text(input, 'QueueUrl'))

  return {
    GetQueueAttributes(input) {
      const queue = queueOf(input)
      const names = strings(input, 'AttributeNames')
      const all = queueAttributes(queue)
      if (names.includes('All')) return { Attributes: all }
      const chosen: Record<string, string> = {}
      for (const name of names) {
        const value = all[name]
        if (value === undefined && !OPTIONAL_ATTRIBUTES.has(name)) throw errors.invalidAttributeName(name)
        if (value !== undefined) chosen[name] = value
      }
      return Object.keys(chosen).length > 0 ? { Attributes: chosen } : {}
    },

    SetQueueAttributes(input) {
      const queue = queueOf(input)
      queue.configuration = queues.configure(queue.name, attributesGiven(input), refuseAttribute, queue.configuration)
      return {}
    },

    GetQueueUrl(input) {
      return { QueueUrl: queues.byName(text(input, 'QueueName')).url }
    },

    ListQueues(input) {
      const prefix = typeof input['QueueNamePrefix'] === 'string' ? input['QueueNamePrefix'] : ''
      const found = queues.all().filter((queue) => queue.name.startsWith(prefix))
      return listed('QueueUrls', found, input)
    },

    CreateQueue(input) {
      const name = text(input, 'QueueName')
      const attributes = attributesGiven(input)
      checkName(name, attributes)
      const existing = queues.find(name)
      if (!existing) {
        const configuration = queues.configure(name, attributes, refuseAttribute)
        queues.checkName(name)
        const queue = queues.create(name, configuration)
        setTags(queue, record(input, 'tags'))
        return { QueueUrl: queue.url }
      }
      const present = JSON.stringify(existing.configuration)
      const differing = Object.keys(attributes).find((key) => {
        const given = { [key]: attributes[key] }
        return JSON.stringify(queues.configure(name, given, refuseAttribute, existing.configuration)) !== present
      })
      if (differing) throw errors.queueNameExists(differing)
      return { QueueUrl: existing.url }
    },

    DeleteQueue(input) {
      queues.deleteByRequest(queueOf(input))
      return {}
    },

    PurgeQueue(input) {
      const queue = queueOf(input)
      if (kernel.now - queue.purgedAt < seconds(limits.PURGE_INTERVAL)) throw errors.purgeQueueInProgress(queue.name)
      queue.purge()
      return {}
    },

    TagQueue(input) {
      const queue = queueOf(input)
      const tags = record(input, 'Tags')
      if (Object.keys(tags).length === 0) throw errors.missingParameter('Tags')
      setTags(queue, tags)
      return {}
    },

    UntagQueue(input) {
      const queue = queueOf(input)
      const removed = new Set(strings(input, 'TagKeys'))
      queue.tags = new Map([...queue.tags].filter(([key]) => !removed.has(key)))
      return {}
    },

    ListQueueTags(input) {
      return { Tags: Object.fromEntries(queueOf(input).tags) }
    },

    AddPermission(input) {
      addPermission(queueOf(input), input)
      return {}
    },

    RemovePermission(input) {
      removePermission(queueOf(input), input)
      return {}
    },

    ListDeadLetterSourceQueues(input) {
      // The answer's member begins in lower case, and is there when it is empty.
      return { queueUrls: [], ...listed('queueUrls', queues.sourcesOf(queueOf(input)), input) }
    },
  }
}

function queueAttributes(queue: Queue): Record<string, string> {
  const epochSeconds = (instant: number): string => String(Math.floor(instant / 1000))
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.visibleCount),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlightCount),
    ApproximateNumberOfMessagesDelayed: String(queue.delayedCount),
    CreatedTimestamp: epochSeconds(queue.createdAt),
    LastModifiedTimestamp: epochSeconds(queue.modifiedAt),
    ...attributesOf(queue.configuration),
  }
}

/** Without MaxResults there is one page of 1,000; a token to go on with is given only with it. */
function listed(member: string, queues: readonly Queue[], input: Input): object {
  const { minimum, maximum } = limits.LIST_RESULTS
  const range = { ...limits.LIST_RESULTS, text: `Must be between ${minimum} and ${maximum}, if provided.` }
  const count = integer(input, 'MaxResults', maximum, range)
  const start = typeof input['NextToken'] === 'string' ? readToken(input['NextToken']) : 0
  const end = start + count
  const page = queues.slice(start, end).map(({ url }) => url)
  const isPaged = input['MaxResults'] !== undefined && end < queues.length
  return { ...(page.length > 0 && { [member]: page }), ...(isPaged && { NextToken: btoa(`sqs:${end}`) }) }
}

function readToken(token: string): number {
  try {
    const start = /^sqs:(\d+)$/.exec(atob(token))?.[1]
    if (start !== undefined) return Number(start)
  } catch {
    // No base64, so none of ours.
  }
  // AWS's text is not confirmed.
  throw errors.invalidParameter('Invalid or expired next token.')
}

/** @throws AwsError */
function setTags(queue: Queue, tags: Input): void {
  const all = new Map([...queue.tags, ...Object.entries(tags).map(([key, value]) => [key, String(value)] as const)])
  if (all.size > limits.TAGS_MAX) throw errors.invalidParameter(`Too many tags added for queue ${queue.name}.`)
  queue.tags = all
}

const attributesGiven = (input: Input): Input => record(input, 'Attributes')

/** A FIFO queue has both, the attribute and the name; any other value of the attribute is unknown to CreateQueue. */
function checkName(name: string, attributes: Input): void {
  const isFifo = attributes['FifoQueue'] === 'true'
  if (isFifo && !limits.FIFO_QUEUE_NAME.test(name)) {
    throw errors.invalidValue(name, 'QueueName', limits.FIFO_QUEUE_NAME_RULE)
  }
  if (!isFifo && !limits.QUEUE_NAME.test(name)) throw errors.invalidParameter(limits.QUEUE_NAME_RULE)
}

function refuseAttribute(name: string, problem: AttributeProblem, explanation: string, value: unknown): never {
  switch (problem) {
    case 'name':
      throw errors.invalidAttributeName(name)
    case 'value':
      throw errors.invalidAttributeValue(name)
    case 'value-explained':
      throw errors.attributeExplained(name, explanation)
    case 'policy':
      throw errors.invalidValue(value, name, explanation)
  }
}
