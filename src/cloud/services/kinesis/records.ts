/** A stream as a target of deliveries: each becomes a record. */

import { blobSize } from '../../aws/constraints'
import type { DeliveryTarget, ServiceContext } from '../contract'
import type { Streams } from './streams'
import { errors } from './wire'

const utf8 = new TextEncoder()

export function createDeliveryTarget(streams: Streams, context: ServiceContext): DeliveryTarget {
  const { kernel } = context
  return {
    access: (targetArn) => ({ action: 'kinesis:PutRecord', resource: targetArn }),
    exists: (targetArn) => streams.findByArn(targetArn) !== undefined,
    deliver(targetArn, delivery) {
      const stream = streams.findByArn(targetArn)
      const place = streams.place(targetArn.slice(targetArn.lastIndexOf('/') + 1))
      if (!stream?.takesRecords) throw errors.streamNotFound(place)
      // Without a key of its own (EventBridge: the event's id) any key will do.
      const partitionKey = delivery.partitionKey ?? kernel.random('kinesis-partition-keys').uuid()
      const data = base64(delivery.body)
      const size = blobSize(data) + utf8.encode(partitionKey).length
      if (size > stream.maxRecordKiB * 1024) throw errors.recordTooLarge('data', stream.maxRecordKiB * 1024)
      const shard = stream.shardOf(partitionKey, null)
      if (!shard.writes.admits(kernel.now, size)) {
        kernel.trace.record({
          type: 'kinesis.throttled',
          stream: stream.name,
          shardId: shard.id,
          operation: 'write',
          caller: delivery.caller.arn,
        })
        throw errors.rateExceeded(shard.id, place)
      }
      return { id: stream.put(shard, partitionKey, data, size, delivery.caller).sequenceNumber.toString() }
    },
  }
}

function base64(text: string): string {
  let binary = ''
  for (const byte of utf8.encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}
