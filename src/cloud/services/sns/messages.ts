/** From Publish's input to a message, and the checks on it. */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Caller, DeliveredAttribute } from '../contract'
import { messageAttributes, optionalText, record, type Input } from './input'
import * as limits from './limits'
import type { NewMessage } from './state'
import { errors } from './wire'

/** @param path of the message in the input: `publishBatchRequestEntries.1.member.`. @throws AwsError */
export function readMessage(input: Input, { traceHeader }: Caller, path = ''): NewMessage {
  const message = optionalText(input, 'Message') ?? ''
  if (message === '') throw errors.invalidParameter('Empty message')
  const subject = optionalText(input, 'Subject')
  if (subject !== null) checkSubject(subject)
  const attributes = messageAttributes(record(input, 'MessageAttributes'), path)
  if (sizeOf(message, attributes) > limits.MESSAGE_SIZE_MAX) throw errors.invalidParameter('Message too long')
  return {
    message,
    byProtocol: null,
    ...structured(message, optionalText(input, 'MessageStructure')),
    subject,
    attributes,
    groupId: optionalText(input, 'MessageGroupId'),
    deduplicationId: optionalText(input, 'MessageDeduplicationId'),
    traceHeader: traceHeader ?? null,
  }
}

/** Publish API: ASCII, begins with a letter, number or punctuation mark, no line breaks or control characters. */
function checkSubject(subject: string): void {
  if (subject.length > limits.SUBJECT_MAX || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)) {
    throw errors.invalidParameter('Subject')
  }
}

function structured(message: string, structure: string | null): object {
  if (structure === null) return {}
  // AWS's text is not confirmed.
  if (structure !== 'json') throw errors.invalidParameter('MessageStructure')
  let parsed: unknown
  try {
    parsed = JSON.parse(message)
  } catch {
    throw errors.invalidParameter('Message Structure - JSON message body failed to parse')
  }
  const texts = Object.fromEntries(
    Object.entries((parsed ?? {}) as Record<string, unknown>).filter(([, text]) => typeof text === 'string'),
  ) as Record<string, string>
  if (texts['default'] === undefined) {
    throw errors.invalidParameter('Message Structure - No default entry in JSON message body')
  }
  return { message: texts['default'], byProtocol: texts }
}

const utf8 = new TextEncoder()

/** Bytes of the message and of every attribute's name, type and value. */
export function sizeOf(message: string, attributes: Readonly<Record<string, DeliveredAttribute>>): number {
  return Object.entries(attributes).reduce((size, [name, { dataType, stringValue, binaryValue }]) => {
    const value = binaryValue !== undefined ? atob(binaryValue).length : utf8.encode(stringValue).length
    return size + utf8.encode(name).length + utf8.encode(dataType).length + value
  }, utf8.encode(message).length)
}

export const digestOf = (message: string): string => bytesToHex(sha256(utf8ToBytes(message)))
