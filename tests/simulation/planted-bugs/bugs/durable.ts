/** Durable executions. */

import { bug, type PlantedBug } from './bug'

const EXECUTION = 'lambda/durable/execution.ts'

export const DURABLE_BUGS: readonly PlantedBug[] = [
  bug(
    'durable-executions',
    'an invocation that failed is tried again at once',
    EXECUTION,
    ['this.#retry = kernel.at(due, () => {', 'this.#retry = kernel.after(0, () => {'],
    'durable',
  ),
  bug(
    'durable-executions',
    'an execution may take twice its timeout',
    EXECUTION,
    [
      'const due = kernel.now + seconds(config.executionTimeout)',
      'const due = kernel.now + 2 * seconds(config.executionTimeout)',
    ],
    'durable',
  ),
  bug(
    'durable-executions',
    'a wait is half as long',
    EXECUTION,
    [
      'kernel.at(scheduledEnd, () => this.#endWait(id))',
      'kernel.after((scheduledEnd - kernel.now) / 2, () => this.#endWait(id))',
    ],
    'durable',
  ),
  bug(
    'durable-executions',
    'an execution is not woken when its wait is over',
    EXECUTION,
    ['if (this.isRunning && !this.#invocation && !this.#retry) this.#invokeSoon()', ''],
    'durable',
  ),
]
