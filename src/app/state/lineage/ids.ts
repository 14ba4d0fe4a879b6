/** Ids of events, one way to write each: what the trace says in different records about one event leads to one id. */

/** @param source ARN or key of the source that a mapping polls @param shard null where a source has one sequence */
export function polledId(source: string, shard: string | null, recordId: string): string {
  switch (source.split(':')[2]) {
    case 'sqs':
      return recordId
    case 'mq':
      return messageIdOf(source, recordId)
    case 'kinesis':
      return kinesisId(/stream\/([^/:]+)/.exec(source)?.[1] ?? source, recordId)
    case 'dynamodb':
      return dynamodbId(/table\/([^/:]+)/.exec(source)?.[1] ?? source, recordId)
    case 'rds':
      return docdbId(/cluster:([^/:]+)/.exec(source)?.[1] ?? source, recordId)
    default:
      return kafkaId(source, shard ?? '0', recordId)
  }
}

export const httpId = (requestId: string): string => `http/${requestId}`
export const kinesisId = (stream: string, sequenceNumber: string): string => `kinesis/${stream}/${sequenceNumber}`
export const dynamodbId = (table: string, sequenceNumber: string): string => `dynamodb/${table}/${sequenceNumber}`
export const docdbId = (cluster: string, number: string): string => `docdb/${cluster}/${number}`
export const kafkaId = (topic: string, partition: string, offset: string): string => `${topic}-${partition}@${offset}`
/** Of a broker. */
export const messageIdOf = (queue: string, messageId: string): string => `${queue}/${messageId}`
export const objectId = (bucket: string, key: string, seq: number): string => `s3/${bucket}/${key}/${seq}`

/** Of what a delivery made at its target. @param deliveryId as the target's service named it */
export function deliveredId(target: string, deliveryId: string): string {
  const service = target.split(':')[2]
  if (service === 'kinesis') return polledId(target, null, deliveryId)
  // `<topic>-<partition>@<offset>`
  if (service === 'kafka') return `${target}${deliveryId.slice(deliveryId.lastIndexOf('-'))}`
  return deliveryId
}
