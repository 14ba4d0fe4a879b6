/** As many generated runs as fit into the tests; `npm run simulate` has as many as one likes. */

import { describe, expect, it } from 'vitest'
import { Coverage } from './harness/coverage'
import { runSeed } from './harness/seed'

const BLOCKS = 8
const SEEDS_PER_BLOCK = 25

const coverage = new Coverage()

describe('generated stacks', () => {
  const blocks = Array.from({ length: BLOCKS }, (_, block) => 1 + block * SEEDS_PER_BLOCK)
  it.each(blocks)(`seeds %d and the next ${SEEDS_PER_BLOCK - 1} break no rule`, { timeout: 120_000 }, async (first) => {
    for (let seed = first; seed < first + SEEDS_PER_BLOCK; seed++) {
      const { findings } = await runSeed(seed, coverage)
      expect(findings, `npm run simulate -- --seed ${seed}`).toEqual([])
    }
  })

  it('have every kind of event source, every fault, and every ending of an invocation', () => {
    const missing = coverage.missing.filter(
      (name) => REACHED.some((prefix) => name.startsWith(prefix)) && !SELDOM.has(name),
    )
    expect(missing).toEqual([])
    const sources = 'SQS Kinesis DynamoDB SNS EventBridgeRule Schedule ScheduleV2 S3 MSK SelfManagedKafka MQ DocumentDB'
    for (const type of sources.split(' ')) expect(coverage.counts).toHaveProperty([`option event:${type}`])
    for (const kind of ['latency', 'error', 'throttle', 'crash', 'poison', 'no-backoff']) {
      expect(coverage.counts).toHaveProperty([`fault ${kind}`])
    }
  })
})

/** What a few hundred seeds have all of. */
const REACHED: readonly string[] = [
  'record invocation.ended.source',
  'record mapping.batch-sent',
  'record mapping.batch-ended',
  'record mapping.bisected',
  'record mapping.discarded.condition=RetryAttemptsExhausted',
  'record mapping.retry-scheduled',
  'record sqs.deleted.cause=deleted',
  'record sqs.deleted.cause=expired',
  'record sqs.moved',
  'record sqs.deduplicated',
  'record sns.',
  'record fault.injected',
]

/** Of those, what no plan makes, or one in a thousand. */
const SELDOM: ReadonlySet<string> = new Set([
  'record invocation.ended.source=durable',
  'record mapping.batch-sent.cause=payload-size',
  'record mapping.batch-sent.cause=shard-end',
  'record sns.dead-lettered',
  'record sns.deduplicated',
  'record sns.sent-outside',
])
