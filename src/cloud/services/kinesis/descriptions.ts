/** How the API shows streams and shards. */

import type { HashKeyRange } from './sequence'
import type { Shard } from './shard'
import type { Stream } from './state'

/** What DescribeStream and DescribeStreamSummary have in common. */
export function describeStream(stream: Stream): object {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: stream.mode },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: stream.createdAt / 1000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: stream.encryptionKey === null ? 'NONE' : 'KMS',
    ...(stream.encryptionKey !== null && { KeyId: stream.encryptionKey }),
  }
}

/** As DescribeStream and ListShards show a shard. */
export function describeShard(shard: Shard): object {
  const [parent, adjacent] = shard.parents
  return {
    ShardId: shard.id,
    ...(parent && { ParentShardId: parent.id }),
    ...(adjacent && { AdjacentParentShardId: adjacent.id }),
    HashKeyRange: describeRange(shard.range),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.firstSequenceNumber.toString(),
      ...(shard.lastSequenceNumber !== null && { EndingSequenceNumber: shard.lastSequenceNumber.toString() }),
    },
  }
}

export const describeRange = ({ first, last }: HashKeyRange): object => ({
  StartingHashKey: first.toString(),
  EndingHashKey: last.toString(),
})
