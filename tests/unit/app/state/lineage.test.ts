import { describe, expect, it } from 'vitest'
import { playground } from '../../../conformance/behaviour/playground'
import {
  bucket,
  openQueue,
  permission,
  put,
  rule,
  subscription,
  topic,
  publish,
} from '../../../conformance/behaviour/push'
import { kinesisStack, put as putRecords } from '../../../conformance/behaviour/streams'
import { fail, respond, type Script } from '../../cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource } from '../../cloud/stack'
import type { Lineage } from '../../../../src/app/state/lineage'
import { CLIENT, eventsOf, projectionsOf } from './real-trace'

const succeeding: Script = { invoke: () => ({ outcome: respond('ok') }) }
const failing: Script = { invoke: () => ({ outcome: fail('no') }) }

/** `kind fate` of an event and of all on its path, causes first. */
const path = (lineage: Lineage, id = ''): string[] => lineage.walk(id).nodes.map(({ kind, fate }) => `${kind} ${fate}`)

describe('the lineage of events', () => {
  it('follows a web request through a handler’s calls, a rule, a queue and a batch', async () => {
    const run = await playground(
      [
        lambdaFunction('F'),
        resource('Url', 'AWS::Lambda::Url', { TargetFunctionArn: arnOf('F'), AuthType: 'NONE' }),
        resource('Anybody', 'AWS::Lambda::Permission', {
          FunctionName: { Ref: 'F' },
          Principal: '*',
          Action: 'lambda:InvokeFunctionUrl',
          FunctionUrlAuthType: 'NONE',
        }),
        resource('Invoke', 'AWS::Lambda::Permission', {
          FunctionName: { Ref: 'F' },
          Principal: '*',
          Action: 'lambda:InvokeFunction',
          InvokedViaFunctionUrl: true,
        }),
        ...openQueue('Q', 'events.amazonaws.com'),
        rule({ EventPattern: { source: ['shop'] } }, { Arn: arnOf('Q') }),
        lambdaFunction('W'),
        mapping('M', 'W', 'Q'),
      ],
      {
        F: `${CLIENT} exports.handler = async () => { await putEvent({ id: 1 }); return 'ok' }`,
        W: `exports.handler = async () => {}`,
      },
      { outputs: { Url: { value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } as never } },
    )
    const url = run.cloud.entrances()[0]?.url ?? ''
    const answer = run.cloud.http({ method: 'GET', url, headers: {}, body: '' })
    await run.idle()
    expect(await answer).toMatchObject({ status: 200 })
    const { lineage } = projectionsOf(run)
    const [web] = eventsOf(projectionsOf(run), 'http')
    expect(path(lineage, web?.id)).toEqual([
      'http delivered',
      'request delivered',
      'bus-event delivered',
      'message delivered',
      'request delivered',
    ])
    const { links } = lineage.walk(web?.id ?? '')
    expect(links.map(({ from, to }) => `${from.kind} → ${to.kind}`)).toEqual([
      'http → request',
      'request → bus-event',
      'bus-event → message',
      'message → request',
    ])
  })

  it('ends a message in its dead-letter queue, and finds the same path from every event of it', async () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('D'),
        queue('Q', { VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: arnOf('D'), maxReceiveCount: 2 } }),
        mapping('M', 'F', 'Q'),
      ],
      failing,
    )
    await run.send('Q', 'poison')
    await run.idle()
    const { lineage } = projectionsOf(run)
    const [message] = eventsOf(projectionsOf(run), 'message')
    expect(message).toMatchObject({ fate: 'dead-lettered', attempts: 2, text: 'poison' })
    expect(path(lineage, message?.id)).toEqual(['message dead-lettered', 'request failed', 'request failed'])
    expect(path(lineage, message?.children[1])).toEqual(['message dead-lettered', 'request failed'])
    expect(lineage.counts).toMatchObject({ 'dead-lettered': 1, waiting: 0, running: 0, retrying: 0, failed: 0 })
  })

  it('tells filtered, unmatched, retrying and lost ones apart', async () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Q'),
        mapping('M', 'F', 'Q', { FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] } }),
        topic(),
      ],
      failing,
    )
    await run.send('Q', '{"a":2}')
    await publish(run, 'hello')
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.advance(5000)
    expect(eventsOf(projectionsOf(run), 'message')).toMatchObject([
      { fate: 'filtered', endedAt: expect.any(Number) as number },
    ])
    expect(eventsOf(projectionsOf(run), 'notification')).toMatchObject([{ fate: 'unmatched' }])
    expect(eventsOf(projectionsOf(run), 'request')).toMatchObject([{ fate: 'retrying', attempts: 1, endedAt: null }])
    await run.idle()
    expect(eventsOf(projectionsOf(run), 'request')).toMatchObject([{ fate: 'lost', attempts: 3 }])
  })

  it('keeps the ways of an event apart: one subscription filters, another delivers', async () => {
    const run = deploy(
      [
        topic(),
        lambdaFunction('F'),
        permission('sns.amazonaws.com'),
        ...openQueue('Q', 'sns.amazonaws.com'),
        subscription('sqs', 'Q', { FilterPolicy: { kind: ['other'] } }),
        subscription('lambda', 'F'),
      ],
      succeeding,
    )
    await publish(run, 'hello')
    await run.idle()
    const [notification] = eventsOf(projectionsOf(run), 'notification')
    expect([...(notification?.ways.values() ?? [])]).toEqual(['filtered', 'delivered'])
    expect(path(projectionsOf(run).lineage, notification?.id)).toEqual(['notification delivered', 'request delivered'])
  })

  it('makes an event of an object once S3 tells of it', async () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        permission('s3.amazonaws.com'),
        bucket(
          {
            LambdaConfigurations: [
              {
                Event: 's3:ObjectCreated:*',
                Function: arnOf('F'),
                Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
              },
            ],
          },
          ['Permits3'],
        ),
      ],
      succeeding,
    )
    await put(run, 'in/a')
    await put(run, 'out/b')
    await run.idle()
    const objects = eventsOf(projectionsOf(run), 'object')
    expect(objects.map(({ text }) => text)).toEqual(['in/a'])
    expect(path(projectionsOf(run).lineage, objects[0]?.id)).toEqual(['object delivered', 'request delivered'])
  })

  it('follows a stream’s record to the on-failure destination', async () => {
    const run = deploy(
      kinesisStack(
        { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: arnOf('Q') } } },
        queue('Q'),
      ),
      failing,
    )
    await run.advance(250)
    await putRecords(run.cloud, ['a'])
    await run.idle()
    const projections = projectionsOf(run)
    const [record] = eventsOf(projections, 'record')
    expect(record).toMatchObject({ fate: 'dead-lettered', attempts: 2 })
    expect(path(projections.lineage, record?.id)).toEqual([
      'record dead-lettered',
      'request failed',
      'request failed',
      'message waiting',
    ])
  })
})
