/** Synchronous and asynchronous invocation. */

import { bug, type PlantedBug } from './bug'

const ASYNC = 'lambda/async-queue.ts'
const CAPACITY = 'lambda/capacity.ts'
const DESTINATIONS = 'lambda/destinations.ts'

export const INVOCATION_BUGS: readonly PlantedBug[] = [
  bug(
    'requests',
    'callers are not told of errors',
    'lambda/lambda.ts',
    ['functionError: result.functionError,', 'functionError: null,'],
    'calls',
  ),
  bug(
    'throttles',
    'throttled one too early',
    CAPACITY,
    ['return used >= value ?', 'return used + 1 >= value ?'],
    'burst',
  ),
  bug(
    'async-fate',
    'events that were processed are forgotten',
    ASYNC,
    ["if (result.functionError === null) this.#end(event, 'Success')", 'if (result.functionError === null) return'],
    'asyncEvents',
  ),
  bug(
    'async-fate',
    'the dead-letter queue is forgotten',
    DESTINATIONS,
    ['if (deadLetters) send(', 'if (deadLetters && event.invokeCount < 0) send('],
    'asyncEvents',
  ),
  bug(
    'async-fate',
    'the on-failure record is dropped',
    DESTINATIONS,
    ['if (destinations?.onFailure) send(', "if (destinations?.onFailure === '') send("],
    'asyncEvents',
  ),
  bug(
    'async-retries',
    'one retry more than allowed',
    ASYNC,
    ['event.invokeCount <= retries ?', 'event.invokeCount <= retries + 1 ?'],
    'asyncEvents',
  ),
  bug(
    'async-retries',
    'the first retry comes after two minutes',
    ASYNC,
    ['limits.ASYNC_RETRY_WAITS[event.invokeCount - 1]', 'limits.ASYNC_RETRY_WAITS[event.invokeCount]'],
    'asyncEvents',
  ),
  bug(
    'async-retries',
    'throttles wait for the same time each',
    ASYNC,
    ['limits.ASYNC_THROTTLE_WAIT_MIN * 2 ** event.throttles', 'limits.ASYNC_THROTTLE_WAIT_MIN * 2'],
    'asyncEvents',
  ),
  bug(
    'deliveries',
    'a destination’s record never gets there',
    DESTINATIONS,
    [
      'const receipt = context.deliver(target, {',
      "const receipt = ((_target: string, _delivery: object) => ({ id: 'nowhere' }))(target, {",
    ],
    'asyncEvents',
  ),
]
