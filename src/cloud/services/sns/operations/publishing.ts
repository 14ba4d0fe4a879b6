/** Publish and PublishBatch. Source: Amazon SNS API Reference. */

import type { Operation } from '../../contract'
import { arn, list, optionalText, text, type Input } from '../input'
import * as limits from '../limits'
import { readMessage, sizeOf } from '../messages'
import type { Publisher } from '../publisher'
import type { Published } from '../state'
import type { TopicDirectory } from '../topics'
import { errors } from '../wire'

export function publishingOperations(
  topics: TopicDirectory,
  publisher: Publisher,
): Readonly<Record<string, Operation>> {
  return {
    Publish(input, caller) {
      const phone = optionalText(input, 'PhoneNumber')
      const target = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn')
      if (target === null && phone === null) {
        throw errors.invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
      }
      if (target === null) {
        if (!limits.PHONE_NUMBER.test(phone ?? '')) {
          throw errors.invalidParameter(`PhoneNumber Reason: ${phone} is not valid to publish to`)
        }
        return resultOf(publisher.publishOutside('sms', phone ?? '', readMessage(input, caller)))
      }
      if (/^arn:[^:]*:sns:[^:]*:[^:]*:endpoint\//.test(target)) {
        // Endpoints of mobile devices are made by platform applications, which are not simulated.
        throw errors.invalidParameter('TargetArn Reason: No endpoint found for the target arn specified')
      }
      const topicArn = arn(target, 'TopicArn')
      const message = readMessage(input, caller)
      return resultOf(publisher.publish(topics.byArn(topicArn), message, caller))
    },

    /** All entries are good, or none is published. */
    PublishBatch(input, caller) {
      const topic = topics.byArn(text(input, 'TopicArn'))
      const entries = list(input, 'PublishBatchRequestEntries') as readonly Input[]
      if (entries.length === 0) throw errors.emptyBatch()
      if (entries.length > limits.BATCH_ENTRIES_MAX) throw errors.tooManyEntries()
      const ids = entries.map((entry) => String(entry['Id'] ?? ''))
      if (new Set(ids).size < ids.length) throw errors.entryIdsNotDistinct()
      if (!ids.every((id) => limits.BATCH_ENTRY_ID.test(id))) throw errors.invalidEntryId()
      const messages = entries.map((entry, index) =>
        readMessage(entry, caller, `publishBatchRequestEntries.${index + 1}.member.`),
      )
      const size = messages.reduce((sum, { message, attributes }) => sum + sizeOf(message, attributes), 0)
      if (size > limits.MESSAGE_SIZE_MAX) throw errors.batchTooLong()
      for (const message of messages) publisher.check(topic, message)
      return {
        Successful: messages.map((message, index) => ({
          Id: ids[index],
          ...resultOf(publisher.publish(topic, message, caller)),
        })),
        Failed: [],
      }
    },
  }
}

const resultOf = ({ id, sequenceNumber }: Published): object => ({
  MessageId: id,
  ...(sequenceNumber !== null && { SequenceNumber: sequenceNumber }),
})
