/** Operations on messages. Source: Amazon SQS API Reference. */

import { AwsError } from '../../../aws/aws-error'
import { seconds } from '../../../aws/units'
import { LaterAnswer, type Caller, type Operation, type ServiceContext } from '../../contract'
import { integer, text, type Input } from '../input'
import * as limits from '../limits'
import { attributesOf, idOf, messageSize, newMessage, receivedMessage, sendResult } from '../messages'
import type { Message, NewMessage } from '../model'
import type { Queues } from '../queues'
import { ReceiveAttempts } from '../receive-attempts'
import type { Queue } from '../state'
import { errors, queryErrorCode } from '../wire'

export function messageOperations(queues: Queues, { kernel }: ServiceContext): Readonly<Record<string, Operation>> {
  const attempts = new ReceiveAttempts(kernel)
  const queueOf = (input: Input): Queue => queues.byUrl(text(input, 'QueueUrl'))
  const send = (queue: Queue, message: NewMessage, caller: Caller): object =>
    sendResult(message, queue.send(message, caller, seconds(limits.DEDUPLICATION_WINDOW)))

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
    const attemptId = queue.isFifo ? idOf(input, 'ReceiveRequestAttemptId') : null
    const repeated = attemptId === null ? null : attempts.repeat(queue, attemptId, visibilityTimeout)
    if (repeated) return received(repeated, input)
    if (queue.inFlightCount >= limits.IN_FLIGHT_MAX) {
      // "If you use long polling, Amazon SQS returns no error messages"; FIFO queues return none in any case.
      if (polling === 'short' && !queue.isFifo) throw errors.overLimit()
      return {}
    }
    const messages = queue.receive(maximum, caller, visibilityTimeout)
    if (attemptId !== null && messages.length > 0) attempts.remember(queue, attemptId, messages)
    return received(messages, input)
  }

  return {
    SendMessage(input, caller) {
      const queue = queueOf(input)
      return send(queue, newMessage(input, queue, caller, errors.messageTooLong), caller)
    },

    SendMessageBatch(input, caller) {
      const queue = queueOf(input)
      const entries = batchEntries(input, 'SendMessageBatchRequestEntry')
      const size = entries.reduce(
        (total, entry) => total + messageSize(String(entry['MessageBody'] ?? ''), attributesOf(entry)),
        0,
      )
      if (size > limits.BATCH_BYTES_MAX) throw errors.batchRequestTooLong(limits.BATCH_BYTES_MAX, size)
      checkFifoEntries(queue, entries)
      return eachEntry(entries, (entry) =>
        send(queue, newMessage(entry, queue, caller, errors.batchedMessageTooLong), caller),
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
  }
}

const received = (messages: readonly Message[], input: Input): object =>
  messages.length > 0 ? { Messages: messages.map((message) => receivedMessage(message, input)) } : {}

/** An old handle of a message, or one of a message that is gone, is no error; of a FIFO queue the old one is. */
function deleteMessage(queue: Queue, input: Input): void {
  const handle = text(input, 'ReceiptHandle')
  const result = queue.delete(handle)
  if (result === 'expired') throw errors.invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.')
  if (result === 'unknown' && !isHandle(handle)) throw errors.receiptHandleIsInvalid(handle)
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
  // As for deleting; not confirmed for this operation.
  if (result === 'expired') throw errors.invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.')
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

/** What one entry lacks, a FIFO queue refuses the whole batch for, and with another code than a single message (recorded). */
function checkFifoEntries(queue: Queue, entries: readonly Input[]): void {
  const { fifo } = queue.configuration
  if (!fifo) return
  for (const entry of entries) {
    if (typeof entry['MessageGroupId'] !== 'string') {
      throw errors.invalidParameter(errors.missingParameter('MessageGroupId').message)
    }
    if (!fifo.contentBasedDeduplication && typeof entry['MessageDeduplicationId'] !== 'string') {
      throw errors.noDeduplication()
    }
  }
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
