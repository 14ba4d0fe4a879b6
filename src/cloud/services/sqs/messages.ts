/** Messages as the API takes and gives them. */

import type { AwsError } from '../../aws/aws-error'
import type { Caller } from '../contract'
import { contentHash, digestOfAttributes, digestOfBody } from './digest'
import { integer, record, strings, text, type Input } from './input'
import * as limits from './limits'
import type { Message, MessageAttribute, NewMessage, Sent } from './model'
import type { Queue } from './state'
import { errors } from './wire'

/** Its trace is the one that the message names, or that of the request. SQS Developer Guide, "AWS X-Ray and Amazon SQS". */
export function newMessage(
  input: Input,
  queue: Queue,
  caller: Caller,
  tooLong: (maximum: number) => AwsError,
): NewMessage {
  const body = text(input, 'MessageBody')
  if (!limits.MESSAGE_CONTENT.test(body)) throw errors.invalidMessageContents()
  const attributes = attributesOf(input)
  const maximum = queue.configuration.maximumMessageSize
  if (messageSize(body, attributes) > maximum) throw tooLong(maximum)
  const system = record(input, 'MessageSystemAttributes')
  const trace = system['AWSTraceHeader'] as { StringValue?: string } | undefined
  const named = Object.keys(attributes).length > 0
  return {
    body,
    attributes,
    md5OfBody: digestOfBody(body),
    md5OfAttributes: named ? digestOfAttributes(attributes) : null,
    traceHeader: trace?.StringValue ?? caller.traceHeader ?? null,
    ...groupOf(input, body, queue),
    delay: delayOf(input, queue),
  }
}

/** Ids of a FIFO queue's message, or a tenant's of a standard queue. */
export function groupOf(input: Input, body: string, queue: Queue): Pick<NewMessage, 'groupId' | 'deduplicationId'> {
  const { fifo } = queue.configuration
  const [groupId, deduplicationId] = [idOf(input, 'MessageGroupId'), idOf(input, 'MessageDeduplicationId')]
  if (!fifo) {
    if (deduplicationId !== null) throw errors.notForThisQueueType(deduplicationId, 'MessageDeduplicationId')
    return { groupId, deduplicationId: null }
  }
  if (groupId === null) throw errors.missingParameter('MessageGroupId')
  if (deduplicationId !== null) return { groupId, deduplicationId }
  if (!fifo.contentBasedDeduplication) throw errors.noDeduplication()
  return { groupId, deduplicationId: contentHash(body) }
}

export function idOf(input: Input, name: string): string | null {
  const value = input[name]
  if (typeof value !== 'string') return null
  if (!limits.MESSAGE_GROUP_ID.test(value)) {
    throw errors.invalidValue(
      value,
      name,
      `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    )
  }
  return value
}

/** A FIFO queue delays all of its messages or none. */
function delayOf(input: Input, queue: Queue): number | null {
  if (input['DelaySeconds'] === undefined) return null
  const delay = integer(input, 'DelaySeconds', 0, { ...limits.DELAY, text: 'DelaySeconds must be >= 0 and <= 900.' })
  // 0 says what a FIFO queue does anyway.
  if (queue.isFifo && delay > 0) throw errors.notForThisQueueType(delay, 'DelaySeconds')
  return queue.isFifo ? null : delay
}

export function attributesOf(input: Input): Record<string, MessageAttribute> {
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
        `Message (user) attribute '${name}' must contain a non-empty value of type '${type.split('.')[0]}'.`,
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
export function messageSize(body: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
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

/** Digests are those of what came, ids of a duplicate those of its original. */
export function sendResult(message: NewMessage, { id, sequenceNumber }: Sent): object {
  return {
    MessageId: id,
    MD5OfMessageBody: message.md5OfBody,
    ...(message.md5OfAttributes && { MD5OfMessageAttributes: message.md5OfAttributes }),
    ...(message.traceHeader !== null && {
      MD5OfMessageSystemAttributes: digestOfAttributes({
        AWSTraceHeader: { dataType: 'String', stringValue: message.traceHeader },
      }),
    }),
    ...(sequenceNumber !== null && { SequenceNumber: sequenceNumber }),
  }
}

export function receivedMessage(message: Message, input: Input): object {
  const systemNames = [...strings(input, 'AttributeNames'), ...strings(input, 'MessageSystemAttributeNames')]
  const system = systemAttributes(message)
  const chosenSystem = systemNames.includes('All')
    ? system
    : Object.fromEntries(Object.entries(system).filter(([name]) => systemNames.includes(name)))
  const names = strings(input, 'MessageAttributeNames')
  const wanted = (name: string): boolean =>
    names.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === '*' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
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
    ...(message.groupId !== null && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== null && { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sequenceNumber !== null && { SequenceNumber: message.sequenceNumber }),
    ...(message.deadLetterSource !== null && { DeadLetterQueueSourceArn: message.deadLetterSource }),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
  }
}
