/**
 * Stream records as the API of DynamoDB Streams gives them, and as Lambda gets them.
 * Source: DynamoDB Streams API Reference, Record; Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB".
 */

import { seconds } from '../../aws/units'
import type { Stream, StreamRecord } from './stream'

const SERVICE = 'dynamodb.amazonaws.com'

/** The parts that both have. */
function common({ viewType }: Stream, record: StreamRecord, region: string) {
  const { eventId, eventName, keys, newImage, oldImage, sequenceNumber, at, sizeBytes } = record
  return {
    eventID: eventId,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      // Whole seconds: "the approximate date and time … rounded down to the closest second".
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

/** Of GetRecords. */
export function describeRecord(stream: Stream, record: StreamRecord, region: string): object {
  return {
    ...common(stream, record, region),
    ...(record.byService && { userIdentity: { PrincipalId: SERVICE, Type: 'Service' } }),
  }
}

/** In an event's `Records`. */
export function lambdaRecord(stream: Stream, record: StreamRecord, region: string): object {
  return {
    ...common(stream, record, region),
    ...(record.byService && { userIdentity: { principalId: SERVICE, type: 'Service' } }),
    eventSourceARN: stream.arn,
  }
}
