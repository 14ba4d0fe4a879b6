/** The queues of the account in its Region. */

import { formatArn } from '../../aws/arn'
import { seconds } from '../../aws/units'
import type { ServiceContext } from '../contract'
import { configure, DEFAULT_CONFIGURATION, DEFAULT_FIFO, type RefuseAttribute } from './attributes'
import * as limits from './limits'
import type { QueueConfiguration } from './model'
import { Queue } from './state'
import { errors } from './wire'

export class Queues {
  readonly #context: ServiceContext
  readonly #queues = new Map<string, Queue>()
  /** Name → when a request deleted the queue. */
  readonly #deleted = new Map<string, number>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  arnOf(name: string): string {
    return formatArn('sqs', this.#context.account, name)
  }

  /**
   * Reads the attributes of a queue, of the type that its name says.
   * @param base what holds where the attributes say nothing
   */
  configure(
    name: string,
    attributes: Readonly<Record<string, unknown>>,
    refuse: RefuseAttribute,
    base = name.endsWith('.fifo') ? { ...DEFAULT_CONFIGURATION, fifo: DEFAULT_FIFO } : DEFAULT_CONFIGURATION,
  ): QueueConfiguration {
    return configure(base, attributes, (target, isFifo) => this.#judge(target, this.arnOf(name), isFifo), refuse)
  }

  /** The first text is recorded from AWS, the others are not confirmed. */
  #judge(deadLetterQueueArn: string, sourceArn: string, isFifo: boolean): string | null {
    const target = this.findByArn(deadLetterQueueArn)
    if (!target) return 'Dead letter target does not exist.'
    if (target.isFifo !== isFifo) return 'Dead-letter queue must be same type of queue as the source.'
    const { redrivePermission = 'allowAll', sourceQueueArns = [] } = target.configuration.redriveAllowPolicy ?? {}
    const isAllowed =
      redrivePermission === 'allowAll' || (redrivePermission === 'byQueue' && sourceQueueArns.includes(sourceArn))
    return isAllowed ? null : "The dead-letter queue's redrive allow policy does not allow this source queue."
  }

  create(name: string, configuration: QueueConfiguration): Queue {
    const { account, kernel } = this.#context
    const url = `https://sqs.${account.region}.amazonaws.com/${account.accountId}/${name}`
    const queue = new Queue(
      name,
      this.arnOf(name),
      url,
      configuration,
      kernel.now,
      kernel,
      (other) => this.findByArn(other),
      () => this.#context.isDuplicated('sqs-duplicates'),
    )
    this.#queues.set(name, queue)
    return queue
  }

  delete(queue: Queue): void {
    this.#queues.delete(queue.name)
    queue.close()
  }

  /** By a request: the name stays taken for a while. */
  deleteByRequest(queue: Queue): void {
    this.delete(queue)
    this.#deleted.set(queue.name, this.#context.kernel.now)
  }

  /** @throws AwsError QueueDeletedRecently */
  checkName(name: string): void {
    const deletedAt = this.#deleted.get(name) ?? -Infinity
    if (this.#context.kernel.now - deletedAt < seconds(limits.DELETED_NAME_WINDOW)) throw errors.queueDeletedRecently()
  }

  all(): readonly Queue[] {
    return [...this.#queues.values()]
  }

  find(name: string): Queue | undefined {
    return this.#queues.get(name)
  }

  findByArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.slice(arn.lastIndexOf(':') + 1))
    return queue?.arn === arn ? queue : undefined
  }

  /** Queues whose dead-letter queue this is. */
  sourcesOf(deadLetterQueue: Queue): readonly Queue[] {
    return this.all().filter(
      ({ configuration }) => configuration.redrivePolicy?.deadLetterTargetArn === deadLetterQueue.arn,
    )
  }

  /** @throws AwsError QueueDoesNotExist */
  byName(name: string): Queue {
    const queue = this.find(name)
    if (!queue) throw errors.queueDoesNotExist()
    return queue
  }

  /**
   * The host does not matter (there are older forms); a bare name is good enough.
   * @throws AwsError QueueDoesNotExist
   */
  byUrl(url: string): Queue {
    const [name = '', accountId = this.#context.account.accountId] = url.split('/').reverse()
    if (accountId !== this.#context.account.accountId) throw errors.queueDoesNotExist()
    return this.byName(name)
  }

  /** @throws AwsError QueueDoesNotExist */
  byArn(arn: string): Queue {
    const queue = this.findByArn(arn)
    if (!queue) throw errors.queueDoesNotExist()
    return queue
  }
}
