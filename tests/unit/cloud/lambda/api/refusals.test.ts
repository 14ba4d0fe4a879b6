/** What the Lambda API is asked for and Coldstart does not simulate: refused by name, never ignored. */

import { beforeAll, describe, expect, it } from 'vitest'
import { respond } from '../../scripted-host'
import { deploy, lambdaFunction, queue, type Run } from '../../stack'

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:Q'
let run: Run

beforeAll(() => {
  run = deploy([queue('Q'), lambdaFunction('F')], { invoke: () => ({ outcome: respond(null) }) })
})

/** @returns status and message */
async function answer(method: string, path: string, input: object): Promise<readonly [number, string | undefined]> {
  const { status, body } = await run.cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const { message, Message } = JSON.parse(text) as { readonly message?: string; readonly Message?: string }
  return [status, message ?? Message]
}

describe('UpdateFunctionConfiguration', () => {
  const update = (input: object): ReturnType<typeof answer> =>
    answer('PUT', '/2015-03-31/functions/F/configuration', input)

  it.each([
    [{ VpcConfig: { SubnetIds: ['s'] } }, 'VPC access (VpcConfig) is not simulated yet.'],
    [{ FileSystemConfigs: [{ Arn: 'a' }] }, 'File systems (FileSystemConfigs) are not simulated yet.'],
    [{ ImageConfig: { Command: ['a'] } }, 'Functions from container images are not simulated yet.'],
    [{ CapacityProviderConfig: { a: 1 } }, 'Managed instances are not simulated yet.'],
    [
      { KMSKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' },
      'Encryption with keys of your own is not simulated yet.',
    ],
    [{ DurableConfig: { KMSKeyArn: 'k' } }, 'Encryption with keys of your own is not simulated yet.'],
    [{ SnapStart: { ApplyOn: 'PublishedVersions' } }, 'nodejs22.x is not supported for SnapStart enabled functions.'],
    [
      { Runtime: 'provided.al2', SnapStart: { ApplyOn: 'PublishedVersions' } },
      'provided.al2 is not supported for SnapStart enabled functions.',
    ],
  ])('%j', async (input, message) => {
    expect(await update(input)).toEqual([400, message])
  })

  it('what asks for nothing is no reason', async () => {
    const nothing = {
      KMSKeyArn: '',
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      SnapStart: { ApplyOn: 'None' },
    }
    expect((await update(nothing))[0]).toBe(200)
  })
})

describe('CreateFunction', () => {
  it.each([
    [{ PackageType: 'Image' }, 'Functions from container images are not simulated yet.'],
    [{ CodeSigningConfigArn: 'c' }, 'Code signing is not simulated yet.'],
    [{ PublishTo: 'LATEST_PUBLISHED' }, 'Managed instances are not simulated yet.'],
    [{ Code: { SourceKMSKeyArn: 'k' } }, 'Encryption with keys of your own is not simulated yet.'],
  ])('%j', async (input, message) => {
    const role = 'arn:aws:iam::123456789012:role/outside'
    const complete = { FunctionName: 'G', Runtime: 'nodejs22.x', Handler: 'a.b', Code: {}, Role: role, ...input }
    expect((await answer('POST', '/2015-03-31/functions', complete))[1]).toBe(message)
  })
})

describe('CreateEventSourceMapping', () => {
  it.each([
    [{ KMSKeyArn: 'k' }, 'Encryption of filter criteria is not simulated yet.'],
    [{ LoggingConfig: { SystemLogLevel: 'DEBUG' } }, 'Logs of mappings are not simulated yet.'],
    [
      { MetricsConfig: { Metrics: ['EventCount', 'ErrorCount'] } },
      'Metrics of the group ErrorCount are not simulated yet.',
    ],
    [
      { AmazonManagedKafkaEventSourceConfig: { SchemaRegistryConfig: { EventRecordFormat: 'JSON' } } },
      'Schema registries are not simulated yet.',
    ],
  ])('%j', async (input, message) => {
    const complete = { FunctionName: 'F', EventSourceArn: QUEUE, ...input }
    expect(await answer('POST', '/2015-03-31/event-source-mappings', complete)).toEqual([400, message])
  })

  it('of a source that is not simulated', async () => {
    const input = { FunctionName: 'F', EventSourceArn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/d' }
    expect(await answer('POST', '/2015-03-31/event-source-mappings', input)).toEqual([
      400,
      'Event source mappings of firehose are not simulated yet.',
    ])
  })
})

describe('operations that do not exist here', () => {
  it.each([
    ['PUT', '/2021-07-20/functions/F/runtime-management-config', { UpdateRuntimeOn: 'Auto' }],
    ['POST', '/2020-04-22/code-signing-configs', {}],
    ['POST', '/2025-11-30/capacity-providers', {}],
    ['POST', '/2018-10-31/layers/l/versions/1/policy', {}],
  ])('%s %s', async (method, path, input) => {
    expect(await answer(method, path, input)).toEqual([404, expect.stringContaining('not simulated')])
  })
})
