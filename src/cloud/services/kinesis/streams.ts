/** The streams of the account in its Region. */

import { formatArn } from '../../aws/arn'
import type { ServiceContext } from '../contract'
import { Stream, type Consumer, type StreamConfiguration } from './state'
import { errors, type Place } from './wire'

export class Streams {
  readonly #context: ServiceContext
  readonly #streams = new Map<string, Stream>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** By name. */
  all(): readonly Stream[] {
    return [...this.#streams.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  place(name: string): Place {
    return { stream: name, accountId: this.#context.account.accountId }
  }

  arnOf(name: string): string {
    return formatArn('kinesis', this.#context.account, `stream/${name}`)
  }

  /** It is CREATING. */
  add(name: string, configuration: StreamConfiguration): Stream {
    const { kernel } = this.#context
    const stream = new Stream(name, this.arnOf(name), configuration, kernel.now, kernel)
    this.#streams.set(name, stream)
    return stream
  }

  remove(stream: Stream): void {
    stream.close()
    if (this.#streams.get(stream.name) === stream) this.#streams.delete(stream.name)
  }

  find(name: string): Stream | undefined {
    return this.#streams.get(name)
  }

  findByArn(arn: string): Stream | undefined {
    const stream = this.#streams.get(arn.slice(arn.lastIndexOf('/') + 1))
    return stream?.arn === arn ? stream : undefined
  }

  /** @throws AwsError ResourceNotFoundException */
  byName(name: string): Stream {
    const stream = this.find(name)
    if (!stream) throw errors.streamNotFound(this.place(name))
    return stream
  }

  /** @param arn `…:stream/name/consumer/name:1700000000` */
  findConsumer(arn: string): { readonly stream: Stream; readonly consumer: Consumer } | undefined {
    const [streamArn = '', consumerName = ''] = arn.split('/consumer/')
    const stream = this.findByArn(streamArn)
    const consumer = stream?.consumers.get(consumerName.slice(0, consumerName.lastIndexOf(':')))
    return stream && consumer?.arn === arn ? { stream, consumer } : undefined
  }

  /** Open shards of the account, and those of streams being made. */
  get shardCount(): number {
    return this.all().reduce((sum, stream) => sum + stream.shardCount, 0)
  }
}
