/** The API's actions. Source: Amazon SQS API Reference. Each validates, calls `state.ts`, and shapes the answer. */

import { AwsError } from '../../aws/aws-error'
import { LaterAnswer, type Caller, type Operation, type ServiceContext } from '../contract'
import { NUMERIC_ATTRIBUTES, configure } from './attributes'
import { digestOfAttributes, digestOfBody } from './digest'
import * as limits from './limits'
import type { Queues } from './queues'
import type { Message, MessageAttribute, NewMessage, Queue } from './state'
import { seconds } from '../../aws/units'
import { errors } from './wire'

type Input = Readonly<Record<string, unknown>>

export function createOperations(queues: Queues, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { kernel } = context
  const queueOf = (input: Input): Queue => queues.byUrl(text(input, 'QueueUrl'))

  const receive = (queue: Queue, input: Input, caller: Caller): object => {
    const maximum = integer(input, 'MaxNumberOfMessages', 1, {
      minimum: 1,
      maximum: limits.BATCH_ENTRIES_MAX,
      text: 'Must be between 1 and 10, if provided.',
    })
    const visibilityTimeout = integer(input, 'VisibilityTimeout', queue.configuration.visibilityTimeout, {
      ...limits.VISIBILITY_TIMEOUT,
      text: 'Must be >= 0 and <= 43200, if provided.',
    })
    if (queue.inFlightCount >= limits.IN_FLIGHT_MAX) throw errors.overLimit()
    const messages = queue.receive(maximum, caller, visibilityTimeout)
    return messages.length > 0 ? { Messages: messages.map((message) => receivedMessage(message, input)) } : {}
  }

  return {
    SendMessage(input, caller) {
      const queue = queueOf(input)
      const message = queue.send(newMessage(input, queue), caller)
      return sendResult(message)
    },

    SendMessageBatch(input, caller) {
      const queue = queueOf(input)
      const entries = batchEntries(input)
      const size = entries.reduce(
        (total, entry) => total + messageSize(String(entry['MessageBody'] ?? ''), attributesOf(entry)),
        0,
      )
      if (size > limits.BATCH_BYTES_MAX) throw errors.batchRequestTooLong(limits.BATCH_BYTES_MAX, size)
      return eachEntry(entries, (entry) => sendResult(queue.send(newMessage(entry, queue), caller)))
    },

    ReceiveMessage(input, caller) {
      const queue = queueOf(input)
      const waitTime = integer(input, 'WaitTimeSeconds', queue.configuration.receiveMessageWaitTime, {
        ...limits.RECEIVE_WAIT_TIME,
        text: 'Must be >= 0 and <= 20, if provided.',
      })
      const answer = receive(queue, input, caller)
      if ('Messages' in answer || waitTime === 0) return answer
      return new LaterAnswer((finish) => {
        const give = (output: object): void => {
          unsubscribe()
          kernel.cancel(end)
          finish(output)
        }
        const unsubscribe = queue.onVisible(() => {
          const found = receive(queue, input, caller)
          if ('Messages' in found) give(found)
        })
        const end = kernel.after(seconds(waitTime), () => give({}))
      })
    },

    DeleteMessage(input) {
      const queue = queueOf(input)
      const handle = text(input, 'ReceiptHandle')
      if (!queue.delete(handle) && !handle.startsWith('AQEB')) throw errors.receiptHandleIsInvalid(handle)
      return {}
    },

    DeleteMessageBatch(input) {
      const queue = queueOf(input)
      return eachEntry(batchEntries(input), (entry) => {
        queue.delete(text(entry, 'ReceiptHandle'))
        return {}
      })
    },

    ChangeMessageVisibility(input) {
      changeVisibility(queueOf(input), input)
      return {}
    },

    ChangeMessageVisibilityBatch(input) {
      const queue = queueOf(input)
      return eachEntry(batchEntries(input), (entry) => {
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
        if (value === undefined && name !== 'RedrivePolicy') throw errors.invalidAttributeName(name)
        if (value !== undefined) chosen[name] = value
      }
      return Object.keys(chosen).length > 0 ? { Attributes: chosen } : {}
    },

    SetQueueAttributes(input) {
      const queue = queueOf(input)
      queue.configuration = configure(queue.configuration, record(input, 'Attributes'), refuseAttribute)
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
      const attributes = record(input, 'Attributes')
      const existing = queues.find(name)
      if (!existing)
        return { QueueUrl: queues.create(name, configure(queues.defaults, attributes, refuseAttribute)).url }
      const present = queueAttributes(existing)
      const differing = Object.keys(attributes).find((key) => String(attributes[key]) !== present[key])
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

function newMessage(input: Input, queue: Queue): NewMessage {
  const body = input['MessageBody']
  if (typeof body !== 'string' || body === '') throw errors.missingParameter('MessageBody')
  const attributes = attributesOf(input)
  if (messageSize(body, attributes) > queue.configuration.maximumMessageSize) {
    throw errors.messageTooLong(queue.configuration.maximumMessageSize)
  }
  const system = record(input, 'MessageSystemAttributes')
  const trace = system['AWSTraceHeader'] as { StringValue?: string } | undefined
  const named = Object.keys(attributes).length > 0
  return {
    body,
    attributes,
    md5OfBody: digestOfBody(body),
    md5OfAttributes: named ? digestOfAttributes(attributes) : null,
    traceHeader: trace?.StringValue ?? null,
    delay:
      input['DelaySeconds'] === undefined
        ? null
        : integer(input, 'DelaySeconds', 0, { ...limits.DELAY, text: 'DelaySeconds must be >= 0 and <= 900.' }),
  }
}

function attributesOf(input: Input): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {}
  const given = record(input, 'MessageAttributes')
  const names = Object.keys(given)
  if (names.length > limits.MESSAGE_ATTRIBUTES_MAX) {
    throw errors.invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${limits.MESSAGE_ATTRIBUTES_MAX}].`,
    )
  }
  for (const name of names) {
    const value = given[name] as { DataType?: string; StringValue?: string; BinaryValue?: string }
    const type = value?.DataType ?? ''
    if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
      throw errors.invalidParameter(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      )
    }
    const content = type.startsWith('Binary') ? value.BinaryValue : value.StringValue
    if (content === undefined || content === '') {
      throw errors.invalidParameter(
        `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${type.split('.')[0]}'.`,
      )
    }
    attributes[name] = type.startsWith('Binary')
      ? { dataType: type, binaryValue: content }
      : { dataType: type, stringValue: content }
  }
  return attributes
}

