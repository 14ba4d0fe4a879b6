/**
 * Redrive: message move tasks, which send the messages of a dead-letter queue back to where they came from, or elsewhere.
 *
 * - A queue has one running task at most.
 * - A moved message is a new one: another id, another time of sending.
 * - Without a limit all messages move at once; with one, so many a second.
 * Source: Amazon SQS Developer Guide, "Dead-letter queue redrive"; StartMessageMoveTask API; recorded states.
 */

import { seconds } from '../../aws/units'
import type { Caller, ServiceContext } from '../contract'
import type { Queues } from './queues'
import type { Queue } from './state'
import { errors } from './wire'

export interface MoveTask {
  readonly id: string
  readonly handle: string
  readonly source: Queue
  /** Null: where each message came from. */
  readonly destinationArn: string | null
  /** Messages per second; null without a limit. */
  readonly rate: number | null
  /** Virtual milliseconds. */
  readonly startedAt: number
  readonly toMove: number
  moved: number
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'
  failureReason: string | null
}

export class MoveTasks {
  readonly #queues: Queues
  readonly #context: ServiceContext
  /** The newest first. */
  #tasks: readonly MoveTask[] = []

  constructor(queues: Queues, context: ServiceContext) {
    this.#queues = queues
    this.#context = context
  }

  of(source: Queue): readonly MoveTask[] {
    return this.#tasks.filter((task) => task.source === source)
  }

  /** @throws AwsError when the queue has a running task */
  start(source: Queue, destinationArn: string | null, rate: number | null, caller: Caller): MoveTask {
    const { kernel } = this.#context
    if (this.of(source).some(({ status }) => status === 'RUNNING')) {
      throw errors.invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    }
    const id = kernel.random('move-tasks').uuid()
    const task: MoveTask = {
      id,
      handle: btoa(JSON.stringify({ taskId: id, sourceArn: source.arn })),
      source,
      destinationArn,
      rate,
      startedAt: kernel.now,
      toMove: source.visibleCount,
      moved: 0,
      status: 'RUNNING',
      failureReason: null,
    }
    this.#tasks = [task, ...this.#tasks]
    kernel.after(task.rate === null ? 0 : seconds(1) / task.rate, () => this.#move(task, caller))
    return task
  }

  find(id: string): MoveTask | undefined {
    return this.#tasks.find((task) => task.id === id)
  }

  #move(task: MoveTask, caller: Caller): void {
    const { kernel } = this.#context
    do {
      if (task.status !== 'RUNNING') return
      const message = task.moved < task.toMove ? task.source.nextToRedrive() : null
      if (!message) {
        task.status = 'COMPLETED'
        return
      }
      const destination = task.destinationArn ?? message.deadLetterSource
      const target = destination === null ? undefined : this.#queues.findByArn(destination)
      if (!target) {
        task.status = 'FAILED'
        // The second is recorded; the first is not confirmed.
        task.failureReason =
          destination === null ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue'
        return
      }
      task.source.redrive(message)
      // Its id may be known to the queue, from when it was sent first; it is no duplicate.
      target.send({ ...message, delay: 0 }, { ...caller, principalId: message.senderId }, 0)
      task.moved++
    } while (task.rate === null)
    kernel.after(seconds(1) / task.rate, () => this.#move(task, caller))
  }
}

/** What a task's handle carries; null for what is no handle. */
export function readHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } | null {
  try {
    const { taskId, sourceArn } = JSON.parse(atob(handle)) as { taskId?: unknown; sourceArn?: unknown }
    return typeof taskId === 'string' && typeof sourceArn === 'string' ? { taskId, sourceArn } : null
  } catch {
    return null
  }
}
