/** What the API changes, and when it takes effect. The answers themselves: tests/conformance/lambda/cases.ts. */

import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { Cloud } from '../../../../../src/cloud/cloud'
import { respond } from '../../scripted-host'
import { deploy, lambdaFunction, queue, resource, type Run } from '../../stack'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

async function call(cloud: Cloud, method: string, path: string, body?: object): Promise<Answer> {
  const {
    status,
    headers,
    body: answer,
  } = await cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? '' : JSON.stringify(body),
  })
  return { status, headers, body: typeof answer === 'string' ? answer : new TextDecoder().decode(answer) }
}

const fn = '/2015-03-31/functions'
const teller = {
  invoke: (
    _event: unknown,
    _invocation: unknown,
    { configuration }: { configuration: { memoryLimitInMB: number } },
  ) => ({
    outcome: respond(configuration.memoryLimitInMB),
  }),
}

async function memory(run: Run): Promise<unknown> {
  const answer = run.invoke('F')
  await run.advance(200)
  const result = await answer
  return result.ok ? JSON.parse(result.value.Payload) : result.error.code
}

describe('an update by the API', () => {
  it('is in effect only when it is through: until then, what was there before runs', async () => {
    const run = deploy([lambdaFunction('F', { MemorySize: 256 })], teller)
    expect(await memory(run)).toBe(256)
    const { status } = await call(run.cloud, 'PUT', `${fn}/F/configuration`, { MemorySize: 512 })
    expect(status).toBe(200)
    expect(await memory(run)).toBe(256)
    await run.advance(5000)
    expect(await memory(run)).toBe(512)
    expect(run.trace('environment.shutdown').map(({ reason }) => reason)).toEqual(['UPDATE'])
  })

  it('is overtaken by a deployment', async () => {
    const run = deploy([lambdaFunction('F', { MemorySize: 256 })], teller)
    await call(run.cloud, 'PUT', `${fn}/F/configuration`, { MemorySize: 512 })
    const resources = [lambdaFunction('F', { MemorySize: 1024 })]
    run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, new Map())
    await run.advance(5000)
    expect(await memory(run)).toBe(1024)
    expect(run.cloud.lambda.find('F')?.latest.lastUpdateStatus).toBe('Successful')
  })

  it('of the code gives new environments the new files', async () => {
    const run = deploy([lambdaFunction('F')], teller)
    const zip = zipSync({ 'index.js': new TextEncoder().encode('new') })
    const { status } = await call(run.cloud, 'PUT', `${fn}/F/code`, { ZipFile: Buffer.from(zip).toString('base64') })
    expect(status).toBe(200)
    expect(run.cloud.lambda.find('F')?.latest.running.code.files['index.js']).toBe('')
    await run.advance(5000)
    expect(run.cloud.lambda.find('F')?.latest.running.code.files).toEqual({ 'index.js': 'new' })
  })
})

describe('code from S3', () => {
  it('is fetched with the caller’s rights', async () => {
    const run = deploy([lambdaFunction('F'), resource('B', 'AWS::S3::Bucket', { BucketName: 'code' })], teller)
    const zip = zipSync({ 'index.js': new TextEncoder().encode('from S3') })
    const put = await run.cloud.aws({
      method: 'PUT',
      url: 'https://code.s3.us-east-1.amazonaws.com/f.zip',
      headers: {},
      body: zip,
    })
    expect(put.status).toBe(200)
    const source = { S3Bucket: 'code', S3Key: 'f.zip' }
    const { status, body } = await call(run.cloud, 'PUT', `${fn}/F/code`, source)
    expect([status, (JSON.parse(body) as { CodeSize: number }).CodeSize]).toEqual([200, zip.length])
    await run.advance(5000)
    expect(run.cloud.lambda.find('F')?.code.files).toEqual({ 'index.js': 'from S3' })
  })

  it('that is not there is told of as S3 says it', async () => {
    const run = deploy([lambdaFunction('F'), resource('B', 'AWS::S3::Bucket', { BucketName: 'code' })], teller)
    const { status, body } = await call(run.cloud, 'PUT', `${fn}/F/code`, { S3Bucket: 'code', S3Key: 'none' })
    expect(status).toBe(400)
    expect(body).toContain(
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    )
  })
})

