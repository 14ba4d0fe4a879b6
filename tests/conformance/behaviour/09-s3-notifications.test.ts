/** Fact sheet §9.3: which events S3 notifies of, whom, and where a notification ends that nobody takes. */

import { describe, expect, test } from 'vitest'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { Script } from '../../unit/cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, resource, START_TIME, type Run } from '../../unit/cloud/stack'
import { lambdaApi, recordsIn } from './asynchronous'
import { bucket, FUNCTION, openQueue, order, payloads, permission, put, s3, silent } from './push'

type Properties = Record<string, TemplateValue>

function stack(resources: readonly StackResource[], script: Script = silent): Run {
  const run = deploy(resources, script)
  expect(run.diagnostics).toEqual([])
  return run
}

const SNS = 'sns.amazonaws.com'
const S3 = 's3.amazonaws.com'
const ON_S3 = [lambdaFunction('F'), permission(S3, 'arn:aws:s3:::bucket')]
const functionOn = (Event: string, ...rules: readonly (readonly [string, string])[]): Properties => ({
  Event,
  Function: arnOf('F'),
  ...(rules.length > 0 && { Filter: { S3Key: { Rules: rules.map(([Name, Value]) => ({ Name, Value })) } } }),
})
const notifying = (...LambdaConfigurations: Properties[]) => bucket({ LambdaConfigurations }, ['Permits3'])
const names = (run: Run): string[] =>
  payloads(run).map((text) => (JSON.parse(text) as { Records: [{ eventName: string }] }).Records[0].eventName)

