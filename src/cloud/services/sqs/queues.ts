/** The queues of the account in its Region. */

import { formatArn } from '../../aws/arn'
import type { ServiceContext } from '../contract'
import { DEFAULT_CONFIGURATION, configure, type RefuseAttribute } from './attributes'
import { Queue, type QueueConfiguration } from './state'
import { errors } from './wire'

export class Queues {
  readonly #context: ServiceContext
  readonly #queues = new Map<string, Queue>()

  constructor(context: ServiceContext) {
    this.#context = context
  }

  /** @param base what holds where the attributes say nothing */
  configure(
    attributes: Readonly<Record<string, unknown>>,
    refuse: RefuseAttribute,
    base = DEFAULT_CONFIGURATION,
  ): QueueConfiguration {
    return configure(base, attributes, (arn) => this.findByArn(arn) !== undefined, refuse)
  }

  create(name: string, configuration: QueueConfiguration): Queue {
    const { account, kernel } = this.#context
    const arn = formatArn('sqs', account, name)
    const url = `https://sqs.${account.region}.amazonaws.com/${account.accountId}/${name}`
    const queue = new Queue(name, arn, url, configuration, kernel.now, kernel, (other) => this.findByArn(other))
    this.#queues.set(name, queue)
    return queue
  }

  delete(queue: Queue): void {
    this.#queues.delete(queue.name)
    queue.close()
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