describe('an invocation over the wire', () => {
  it('is answered under the invocation’s own request id', async () => {
    const run = deploy([lambdaFunction('F')], teller)
    const answering = call(run.cloud, 'POST', `${fn}/F/invocations`, {})
    await run.idle()
    const { headers } = await answering
    expect(headers['x-amzn-requestid']).toBe(run.trace('request.received')[0]?.requestId)
    expect(headers['x-amz-executed-version']).toBe('$LATEST')
  })

  it('hands the client context to the function as JSON; an asynchronous one has none', async () => {
    const contexts: unknown[] = []
    const run = deploy([lambdaFunction('F')], {
      invoke: (_event, { clientContext }) => {
        contexts.push(clientContext)
        return { outcome: respond(null) }
      },
    })
    const context = JSON.stringify({ custom: { a: 'ä' } })
    const send = async (type: string): Promise<void> => {
      const answering = run.cloud.aws({
        method: 'POST',
        url: `https://lambda.us-east-1.amazonaws.com${fn}/F/invocations`,
        headers: {
          'x-amz-client-context': Buffer.from(context).toString('base64'),
          'x-amz-invocation-type': type,
        },
        body: '{}',
      })
      await run.idle()
      await answering
    }
    await send('RequestResponse')
    await send('Event')
    expect(contexts).toEqual([context, undefined])
  })

  it('that is throttled says when to come back', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 0 })], teller)
    const { status, headers, body } = await call(run.cloud, 'POST', `${fn}/F/invocations`, {})
    expect([status, headers['x-amzn-errortype'], headers['retry-after']]).toEqual([
      429,
      'TooManyRequestsException',
      '1',
    ])
    expect(JSON.parse(body)).toEqual({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    })
  })
})

describe('an event source mapping by the API', () => {
  it('polls once it is enabled, and no more once it is deleted', async () => {
    const run = deploy([lambdaFunction('F'), queue('Q')], teller)
    const source = { FunctionName: 'F', EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Q' }
    const { body } = await call(run.cloud, 'POST', '/2015-03-31/event-source-mappings', source)
    const { UUID } = JSON.parse(body) as { UUID: string }
    await run.send('Q', 'a')
    await run.advance(4000)
    expect(run.trace('invocation.started')).toEqual([])
    await run.advance(2000)
    expect(run.trace('invocation.started')).toHaveLength(1)
    await call(run.cloud, 'DELETE', `/2015-03-31/event-source-mappings/${UUID}`)
    await run.advance(6000)
    await run.send('Q', 'b')
    await run.idle()
    expect(run.trace('invocation.started')).toHaveLength(1)
    expect(run.trace('mapping.state').map(({ state }) => state)).toEqual(['Enabled', 'Deleted'])
  })
})

describe('a deleted function', () => {
  it('takes its policy, aliases and versions with it', async () => {
    const run = deploy([lambdaFunction('F')], teller)
    const permission = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' }
    await call(run.cloud, 'POST', `${fn}/F/policy`, permission)
    await call(run.cloud, 'POST', `${fn}/F/versions`, {})
    await call(run.cloud, 'POST', `${fn}/F/aliases`, { Name: 'live', FunctionVersion: '1' })
    expect((await call(run.cloud, 'DELETE', `${fn}/F`)).status).toBe(204)
    expect(run.cloud.lambda.policies.document('arn:aws:lambda:us-east-1:123456789012:function:F')).toBeNull()
    expect((await call(run.cloud, 'GET', `${fn}/F/aliases/live`)).status).toBe(404)
  })
})
