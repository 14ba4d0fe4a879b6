/** Mappings of streams. */

import { bug, type PlantedBug } from './bug'

const LANE = 'lambda/event-source-mapping/batch-lane.ts'
const BATCHES = 'lambda/event-source-mapping/batches.ts'

export const STREAM_BUGS: readonly PlantedBug[] = [
  bug(
    'mapping-concurrency',
    'a shard’s next batch does not wait for the one before',
    LANE,
    ['this.#shardEnded = shardEnded\n', 'this.#shardEnded = shardEnded\n    this.#busy = false\n'],
    'steady',
  ),
  bug(
    'stream-order',
    'the newest records are sent first',
    LANE,
    [
      'for (const record of records) this.#waiting.push({ record, readAt })',
      'for (const record of records) this.#waiting.unshift({ record, readAt })',
    ],
    'retries',
  ),
  bug(
    'stream-order',
    'what failed is tried again behind what waits',
    LANE,
    [
      'const remains = this.#remains.shift()',
      'const remains = this.#waiting.length > 0 ? undefined : this.#remains.shift()',
    ],
    'retries',
  ),
  bug(
    'stream-fate',
    'the first record of each read is passed over',
    'lambda/event-source-mapping/shard-reader.ts',
    ['lane.add(byLane[index] ?? [], ended)', 'lane.add((byLane[index] ?? []).slice(1), ended)'],
    'retries',
  ),
  bug(
    'stream-retries',
    'bisecting loses a record',
    BATCHES,
    ['batchOf(records.slice(middle), last)]', 'batchOf(records.slice(middle + 1), last)]'],
    'bisecting',
  ),
  bug(
    'stream-retries',
    'a batch is tried once more than allowed',
    LANE,
    ['tried.failures <= limit', 'tried.failures <= limit + 1'],
    'retries',
  ),
  bug(
    'stream-retries',
    'a failed batch is sent again without a wait',
    BATCHES,
    [
      'Math.min(limits.STREAM_RETRY_WAIT_MIN * 2 ** Math.max(0, attempts - 1), limits.STREAM_RETRY_WAIT_MAX)',
      'attempts * 0 + 1',
    ],
    'retries',
  ),
  bug(
    'tumbling-windows',
    'a batch has records of two windows',
    BATCHES,
    [
      "if (record.arrivedAt >= end) cause = 'tumbling-window'",
      "if (record.arrivedAt >= Infinity) cause = 'tumbling-window'",
    ],
    'windows',
  ),
  bug(
    'mapping-concurrency',
    'a shard has a batch more in flight than its ParallelizationFactor',
    'lambda/event-source-mapping/shard-reader.ts',
    [
      'Array.from({ length: mapping.options.parallelizationFactor }',
      'Array.from({ length: mapping.options.parallelizationFactor + 1 }',
    ],
    'parallel',
  ),
]