const utf8 = new TextEncoder()

/** Bytes of the body and of every attribute's name, type and value. */
function messageSize(body: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  let size = utf8.encode(body).length
  for (const [name, attribute] of Object.entries(attributes)) {
    const value =
      attribute.binaryValue !== undefined
        ? atob(attribute.binaryValue).length
        : utf8.encode(attribute.stringValue).length
    size += utf8.encode(name).length + utf8.encode(attribute.dataType).length + value
  }
  return size
}

function sendResult(message: Message): object {
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5OfBody,
    ...(message.md5OfAttributes && { MD5OfMessageAttributes: message.md5OfAttributes }),
  }
}

function receivedMessage(message: Message, input: Input): object {
  const systemNames = [...strings(input, 'AttributeNames'), ...strings(input, 'MessageSystemAttributeNames')]
  const system = systemAttributes(message)
  const chosenSystem = systemNames.includes('All')
    ? system
    : Object.fromEntries(Object.entries(system).filter(([name]) => systemNames.includes(name)))
  const names = strings(input, 'MessageAttributeNames')
  const wanted = (name: string): boolean =>
    names.some(
      (pattern) =>
        pattern === 'All' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    )
  const attributes = Object.fromEntries(Object.entries(message.attributes).filter(([name]) => wanted(name)))
  const named = Object.keys(attributes).length > 0
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(chosenSystem).length > 0 && { Attributes: chosenSystem }),
    ...(named && {
      MD5OfMessageAttributes: digestOfAttributes(attributes),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          {
            DataType: value.dataType,
            ...(value.binaryValue !== undefined
              ? { BinaryValue: value.binaryValue }
              : { StringValue: value.stringValue }),
          },
        ]),
      ),
    }),
  }
}

/** All values are strings, times in milliseconds since the epoch. */
export function systemAttributes(message: Message): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    ...(message.traceHeader !== null && { AWSTraceHeader: message.traceHeader }),
    SentTimestamp: String(Math.floor(message.sentAt)),
    ...(message.deadLetterSource !== null && { DeadLetterQueueSourceArn: message.deadLetterSource }),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
  }
}

function queueAttributes(queue: Queue): Record<string, string> {
  const { configuration } = queue
  const createdAt = String(Math.floor(queue.createdAt / 1000))
  const attributes: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.visibleCount),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlightCount),
    ApproximateNumberOfMessagesDelayed: String(queue.delayedCount),
    CreatedTimestamp: createdAt,
    LastModifiedTimestamp: createdAt,
    SqsManagedSseEnabled: 'true',
  }
  for (const [name, { field }] of Object.entries(NUMERIC_ATTRIBUTES)) attributes[name] = String(configuration[field])
  if (configuration.redrivePolicy) attributes['RedrivePolicy'] = JSON.stringify(configuration.redrivePolicy)
  return attributes
}

function changeVisibility(queue: Queue, input: Input): void {
  const handle = text(input, 'ReceiptHandle')
  const timeout = integer(input, 'VisibilityTimeout', NaN, {
    ...limits.VISIBILITY_TIMEOUT,
    text: 'Must be between 0 and 43200.',
  })
  const result = queue.changeVisibility(handle, timeout)
  if (result === 'unknown') throw errors.receiptHandleIsInvalid(handle)
  if (result === 'visible') throw errors.messageNotInflight(handle)
}

function batchEntries(input: Input): readonly Input[] {
  const entries = (input['Entries'] ?? []) as readonly Input[]
  if (entries.length === 0) throw errors.emptyBatchRequest()
  if (entries.length > limits.BATCH_ENTRIES_MAX) throw errors.tooManyEntriesInBatch(entries.length)
  const ids = entries.map((entry) => String(entry['Id']))
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
      failed.push({ Id: entry['Id'], SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful: successful, ...(failed.length > 0 && { Failed: failed }) }
}

function refuseAttribute(name: string, problem: 'unknown' | 'value'): never {
  throw problem === 'unknown' ? errors.invalidAttributeName(name) : errors.invalidAttributeValue(name)
}

function text(input: Input, name: string): string {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw errors.missingParameter(name)
  return value
}

function strings(input: Input, name: string): readonly string[] {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

function record(input: Input, name: string): Input {
  const value = input[name]
  return typeof value === 'object' && value !== null ? (value as Input) : {}
}

function integer(
  input: Input,
  name: string,
  fallback: number,
  range: { readonly minimum: number; readonly maximum: number; readonly text: string },
): number {
  const value = input[name] === undefined ? fallback : Number(input[name])
  if (!Number.isInteger(value) || value < range.minimum || value > range.maximum) {
    throw errors.invalidParameter(
      `Value ${String(input[name])} for parameter ${name} is invalid. Reason: ${range.text}`,
    )
  }
  return value
}
