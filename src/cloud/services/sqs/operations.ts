/** The API's actions. Source: Amazon SQS API Reference. Each validates, calls `state.ts`, and shapes the answer. */

import { AwsError } from '../../aws/aws-error'
import { LaterAnswer, type Caller, type Operation, type ServiceContext } from '../contract'
import { ATTRIBUTES_WITHOUT_EFFECT, NUMERIC_ATTRIBUTES, type AttributeProblem } from './attributes'
import { integer, record, strings, text, type Input } from './input'
import * as limits from './limits'
import { attributesOf, messageSize, newMessage, receivedMessage, sendResult } from './messages'
import type { Queues } from './queues'
import type { Queue } from './state'
import { seconds } from '../../aws/units'
import { errors, queryErrorCode } from './wire'

export function createOperations(queues: Queues, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { kernel } = context
  const queueOf = (input: Input): Queue => queues.byUrl(text(input, 'QueueUrl'))

  /** @returns an output without `Messages` when there are none */
  const receive = (queue: Queue, input: Input, caller: Caller, polling: 'short' | 'long'): object => {
    const maximum = integer(input, 'MaxNumberOfMessages', 1, {
      minimum: 1,
      maximum: limits.BATCH_ENTRIES_MAX,
      text: 'Must be between 1 and 10, if provided.',
    })
    const visibilityTimeout = integer(input, 'VisibilityTimeout', queue.configuration.visibilityTimeout, {
      ...limits.VISIBILITY_TIMEOUT,
      text: 'Must be >= 0 and <= 43200, if provided.',
    })
    if (queue.inFlightCount >= limits.IN_FLIGHT_MAX) {
      // "If you use long polling, Amazon SQS returns no error messages."
      if (polling === 'short') throw errors.overLimit()
      return {}
    }
    const messages = queue.receive(maximum, caller, visibilityTimeout)
    return messages.length > 0 ? { Messages: messages.map((message) => receivedMessage(message, input)) } : {}
  }

  return {
    SendMessage(input, caller) {
      const queue = queueOf(input)
      return sendResult(queue.send(newMessage(input, queue, errors.messageTooLong), caller))
    },

    SendMessageBatch(input, caller) {
      const queue = queueOf(input)
      const entries = batchEntries(input, 'SendMessageBatchRequestEntry')
      const size = entries.reduce(
        (total, entry) => total + messageSize(String(entry['MessageBody'] ?? ''), attributesOf(entry)),
        0,
      )
      if (size > limits.BATCH_BYTES_MAX) throw errors.batchRequestTooLong(limits.BATCH_BYTES_MAX, size)
      return eachEntry(entries, (entry) =>
        sendResult(queue.send(newMessage(entry, queue, errors.batchedMessageTooLong), caller)),
      )
    },

    ReceiveMessage(input, caller) {
      const queue = queueOf(input)
      const waitTime = integer(input, 'WaitTimeSeconds', queue.configuration.receiveMessageWaitTime, {
        ...limits.RECEIVE_WAIT_TIME,
        text: 'Must be >= 0 and <= 20, if provided.',
      })
      const answer = receive(queue, input, caller, waitTime === 0 ? 'short' : 'long')
      if ('Messages' in answer || waitTime === 0) return answer
      return new LaterAnswer((finish) => {
        const give = (output: object): void => {
          unsubscribe()
          kernel.cancel(end)
          finish(output)
        }
        const unsubscribe = queue.onVisible(() => {
          const found = receive(queue, input, caller, 'long')
          if ('Messages' in found) give(found)
        })
        const end = kernel.after(seconds(waitTime), () => give({}))
      })
    },

    DeleteMessage(input) {
      deleteMessage(queueOf(input), input)
      return {}
    },

    DeleteMessageBatch(input) {
      const queue = queueOf(input)
      return eachEntry(batchEntries(input, 'DeleteMessageBatchRequestEntry'), (entry) => {
        deleteMessage(queue, entry)
        return {}
      })
    },

    ChangeMessageVisibility(input) {
      changeVisibility(queueOf(input), input)
      return {}
    },

    ChangeMessageVisibilityBatch(input) {
      const queue = queueOf(input)
      return eachEntry(batchEntries(input, 'ChangeMessageVisibilityBatchRequestEntry'), (entry) => {
        changeVisibility(queue, entry)
        return {}
      })
    },

    GetQueueAttributes(input) {
      const queue = queueOf(input)
      const names = strings(input, 'AttributeNames')
      const all = queueAttributes(queue)
      if (names.includes('All')) return { Attributes: all }
      const chosen: Record<string, string> = {}
      for (const name of names) {
        const value = all[name]
        if (value === undefined && !UNSET_ATTRIBUTES.has(name)) throw errors.invalidAttributeName(name)
        if (value !== undefined) chosen[name] = value
      }
      return Object.keys(chosen).length > 0 ? { Attributes: chosen } : {}
    },

    SetQueueAttributes(input) {
      const queue = queueOf(input)
      queue.configuration = queues.configure(attributesGiven(input), refuseAttribute, queue.configuration)
      return {}
    },

    GetQueueUrl(input) {
      return { QueueUrl: queues.byName(text(input, 'QueueName')).url }
    },

    ListQueues(input) {
      const prefix = typeof input['QueueNamePrefix'] === 'string' ? input['QueueNamePrefix'] : ''
      const urls = queues
        .all()
        .filter((queue) => queue.name.startsWith(prefix))
        .map((queue) => queue.url)
      return urls.length > 0 ? { QueueUrls: urls } : {}
    },

    CreateQueue(input) {
      const name = text(input, 'QueueName')
      const attributes = attributesGiven(input)
      if (/\.fifo$/.test(name) || attributes['FifoQueue'] === 'true') throw errors.fifoNotSimulated()
      if (!limits.QUEUE_NAME.test(name)) throw errors.invalidParameter(limits.QUEUE_NAME_RULE)
      const existing = queues.find(name)
      if (!existing) return { QueueUrl: queues.create(name, queues.configure(attributes, refuseAttribute)).url }
      const present = JSON.stringify(existing.configuration)
      const differing = Object.keys(attributes).find((key) => {
        const changed = queues.configure({ [key]: attributes[key] }, refuseAttribute, existing.configuration)
        return JSON.stringify(changed) !== present
      })
      if (differing) throw errors.queueNameExists(differing)
      return { QueueUrl: existing.url }
    },

    DeleteQueue(input) {
      queues.delete(queueOf(input))
      return {}
    },

    PurgeQueue(input) {
      const queue = queueOf(input)
      if (kernel.now - queue.purgedAt < seconds(limits.PURGE_INTERVAL)) throw errors.purgeQueueInProgress(queue.name)
      queue.purge()
      return {}
    },
  }
}

