/**
 * Stream records as the API of DynamoDB Streams gives them. In Lambda's events they are the same but for `userIdentity`,
 * whose members begin in lower case, and `eventSourceARN`.
 * Source: DynamoDB Streams API Reference, Record; Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB".
 */

import { seconds } from '../../aws/units'
import type { Stream, StreamRecord } from './stream'

const SERVICE = 'dynamodb.amazonaws.com'

/** Of GetRecords. */
export const describeRecord = (stream: Stream, record: StreamRecord, region: string): object => ({
  ...common(stream, record, region),
  ...(record.byService && { userIdentity: { PrincipalId: SERVICE, Type: 'Service' } }),
})

/** Of an event of Lambda. */
export const lambdaRecord = (stream: Stream, record: StreamRecord, region: string) => ({
  ...common(stream, record, region),
  ...(record.byService && { userIdentity: { type: 'Service', principalId: SERVICE } }),
  eventSourceARN: stream.arn,
})

function common({ viewType }: Stream, record: StreamRecord, region: string) {
  const { eventId, eventName, keys, newImage, oldImage, sequenceNumber, at, sizeBytes } = record
  return {
    eventID: eventId,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      // "The approximate date and time when the stream record was created, in UNIX epoch time format and rounded down to
      // the closest second."
      ApproximateCreationDateTime: Math.floor(at / seconds(1)),
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: sizeBytes,
      StreamViewType: viewType,
    },
  }
}
