import { expect, it } from 'vitest'
import { fail, respond } from './scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource } from './stack'

/** Every invocation model at once, with failures that draw on nothing but the event. */
async function story(seed: number): Promise<string> {
  const run = deploy(
    [
      queue('Dead'),
      queue('Q', { VisibilityTimeout: 20, RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 } }),
      queue('Failures'),
      lambdaFunction('F', { ReservedConcurrentExecutions: 3 }),
      mapping('M', 'F', 'Q', { BatchSize: 2 }),
      resource('Config', 'AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: 'F' },
        DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
      }),
    ],
    {
      invoke: (event) => ({ takes: 7, outcome: JSON.stringify(event).includes('bad') ? fail('bad') : respond('good') }),
    },
    seed,
  )
  for (let index = 0; index < 10; index++) {
    void run.invoke('F', { index })
    await run.invoke('F', { index, kind: index % 2 ? 'bad' : 'good' }, { invocationType: 'Event' })
    await run.send('Q', index % 3 ? 'good' : 'bad')
    await run.advance(index * 3)
  }
  await run.idle()
  return JSON.stringify(run.cloud.kernel.trace.since(0))
}

it('the same stack, stimuli and seed give the same trace; another seed gives other ids', async () => {
  const [first, second, other] = await Promise.all([story(7), story(7), story(8)])
  expect(first.length).toBeGreaterThan(20_000)
  expect(second).toBe(first)
  expect(other).not.toBe(first)
})
