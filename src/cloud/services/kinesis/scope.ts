/** What the files of operations share: finding streams, and what must hold before they are changed. */

import type { ServiceContext } from '../contract'
import { text, type Input } from './input'
import * as limits from './limits'
import type { Stream, StreamMode } from './state'
import type { Streams } from './streams'
import { errors } from './wire'

export class Scope {
  constructor(
    readonly streams: Streams,
    readonly context: ServiceContext,
  ) {}

  /** The stream by its name, its ARN, or both. @throws AwsError InvalidArgumentException, ResourceNotFoundException */
  streamOf(input: Input): Stream {
    const { streams } = this
    const arn = text(input, 'StreamARN')
    const name = text(input, 'StreamName') || arn.slice(arn.lastIndexOf('/') + 1)
    // Text not confirmed.
    if (name === '') throw errors.invalidArgument('Either StreamName or StreamARN should be provided.')
    const stream = streams.byName(name)
    if (arn !== '' && stream.arn !== arn) {
      if (text(input, 'StreamName') === '') throw errors.streamNotFound(streams.place(name))
      // Text not confirmed.
      throw errors.invalidArgument('StreamName and StreamARN do not identify the same stream.')
    }
    return stream
  }

  /** @throws AwsError ResourceInUseException */
  demandActive(stream: Stream): void {
    if (stream.status !== 'ACTIVE') throw errors.notActive(this.streams.place(stream.name), stream.status)
  }

  /** Whether the account may have so many shards more, or one more stream on demand. @throws AwsError LimitExceededException */
  demandCapacity(mode: StreamMode, shards: number): void {
    const { accountId, region } = this.context.account
    if (mode === 'ON_DEMAND') {
      const onDemand = this.streams.all().filter((stream) => stream.mode === 'ON_DEMAND').length
      if (onDemand < limits.ON_DEMAND_STREAMS_MAX) return
      // Text not confirmed.
      throw errors.limitExceeded(
        `The account ${accountId} in ${region} cannot have more than ${limits.ON_DEMAND_STREAMS_MAX} streams in ON_DEMAND mode.`,
      )
    }
    const current = this.streams.shardCount
    if (current + shards > limits.SHARDS_MAX) {
      throw errors.shardLimit(accountId, region, current, limits.SHARDS_MAX, shards)
    }
  }
}

/** How often something was done in a rolling day. @throws AwsError LimitExceededException */
export function demandRolling(done: readonly number[], now: number, maximum: number, operation: string): void {
  const recent = done.filter((instant) => instant > now - limits.ROLLING_DAY)
  if (recent.length >= maximum) throw errors.scaledTooOften(operation, maximum)
}
