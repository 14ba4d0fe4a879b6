import { expect, it } from 'vitest'
import { requestStory } from '../../../../src/app/result/story'
import { Projections } from '../../../../src/app/state/projections'
import { kinesisStack, put, remember } from '../../../conformance/behaviour/streams'
import { deploy } from '../../cloud/stack'
import { fail, respond } from '../../cloud/scripted-host'

it('tells what became of the batches of a stream', async () => {
  const { script } = remember(({ Records }) =>
    Records.some(({ kinesis }) => kinesis.partitionKey === 'bad') ? fail('no') : respond(null),
  )
  const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }), script)
  await put(run.cloud, ['good', 'bad'])
  await run.idle()
  const projections = new Projections()
  for (const record of run.cloud.kernel.trace.since(0)) projections.apply(record)
  const told = run.trace('mapping.batch-sent').map(({ requestId }) => {
    const request = projections.requests.get(requestId)
    return request ? requestStory(request, projections.names, run.cloud.kernel.now).map(({ title }) => title) : []
  })
  expect(told).toEqual([
    ['Batch of 2 records from S', 'Invocation failed', 'Batch failed', 'Batch bisected', '1 record again in 500 ms'],
    ['Batch of 1 record from S', 'Invocation succeeded', 'Processed: checkpoint behind 1 record'],
    ['Batch of 1 record from S', 'Invocation failed', 'Batch failed', '1 record again in 500 ms'],
    ['Batch of 1 record from S', 'Invocation failed', 'Batch failed', '1 record discarded'],
  ])
})
