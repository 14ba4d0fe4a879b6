/** One Kinesis shard and its mapping. */

import type { TemplateValue } from '../../../../src/cloud/aws/template'
import { fail, respond, type Script } from '../../../unit/cloud/scripted-host'
import { lambdaFunction, mapping, resource, type Run } from '../../../unit/cloud/stack'
import type { Scenario } from './scenario'

const shard = (properties: Record<string, TemplateValue>) => [
  lambdaFunction('F', { Timeout: 60 }),
  resource('S', 'AWS::Kinesis::Stream', { Name: 'S', ShardCount: 1 }),
  mapping('M', 'F', 'S', { StartingPosition: 'TRIM_HORIZON', ...properties }),
]

const put = async ({ cloud }: Run, ...bodies: readonly string[]): Promise<void> => {
  for (const body of bodies) await cloud.send({ target: 'S', body, key: body })
}

/** A batch with the record `bad` fails. */
const failing: Script = {
  invoke(event) {
    const { Records } = event as { Records: readonly { kinesis: { partitionKey: string } }[] }
    return Records.some(({ kinesis }) => kinesis.partitionKey === 'bad') ? { outcome: fail('No') } : {}
  },
}

const slow: Script = { invoke: () => ({ takes: 5000 }) }

/** The first record of three is tried until its retries are used up; the others wait. */
export const retries: Scenario = {
  resources: shard({ BatchSize: 1, MaximumRetryAttempts: 2 }),
  script: failing,
  async play(run) {
    await put(run, 'bad', 'good', 'better')
    await run.idle()
  },
}

/** The batch is split until the bad record is alone. */
export const bisecting: Scenario = {
  resources: shard({ BatchSize: 10, MaximumRetryAttempts: 1, BisectBatchOnFunctionError: true }),
  script: failing,
  async play(run) {
    await put(run, 'good', 'better', 'bad', 'best')
    await run.idle()
  },
}

/** Records come while a batch is being processed. */
export const steady: Scenario = {
  resources: shard({ BatchSize: 10 }),
  script: slow,
  async play(run) {
    await put(run, 'first')
    await run.advance(2500)
    await put(run, 'second')
    await run.idle()
  },
}

/** More partition keys than batches may be in flight. */
export const parallel: Scenario = {
  resources: shard({ BatchSize: 10, ParallelizationFactor: 2 }),
  script: slow,
  async play(run) {
    await put(run, ...'abcdefgh')
    await run.idle()
  },
}

/** A record before the end of a tumbling window and one after it, which are in one read. */
export const windows: Scenario = {
  resources: shard({ BatchSize: 10, TumblingWindowInSeconds: 60, MaximumBatchingWindowInSeconds: 30 }),
  script: { invoke: () => ({ outcome: respond({ state: {} }) }) },
  async play(run) {
    await run.advance(55_000)
    await put(run, 'early')
    await run.advance(10_000)
    await put(run, 'late')
    await run.advance(120_000)
    await run.idle()
  },
}
