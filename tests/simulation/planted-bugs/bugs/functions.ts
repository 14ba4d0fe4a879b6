/** What a trace is, execution environments, concurrency. */

import { bug, type PlantedBug } from './bug'

const CAPACITY = 'lambda/capacity.ts'
const ENVIRONMENT = 'lambda/environment.ts'

export const FUNCTION_BUGS: readonly PlantedBug[] = [
  // The kernel, and what a trace is
  bug(
    'virtual-time',
    'the clock goes back now and then',
    'kernel/trace.ts',
    ['at: this.#now() }', 'at: this.#now() - (this.#records.length % 10 === 9 ? 1 : 0) }'],
    'batches',
  ),
  bug(
    'causes',
    'asynchronous requests are not told of',
    'lambda/lambda.ts',
    [
      'const { requestId, payload } = request\n    const functionName = fn.name\n',
      "const { requestId, payload } = request\n    if (source === 'async') return\n    const functionName = fn.name\n",
    ],
    'asyncEvents',
  ),
  // Execution environments
  bug(
    'environment-life',
    'an environment that was shut down is used again',
    ENVIRONMENT,
    [
      [
        'this.retired = true\n    this.context.kernel.cancel(this.#idleTimer)',
        'this.context.kernel.cancel(this.#idleTimer)',
      ],
      ['this.functionVersion.environments.delete(this)\n', ''],
    ],
    'calls',
  ),
  bug(
    'one-invocation',
    'an environment that is busy takes another invocation',
    ENVIRONMENT,
    ['    this.busy = true\n', ''],
    'calls',
  ),
  bug(
    'frozen',
    'a frozen environment gets a turn',
    'lambda/execution/sandbox-process.ts',
    [
      ['else this.#frozen = true', ''],
      ['freeze(): void {\n    this.#frozen = true\n    this.#cancelWake()', 'freeze(): void {\n    this.#schedule()'],
    ],
    'calls',
  ),
  bug(
    'frozen',
    'log lines are written after their invocation',
    ENVIRONMENT,
    ['if (at <= kernel.now) write()', 'if (at > 0) kernel.after(5, write)'],
    'calls',
  ),
  bug(
    'timeouts',
    'a function has a second more than its timeout',
    'lambda/attempt.ts',
    [
      'return this.#startedAt + seconds(this.#configuration.timeout)',
      'return this.#startedAt + seconds(this.#configuration.timeout + 1)',
    ],
    'calls',
  ),
  bug('billing', 'billed duration is rounded down', 'lambda/billing.ts', ['Math.ceil(', 'Math.floor('], 'calls'),
  bug('billing', 'Init is not billed', 'lambda/billing.ts', ['hundredths(initDuration ?? 0)', '0'], 'calls'),
  // Concurrency
  bug(
    'account-concurrency',
    'the account’s concurrency is one more',
    CAPACITY,
    ['return used >= value ?', 'return used > value ?'],
    'burst',
  ),
  bug(
    'account-concurrency',
    'reservations do not count against the account',
    CAPACITY,
    ['if (fn !== except) pool -= claimed(fn)', 'if (fn !== except) pool -= 0 * claimed(fn)'],
    'burst',
  ),
  bug(
    'reserved-concurrency',
    'reserved concurrency is one more',
    CAPACITY,
    ['return used >= reserved', 'return used > reserved'],
    'burst',
  ),
  bug(
    'reserved-concurrency',
    'provisioned environments do not count against the reservation',
    CAPACITY,
    ['const used = fn.onDemandConcurrency + fn.provisionedConcurrency', 'const used = fn.onDemandConcurrency'],
    'burst',
  ),
  bug(
    'provisioned-concurrency',
    'anybody is served by provisioned environments',
    CAPACITY,
    ['(one) => one.provisionedFor === null && one.tenantId === tenantId', '(one) => one.tenantId === tenantId'],
    'burst',
  ),
  bug(
    'scaling-rate',
    'functions scale without a limit',
    CAPACITY,
    [
      'if (!takeScalingToken(fn, this.context.kernel.now)) {',
      'if (!takeScalingToken(fn, this.context.kernel.now) && fn.deleted) {',
    ],
    'stampede',
  ),
]
