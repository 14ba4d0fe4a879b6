/** Messages as the API takes and gives them. */

import type { AwsError } from '../../aws/aws-error'
import { digestOfAttributes, digestOfBody } from './digest'
import { integer, record, strings, text, type Input } from './input'
import * as limits from './limits'
import type { Message, MessageAttribute, NewMessage, Queue } from './state'
import { errors } from './wire'

export function newMessage(input: Input, queue: Queue, tooLong: (maximum: number) => AwsError): NewMessage {
  const body = text(input, 'MessageBody')
  if (!limits.MESSAGE_CONTENT.test(body)) throw errors.invalidMessageContents()
  const attributes = attributesOf(input)
  const maximum = queue.configuration.maximumMessageSize
  if (messageSize(body, attributes) > maximum) throw tooLong(maximum)
  const system = record(input, 'MessageSystemAttributes')
  const trace = system['AWSTraceHeader'] as { StringValue?: string } | undefined
  const named = Object.keys(attributes).length > 0
  const groupId = typeof input['MessageGroupId'] === 'string' ? input['MessageGroupId'] : null
  if (groupId !== null && !limits.MESSAGE_GROUP_ID.test(groupId)) {
    throw errors.invalidValue(
      groupId,
      'MessageGroupId',
      'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    )
  }
  return {
    body,
    attributes,
    md5OfBody: digestOfBody(body),
    md5OfAttributes: named ? digestOfAttributes(attributes) : null,
    traceHeader: trace?.StringValue ?? null,
    groupId,
    delay:
      input['DelaySeconds'] === undefined
        ? null
        : integer(input, 'DelaySeconds', 0, { ...limits.DELAY, text: 'DelaySeconds must be >= 0 and <= 900.' }),
  }
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

export function sendResult(message: Message): object {
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5OfBody,
    ...(message.md5OfAttributes && { MD5OfMessageAttributes: message.md5OfAttributes }),
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
    ...(message.deadLetterSource !== null && { DeadLetterQueueSourceArn: message.deadLetterSource }),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
  }
}
