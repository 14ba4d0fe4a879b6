/**
 * Retries of receives: a FIFO queue gives a request with a ReceiveRequestAttemptId of the last five minutes the same
 * messages and handles again, and starts their visibility timeout anew, as long as all of them are still in flight by
 * those handles. Otherwise the request counts as a new one. Source: ReceiveMessage API.
 */

import { seconds } from '../../aws/units'
import type { ServiceContext } from '../contract'
import * as limits from './limits'
import type { Message } from './model'
import type { Queue } from './state'

export class ReceiveAttempts {
  readonly #kernel: ServiceContext['kernel']
  readonly #handles = new Map<string, readonly string[]>()

  constructor(kernel: ServiceContext['kernel']) {
    this.#kernel = kernel
  }

  /** @param visibilityTimeout seconds. @returns null when this is no retry, or one that comes too late */
  repeat(queue: Queue, attemptId: string, visibilityTimeout: number): readonly Message[] | null {
    const handles = this.#handles.get(keyOf(queue, attemptId))
    if (!handles?.every((handle) => queue.isHeld(handle))) return null
    return handles.flatMap((handle) => queue.renew(handle, visibilityTimeout) ?? [])
  }

  remember(queue: Queue, attemptId: string, messages: readonly Message[]): void {
    const key = keyOf(queue, attemptId)
    const handles = messages.map(({ receiptHandle }) => receiptHandle ?? '')
    this.#handles.set(key, handles)
    const forget = (): void => {
      if (this.#handles.get(key) === handles) this.#handles.delete(key)
    }
    this.#kernel.after(seconds(limits.DEDUPLICATION_WINDOW), forget, { background: true })
  }
}

const keyOf = (queue: Queue, attemptId: string): string => `${queue.arn}/${attemptId}`