function queueAttributes(queue: Queue): Record<string, string> {
  const { configuration } = queue
  const epochSeconds = (instant: number): string => String(Math.floor(instant / 1000))
  const attributes: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.visibleCount),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlightCount),
    ApproximateNumberOfMessagesDelayed: String(queue.delayedCount),
    CreatedTimestamp: epochSeconds(queue.createdAt),
    LastModifiedTimestamp: epochSeconds(queue.modifiedAt),
    SqsManagedSseEnabled: 'true',
  }
  for (const [name, { field }] of Object.entries(NUMERIC_ATTRIBUTES)) attributes[name] = String(configuration[field])
  if (configuration.policy) attributes['Policy'] = JSON.stringify(configuration.policy)
  if (configuration.redrivePolicy) attributes['RedrivePolicy'] = JSON.stringify(configuration.redrivePolicy)
  return attributes
}

/** An old handle of a message, or one of a message that is gone, is no error. */
function deleteMessage(queue: Queue, input: Input): void {
  const handle = text(input, 'ReceiptHandle')
  if (!queue.delete(handle) && !isHandle(handle)) throw errors.receiptHandleIsInvalid(handle)
}

/** Whether it could be a handle that a queue gave out at some time. */
const isHandle = (text: string): boolean => text.startsWith('AQEB')

function changeVisibility(queue: Queue, input: Input): void {
  const handle = text(input, 'ReceiptHandle')
  const timeout = integer(input, 'VisibilityTimeout', NaN, {
    ...limits.VISIBILITY_TIMEOUT,
    text: 'Must be between 0 and 43200.',
  })
  const totalMax = limits.VISIBILITY_TIMEOUT.maximum
  const result = queue.changeVisibility(handle, timeout, totalMax)
  if (result === 'too-long') {
    throw errors.invalidValue(
      timeout,
      'VisibilityTimeout',
      `Total VisibilityTimeout for the message is beyond the limit [${totalMax} seconds]`,
    )
  }
  if (result === 'unknown' && !isHandle(handle)) throw errors.receiptHandleIsInvalid(handle)
  if (result === 'unknown') {
    throw errors.invalidValue(
      handle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    )
  }
  if (result === 'visible') throw errors.messageNotInflight()
}

/** @param shape of an entry, as the API's model names it */
function batchEntries(input: Input, shape: string): readonly Input[] {
  const entries = (input['Entries'] ?? []) as readonly Input[]
  if (entries.length === 0) throw errors.emptyBatchRequest(shape)
  if (entries.length > limits.BATCH_ENTRIES_MAX) throw errors.tooManyEntriesInBatch(entries.length)
  const ids = entries.map((entry) => String(entry['Id'] ?? ''))
  if (!ids.every((id) => limits.BATCH_ENTRY_ID.test(id))) throw errors.invalidBatchEntryId()
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  if (repeated !== undefined) throw errors.batchEntryIdsNotDistinct(repeated)
  return entries
}

/** Each entry succeeds or fails for itself. */
function eachEntry(entries: readonly Input[], work: (entry: Input) => object): object {
  const successful: object[] = []
  const failed: object[] = []
  for (const entry of entries) {
    try {
      successful.push({ Id: entry['Id'], ...work(entry) })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      failed.push({ Id: entry['Id'], SenderFault: true, Code: queryErrorCode(error), Message: error.message })
    }
  }
  return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) }
}

/** Known attributes that a queue need not have. */
const UNSET_ATTRIBUTES: ReadonlySet<string> = new Set(['Policy', 'RedrivePolicy', ...ATTRIBUTES_WITHOUT_EFFECT])

const attributesGiven = (input: Input): Input => record(input, 'Attributes')

function refuseAttribute(name: string, problem: AttributeProblem, explanation: string, value: unknown): never {
  switch (problem) {
    case 'name':
      throw errors.invalidAttributeName(name)
    case 'value':
      throw errors.invalidAttributeValue(name)
    case 'policy':
      throw errors.invalidValue(value, name, explanation)
  }
}
