import { describe, expect, it } from 'vitest'
import { why, type Reason } from '../../../../src/app/why/why'
import { DOCS } from '../../../../src/app/why/docs'
import type { StackResource } from '../../../../src/cloud/aws/template'
import type { TraceType } from '../../../../src/cloud/aws/trace-records'
import { openQueue, publish, rule, subscription, topic } from '../../../conformance/behaviour/push'
import { kinesisStack, put } from '../../../conformance/behaviour/streams'
import { fail, respond, type Script } from '../../cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource, type Run } from '../../cloud/stack'
import { projectionsOf } from '../state/real-trace'

const succeeding: Script = { invoke: () => ({ outcome: respond('ok') }) }
const failing: Script = { invoke: () => ({ outcome: fail('no') }) }

/** Why of each record of these types, in order. */
function reasons(run: Run, resources: readonly StackResource[], ...types: TraceType[]): Reason[] {
  const { names } = projectionsOf(run)
  return run.cloud.kernel.trace
    .since(0)
    .filter(({ type }) => types.includes(type))
    .flatMap((record) => why(record, { names, resources }) ?? [])
}

const rules = (...given: Parameters<typeof reasons>): string[] => reasons(...given).map((reason) => reason.rule)

describe('why', () => {
  it('a cold start: the first environment, all busy, the last one expired', async () => {
    const stack = [lambdaFunction('F')]
    const run = deploy(stack, succeeding)
    void run.invoke('F')
    void run.invoke('F')
    await run.advance(1000)
    await run.advance(11 * 60_000)
    void run.invoke('F')
    await run.advance(1000)
    expect(rules(run, stack, 'environment.created')).toEqual([
      'Cold start: the first environment of version $LATEST; there was none yet.',
      'Cold start: the only environment of version $LATEST was busy; each handles one invocation at a time.',
      'Cold start: the last environment of version $LATEST was shut down after 10m without an invocation.',
    ])
  })

  it('a throttle: how many of the reserved executions were in use, and where that is set', async () => {
    const stack = [lambdaFunction('F', { ReservedConcurrentExecutions: 1 })]
    const run = deploy(stack, succeeding)
    void run.invoke('F')
    void run.invoke('F')
    await run.idle()
    expect(reasons(run, stack, 'request.throttled')).toMatchObject([
      {
        rule: 'Throttled: 1 of 1 reserved concurrent executions were in use.',
        setting: { logicalId: 'F', path: ['ReservedConcurrentExecutions'], value: '1', isDefault: false },
        docs: 'reserved',
      },
    ])
  })

  it('retries of an asynchronous event, and their end', async () => {
    const stack = [
      lambdaFunction('F'),
      resource('Config', 'AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: 'F' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
      }),
    ]
    const run = deploy(stack, failing)
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    const found = reasons(run, stack, 'async.retry-scheduled', 'async.ended')
    expect(found[0]?.rule).toMatch(/^Retry 1 of 1 in 1m: /)
    expect(found[1]?.rule).toMatch(/^2 attempts failed: the first and 1 retry, which is all\./)
    expect(found[0]?.setting).toMatchObject({ logicalId: 'Config', name: 'MaximumRetryAttempts', value: '1' })
  })

  it('batch boundaries of a queue, a receive, and the move to the dead-letter queue', async () => {
    const stack = [
      lambdaFunction('F'),
      queue('D'),
      queue('Q', { RedrivePolicy: { deadLetterTargetArn: arnOf('D'), maxReceiveCount: 1 } }),
      mapping('M', 'F', 'Q', { BatchSize: 2, MaximumBatchingWindowInSeconds: 5 }),
    ]
    const run = deploy(stack, failing)
    for (const body of ['a', 'b', 'c']) await run.send('Q', body)
    await run.idle()
    expect(reasons(run, stack, 'mapping.batch-sent')).toMatchObject([
      {
        rule: 'Batch closed: 2 of BatchSize 2 messages; the window of 5 s was not over.',
        setting: { logicalId: 'M', value: '2' },
      },
      { rule: 'Batch closed with 1 message of 2: its window of 5 s ended.', setting: { logicalId: 'M', value: '5' } },
    ])
    expect(rules(run, stack, 'sqs.received')[0]).toBe(
      'Received for the 1st time: hidden from others for 30 s, and back then unless it is deleted.',
    )
    expect(reasons(run, stack, 'sqs.moved')[0]).toMatchObject({
      rule: expect.stringMatching(/^Received 1 time and never deleted/) as string,
      setting: { logicalId: 'Q', path: ['RedrivePolicy', 'maxReceiveCount'], value: '1' },
    })
  })

  it('filters: the first field that does not match, of queues, topics and rules', async () => {
    const stack = [
      lambdaFunction('F'),
      queue('Q'),
      mapping('M', 'F', 'Q', {
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["a"],"amount":[{"numeric":[">",10]}]}}' }] },
      }),
      topic(),
      ...openQueue('N', 'sns.amazonaws.com'),
      subscription('sqs', 'N', { FilterPolicy: { kind: ['other'] } }),
      rule({ EventPattern: { source: ['shop'], detail: { n: [1] } } }, { Arn: arnOf('Q') }),
    ]
    const run = deploy(stack, succeeding)
    await run.send('Q', '{"kind":"a","amount":5}')
    await publish(run, 'hello')
    await run.cloud.aws({
      method: 'POST',
      url: 'https://events.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
      body: JSON.stringify({ Entries: [{ Source: 'shop', DetailType: 'd', Detail: '{"n":2}' }] }),
    })
    await run.idle()
    expect(rules(run, stack, 'mapping.filtered', 'sns.filtered', 'events.matched').sort()).toEqual([
      'Filtered out: body.amount is 5; wanted [{"numeric":[">",10]}]. Lambda deletes such messages.',
      'No rule matches. R: detail.n is 2; wanted [1].',
      'The subscription’s filter policy keeps it out: of the message attributes, kind is missing; wanted ["other"].',
    ])
  })

  it('a stream’s bisected batch and discarded record', async () => {
    const stack = kinesisStack({ MaximumRetryAttempts: 0, BisectBatchOnFunctionError: true })
    const run = deploy(stack, failing)
    await run.advance(250)
    await put(run.cloud, ['a', 'b', 'c'])
    await run.idle()
    expect(rules(run, stack, 'mapping.bisected')[0]).toMatch(/^The batch was split into [12] and [12] /)
    expect(rules(run, stack, 'mapping.discarded')[0]).toBe(
      '1 record given up: 1 attempt failed, the first and 0 retries.',
    )
  })
})

it('names pages of AWS’s own documentation only', () => {
  for (const page of Object.values(DOCS)) expect(page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/)
})