describe('§9.3 S3 notifications: which events', () => {
  test.each([
    ['s3:ObjectCreated:*', ['ObjectCreated:Put', 'ObjectCreated:Copy']],
    ['s3:ObjectCreated:Copy', ['ObjectCreated:Copy']],
    ['s3:ObjectCreated:CompleteMultipartUpload', []],
    ['s3:ObjectRemoved:*', ['ObjectRemoved:Delete']],
    ['s3:ObjectRemoved:DeleteMarkerCreated', []],
    ['s3:ObjectTagging:*', ['ObjectTagging:Put', 'ObjectTagging:Delete']],
    ['s3:ObjectTagging:Delete', ['ObjectTagging:Delete']],
  ])('%s', async (event, expected) => {
    const run = stack([...ON_S3, notifying(functionOn(event))])
    await put(run, 'a')
    await s3(run, 'PUT', 'b', '', { 'x-amz-copy-source': 'bucket/a' })
    await s3(run, 'PUT', 'a?tagging', '<Tagging><TagSet></TagSet></Tagging>')
    await s3(run, 'DELETE', 'a?tagging')
    await s3(run, 'DELETE', 'a')
    await run.idle()
    expect(names(run)).toEqual(expected)
  })

  test('a multipart upload is one event, when it is completed', async () => {
    const run = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*'))])
    const { text } = await s3(run, 'POST', 'k?uploads')
    const uploadId = /<UploadId>(.*)<\/UploadId>/.exec(text)?.[1] ?? ''
    const part = await s3(run, 'PUT', `k?partNumber=1&uploadId=${uploadId}`, 'hello')
    await run.idle()
    expect(names(run)).toEqual([])
    const ETag = part.headers['etag'] ?? part.headers['ETag'] ?? ''
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${ETag}</ETag></Part></CompleteMultipartUpload>`
    expect((await s3(run, 'POST', `k?uploadId=${uploadId}`, body)).status).toBe(200)
    await run.idle()
    expect(names(run)).toEqual(['ObjectCreated:CompleteMultipartUpload'])
    expect(payloads(run)[0]).toMatch(/"size":5,"eTag":"[0-9a-f]{32}-1"/)
  })

  test.each([
    's3:ObjectRestore:Completed',
    's3:LifecycleExpiration:*',
    's3:Replication:OperationNotTracked',
    's3:ObjectAcl:Put',
    's3:LifecycleTransition',
    's3:IntelligentTiering',
    's3:ReducedRedundancyLostObject',
  ])('%s may be asked for; nothing raises it here', async (event) => {
    const run = stack([...ON_S3, notifying(functionOn(event))])
    await put(run, 'k')
    await s3(run, 'DELETE', 'k')
    await run.idle()
    expect(names(run)).toEqual([])
  })

  test.each(['s3:ObjectCreated:Nothing', 's3:TestEvent', 'ObjectCreated:Put'])('%s is no event', (event) => {
    const run = deploy([...ON_S3, notifying(functionOn(event))], silent)
    expect(run.diagnostics).toMatchObject([{ message: 'The event is not supported for notifications' }])
  })

  test('a prefix and a suffix choose keys; wildcards are letters like others', async () => {
    const run = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*', ['prefix', 'in/'], ['suffix', '.jpg']))])
    for (const key of ['in/a.jpg', 'in/a.png', 'out/a.jpg', 'in/b/c.jpg']) await put(run, key)
    await run.idle()
    expect(payloads(run).map((text) => /"key":"([^"]+)"/.exec(text)?.[1])).toEqual(['in/a.jpg', 'in/b/c.jpg'])
    const wild = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*', ['prefix', '*/']))])
    await put(wild, 'in/a.jpg')
    await wild.idle()
    expect(names(wild)).toEqual([])
  })

  test('names of filter rules are taken in any case and given back as Prefix and Suffix', async () => {
    const run = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*', ['PREFIX', 'in/'], ['suffix', '.jpg']))])
    const { text } = await s3(run, 'GET', '?notification')
    expect(text).toContain('<Name>Prefix</Name><Value>in/</Value>')
    expect(text).toContain('<Name>Suffix</Name><Value>.jpg</Value>')
  })

  test('two configurations for one event must not overlap', () => {
    const created = 's3:ObjectCreated:*'
    const both = (...configurations: Properties[]) =>
      deploy([...ON_S3, notifying(...configurations)], silent).diagnostics.map(({ message }) => message)
    expect(both(functionOn(created), functionOn('s3:ObjectCreated:Put'))).toEqual([
      'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
    ])
    expect(both(functionOn(created, ['prefix', 'a/']), functionOn(created, ['prefix', 'b/']))).toEqual([])
    expect(both(functionOn(created, ['prefix', 'a/']), functionOn(created, ['prefix', 'a/b/']))).toHaveLength(1)
    expect(both(functionOn(created), functionOn('s3:ObjectRemoved:*'))).toEqual([])
  })

  test('EventBridge, once on, gets all events', async () => {
    const run = stack([
      lambdaFunction('F'),
      permission('events.amazonaws.com'),
      resource('R', 'AWS::Events::Rule', {
        EventPattern: { source: ['aws.s3'] },
        Targets: [{ Id: 't', Arn: arnOf('F') }],
      }),
      bucket({ EventBridgeConfiguration: { EventBridgeEnabled: true } }),
    ])
    await put(run, 'a')
    await s3(run, 'PUT', 'a?tagging', '<Tagging><TagSet></TagSet></Tagging>')
    await s3(run, 'DELETE', 'a')
    await run.idle()
    expect(payloads(run).map((text) => (JSON.parse(text) as Record<string, string>)['detail-type'])).toEqual([
      'Object Created',
      'Object Tags Added',
      'Object Deleted',
    ])
  })

  test('putting a configuration replaces the whole', async () => {
    const run = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*'))])
    expect((await s3(run, 'PUT', '?notification', '<NotificationConfiguration/>')).status).toBe(200)
    await put(run, 'k')
    await run.idle()
    expect(names(run)).toEqual([])
  })
})

describe('§9.3 S3 notifications: destinations', () => {
  const configuration = (element: string, target: string): string =>
    `<NotificationConfiguration><${element}Configuration><${element === 'CloudFunction' ? 'CloudFunction' : element}>${target}` +
    `</${element}><Event>s3:ObjectCreated:*</Event></${element}Configuration></NotificationConfiguration>`

  test('a queue is tried with s3:TestEvent, at once', async () => {
    const run = stack([
      ...openQueue('Q', S3, SNS),
      bucket({ QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: arnOf('Q') }] }, ['QPolicy']),
    ])
    await run.advance(0)
    const [test = {}] = await recordsIn(run, 'Q')
    expect(order(test)).toBe('Service,Event,Time,Bucket,RequestId,HostId')
    expect(test).toMatchObject({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: new Date(START_TIME).toISOString(),
      Bucket: 'bucket',
    })
  })

  test('with SkipDestinationValidation a configuration is taken untried', async () => {
    const run = stack([bucket({})])
    const body = configuration('CloudFunction', FUNCTION)
    expect((await s3(run, 'PUT', '?notification', body)).status).toBe(400)
    const skip = { 'x-amz-skip-destination-validation': 'true' }
    expect((await s3(run, 'PUT', '?notification', body, skip)).status).toBe(200)
  })

  test.each([
    [
      'a function that does not let S3 in',
      'CloudFunction',
      FUNCTION,
      `Not authorized to invoke function [${FUNCTION}]`,
    ],
    [
      'a queue that is not there',
      'Queue',
      'arn:aws:sqs:us-east-1:123456789012:gone',
      'The destination queue does not exist',
    ],
  ])('%s is refused', async (_, element, target, problem) => {
    const run = stack([lambdaFunction('F'), bucket({})])
    const { status, text } = await s3(run, 'PUT', '?notification', configuration(element, target))
    expect(status).toBe(400)
    expect(text).toContain('<Code>InvalidArgument</Code>')
    expect(text).toContain('Unable to validate the following destination configurations')
    expect(text).toContain(problem)
  })

  test('what is no ARN could not be parsed', async () => {
    const { text } = await s3(stack([bucket({})]), 'PUT', '?notification', configuration('Queue', 'q'))
    expect(text).toContain('The ARN could not be parsed')
  })

  test.each([
    ['FIFO queues', 'Queue', 'arn:aws:sqs:us-east-1:123456789012:q.fifo'],
    ['FIFO topics', 'Topic', 'arn:aws:sns:us-east-1:123456789012:t.fifo'],
  ])('%s are refused', async (_, element, target) => {
    const { status } = await s3(stack([bucket({})]), 'PUT', '?notification', configuration(element, target))
    expect(status).toBe(400)
  })

  test('SourceAccount is the bucket’s account: another one lets nobody in', () => {
    const other = permission(S3, 'arn:aws:s3:::bucket', { SourceAccount: '999999999999' })
    const run = deploy([lambdaFunction('F'), other, notifying(functionOn('s3:ObjectCreated:*'))], silent)
    expect(run.diagnostics).toMatchObject([
      { message: expect.stringContaining('Unable to validate the following destination configurations') as unknown },
    ])
  })

  test('a permission that is taken away later: the event is lost, S3 has no dead-letter queue', async () => {
    const run = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*'))])
    const { body } = await lambdaApi(run, 'GET', '/2015-03-31/functions/F/policy')
    const { Statement } = JSON.parse(String(body['Policy'])) as { Statement: [{ Sid: string }] }
    await lambdaApi(run, 'DELETE', `/2015-03-31/functions/F/policy/${Statement[0].Sid}`)
    await put(run, 'k')
    await run.idle()
    expect(names(run)).toEqual([])
    expect(run.trace('s3.notification-failed')).toMatchObject([
      { target: FUNCTION, message: expect.stringContaining('AccessDenied') as unknown },
    ])
  })

  test('a function that is deleted later: the same', async () => {
    const run = stack([...ON_S3, notifying(functionOn('s3:ObjectCreated:*'))])
    await lambdaApi(run, 'DELETE', '/2015-03-31/functions/F')
    await put(run, 'k')
    await run.idle()
    expect(run.trace('s3.notification-failed')).toMatchObject([
      { message: expect.stringContaining('ResourceNotFoundException') as unknown },
    ])
  })
})
