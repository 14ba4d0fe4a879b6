/** Fact sheet §4: provisioned concurrency; the errors of §3.4 about it. */

import { describe, expect, test } from 'vitest'
import type { CloudOptions } from '../../../src/cloud/protocol'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { deployOn, lambdaFunction, resource } from '../../unit/cloud/stack'
import { fail, respond, scriptedHost, type Script } from '../../unit/cloud/scripted-host'

const SECOND: Script = { invoke: () => ({ takes: 1000, outcome: respond('ok') }) }
/** From the request to the first Init (MODEL), and Init itself. */
const READY = 10_000 + 101

const version = (properties: Record<string, TemplateValue> = {}): StackResource =>
  resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' }, ...properties })
const alias = (properties: Record<string, TemplateValue> = {}): StackResource =>
  resource('A', 'AWS::Lambda::Alias', {
    Name: 'prod',
    FunctionName: { Ref: 'F' },
    FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
    ...properties,
  })
const provisioned = (count: number) => ({
  ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: count },
})

function stack(
  resources: readonly StackResource[],
  script: Script = SECOND,
  options: Partial<CloudOptions> = {},
  settings: Record<string, TemplateValue> = {},
) {
  return deployOn(scriptedHost(script), [lambdaFunction('F', settings), ...resources], { F: '' }, options)
}
type Stack = ReturnType<typeof stack>

async function api(run: Stack, method: string, path: string, body?: object, settle = 0) {
  const answer = run.cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: {},
    body: body === undefined ? '' : JSON.stringify(body),
  })
  await run.advance(settle)
  const { status, headers, body: text } = await answer
  const json = typeof text === 'string' ? text : new TextDecoder().decode(text)
  const error = headers['x-amzn-errortype']
  const output = (json === '' ? {} : JSON.parse(json)) as Record<string, unknown>
  return { status, ...(error !== undefined && { error }), body: output }
}

const PATH = '/2019-09-30/functions/F/provisioned-concurrency'
const put = (run: Stack, qualifier: string, count: number) =>
  api(run, 'PUT', `${PATH}?Qualifier=${qualifier}`, { ProvisionedConcurrentExecutions: count })
const get = (run: Stack, qualifier: string) => api(run, 'GET', `${PATH}?Qualifier=${qualifier}`)

/** What each of so many invocations at once ran on. */
async function capacities(run: Stack, count: number, qualifier = 'prod'): Promise<readonly unknown[]> {
  const before = run.trace('invocation.started').length
  for (let nth = 0; nth < count; nth++) void run.invoke('F', {}, { qualifier })
  await run.advance(2000)
  return run
    .trace('invocation.started')
    .slice(before)
    .map(({ capacity }) => capacity)
}

describe('§4 provisioned concurrency: allocation', () => {
  test('it is IN_PROGRESS first, with nothing allocated', async () => {
    const run = stack([version()])
    const { status, body } = await put(run, '1', 2)
    expect(status).toBe(202)
    expect(body).toEqual({
      RequestedProvisionedConcurrentExecutions: 2,
      AvailableProvisionedConcurrentExecutions: 0,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
      LastModified: '2026-01-31T12:00:00.000+0000',
    })
  })

  test('it is READY when all environments are initialised', async () => {
    const run = stack([version(provisioned(2))])
    await run.advance(READY - 1)
    expect((await get(run, '1')).body).toMatchObject({ Status: 'IN_PROGRESS' })
    await run.advance(1)
    expect((await get(run, '1')).body).toMatchObject({
      Status: 'READY',
      AvailableProvisionedConcurrentExecutions: 2,
      AllocatedProvisionedConcurrentExecutions: 2,
    })
  })

  test('100 environments a second are initialised (6,000 a minute)', async () => {
    const run = stack([version(provisioned(250))])
    await run.advance(READY + 5000)
    const inits = run.trace('environment.init-started').map(({ at }) => at)
    expect([inits[0], inits[99], inits[100], inits[200], inits[249]]).toEqual([10_000, 10_000, 11_000, 12_000, 12_000])
  })

  test('an Init that fails makes it FAILED, with a reason', async () => {
    const run = stack([version(provisioned(1))], {
      ...SECOND,
      init: () => ({ outcome: { ...fail('x'), exitCode: 1 } as never }),
    })
    await run.advance(READY)
    expect((await get(run, '1')).body).toMatchObject({ Status: 'FAILED', StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' })
  })

  test('Init may take longer than 10 s: up to 130 s', async () => {
    const run = stack([version(provisioned(1))], {
      ...SECOND,
      init: () => ({ takes: 100_000, outcome: { kind: 'initialized' } }),
    })
    await run.advance(10_000 + 100_100)
    expect((await get(run, '1')).body).toMatchObject({ Status: 'READY' })
  })

  test('Init that takes longer than 130 s fails', async () => {
    const run = stack([version(provisioned(1))], { ...SECOND, init: () => ({ outcome: 'never' }) })
    await run.advance(10_000 + 130_000)
    expect(run.trace('environment.init-ended')).toEqual([expect.objectContaining({ at: 140_000, status: 'timeout' })])
    expect((await get(run, '1')).body).toMatchObject({ Status: 'FAILED' })
  })

  test('with a timeout above 130 s Init may take as long as that', async () => {
    const slow: Script = { ...SECOND, init: () => ({ takes: 200_000, outcome: { kind: 'initialized' } }) }
    const run = stack([version(provisioned(1))], slow, {}, { Timeout: 300 })
    await run.advance(10_000 + 200_100)
    expect((await get(run, '1')).body).toMatchObject({ Status: 'READY' })
  })

  test('Init ahead is in the log with INIT_REPORT', async () => {
    const run = stack([version(provisioned(1))])
    await run.advance(READY)
    expect(run.logs()[0]).toMatch(/^INIT_START/)
    expect(run.logs()[1]).toBe('INIT_REPORT Init Duration: 101.00 ms\tPhase: init\tStatus: success')
  })

  test('AWS_LAMBDA_INITIALIZATION_TYPE is provisioned-concurrency; on demand it is on-demand', async () => {
    const seen: (string | undefined)[] = []
    const script: Script = {
      invoke: (_event, _invocation, { configuration }) => {
        seen.push(configuration.variables['AWS_LAMBDA_INITIALIZATION_TYPE'])
        return { takes: 1000 }
      },
    }
    const run = stack([version(provisioned(1))], script)
    await run.advance(READY)
    await capacities(run, 2, '1')
    expect(seen).toEqual(['provisioned-concurrency', 'on-demand'])
  })
})

describe('§4 provisioned concurrency: use', () => {
  const READY_ALIAS = [version(), alias(provisioned(2))]

  test('provisioned environments are used first; what goes beyond spills over to on-demand ones', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    expect(await capacities(run, 3)).toEqual(['provisioned', 'provisioned', 'spillover'])
  })

  test('an invocation on a provisioned environment is not cold and reports no Init', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    await capacities(run, 1)
    expect(run.trace('invocation.started')[0]).toMatchObject({ cold: false })
    expect(run.trace('invocation.ended')[0]).toMatchObject({ initDuration: null })
  })

  test('a provisioned environment is preferred to a warm one', async () => {
    const run = stack([version(), alias()])
    await capacities(run, 1)
    await put(run, 'prod', 1)
    await run.advance(READY)
    expect(await capacities(run, 1)).toEqual(['provisioned'])
  })

  test('before it is READY invocations run on demand', async () => {
    const run = stack(READY_ALIAS)
    expect(await capacities(run, 1)).toEqual(['spillover'])
  })

  test('what is invoked under another name runs on demand', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    expect(await capacities(run, 1, '1')).toEqual(['on-demand'])
  })

  test('provisioned environments stay, however long nothing comes', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(5 * 3_600_000)
    expect(run.trace('environment.shutdown')).toEqual([])
    expect(await capacities(run, 1)).toEqual(['provisioned'])
  })

  test('one that goes is replaced', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    const [first] = [...(run.cloud.lambda.find('F')?.provisioned.get('prod')?.environments ?? [])]
    first?.shutdown('SPINDOWN')
    expect((await get(run, 'prod')).body).toMatchObject({
      Status: 'IN_PROGRESS',
      AllocatedProvisionedConcurrentExecutions: 1,
    })
    await run.advance(READY)
    expect((await get(run, 'prod')).body).toMatchObject({
      Status: 'READY',
      AllocatedProvisionedConcurrentExecutions: 2,
    })
  })

  test('fewer: surplus environments go, those in an invocation when it has ended', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    void run.invoke('F', {}, { qualifier: 'prod' })
    void run.invoke('F', {}, { qualifier: 'prod' })
    await run.advance(10)
    await put(run, 'prod', 1)
    expect(run.trace('environment.shutdown')).toEqual([])
    await run.advance(2000)
    expect(run.trace('environment.shutdown')).toHaveLength(1)
  })

  test('deleted: its environments go, and invocations run on demand', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    expect((await api(run, 'DELETE', `${PATH}?Qualifier=prod`)).status).toBe(204)
    expect(run.trace('environment.shutdown')).toHaveLength(2)
    expect(await capacities(run, 1)).toEqual(['on-demand'])
    expect((await get(run, 'prod')).status).toBe(404)
  })

  test('an alias that moves takes its provisioned concurrency to the other version', async () => {
    const run = stack(READY_ALIAS)
    await run.advance(READY)
    await api(run, 'PUT', '/2015-03-31/functions/F/configuration', { Timeout: 10 }, 5000)
    await api(run, 'POST', '/2015-03-31/functions/F/versions', {})
    await api(run, 'PUT', '/2015-03-31/functions/F/aliases/prod', { FunctionVersion: '2' })
    expect((await get(run, 'prod')).body).toMatchObject({ Status: 'IN_PROGRESS' })
    await run.advance(READY)
    expect((await get(run, 'prod')).body).toMatchObject({ Status: 'READY' })
    expect(await capacities(run, 1)).toEqual(['provisioned'])
    expect(run.trace('invocation.started').at(-1)).toMatchObject({ version: '2' })
  })

  test('of an alias with two versions each has its share', async () => {
    const run = stack([version(), alias(provisioned(10))])
    await run.advance(READY)
    await api(run, 'PUT', '/2015-03-31/functions/F/configuration', { Timeout: 10 }, 5000)
    await api(run, 'POST', '/2015-03-31/functions/F/versions', {})
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.3 } }
    await api(run, 'PUT', '/2015-03-31/functions/F/aliases/prod', { RoutingConfig })
    await run.advance(READY)
    const environments = [...(run.cloud.lambda.find('F')?.provisioned.get('prod')?.environments ?? [])]
    expect(environments.filter(({ version: number }) => number === '2')).toHaveLength(3)
    expect(environments).toHaveLength(10)
  })

  test('10 synchronous requests a second for each; more of them run on demand', async () => {
    const quick: Script = { invoke: () => ({ takes: 1 }) }
    const run = stack([version(), alias(provisioned(1))], quick)
    await run.advance(READY)
    const seen: unknown[] = []
    for (let nth = 0; nth < 12; nth++) {
      void run.invoke('F', {}, { qualifier: 'prod' })
      await run.advance(2)
    }
    await run.advance(1000)
    for (const { capacity } of run.trace('invocation.started')) seen.push(capacity)
    expect(seen.filter((capacity) => capacity === 'provisioned')).toHaveLength(10)
    expect(seen.filter((capacity) => capacity === 'spillover')).toHaveLength(2)
  })
})

describe('§4 provisioned concurrency in the pools', () => {
  test('it counts against the account’s concurrency, used or not', async () => {
    const run = stack([version(provisioned(100))])
    const { body } = await api(run, 'GET', '/2016-08-19/account-settings')
    expect(body['AccountLimit']).toMatchObject({ UnreservedConcurrentExecutions: 900 })
  })

  test('with a reservation it counts inside of it', async () => {
    const run = stack([version(provisioned(100))], SECOND, {}, { ReservedConcurrentExecutions: 150 })
    const { body } = await api(run, 'GET', '/2016-08-19/account-settings')
    expect(body['AccountLimit']).toMatchObject({ UnreservedConcurrentExecutions: 850 })
  })

  test('only what a reservation has left can spill over', async () => {
    const run = stack([version(), alias(provisioned(1))], SECOND, {}, { ReservedConcurrentExecutions: 2 })
    await run.advance(READY)
    expect(await capacities(run, 3)).toEqual(['provisioned', 'spillover'])
    expect(run.trace('request.throttled')).toEqual([
      expect.objectContaining({ reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' }),
    ])
  })

  test('more than the reservation is refused', async () => {
    const run = stack([version()], SECOND, {}, { ReservedConcurrentExecutions: 5 })
    expect((await put(run, '1', 6)).body['message']).toBe(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    )
    expect((await put(run, '1', 5)).status).toBe(202)
  })

  test('100 must stay unreserved', async () => {
    const run = stack([version()])
    expect((await put(run, '1', 901)).body['message']).toBe(
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    )
    expect((await put(run, '1', 900)).status).toBe(202)
  })
})

describe('§3.4 errors of provisioned concurrency', () => {
  test('$LATEST cannot have it', async () => {
    const run = stack([version()])
    expect(await put(run, '$LATEST', 1)).toMatchObject({
      status: 400,
      error: 'InvalidParameterValueException',
      body: { message: 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.' },
    })
  })

  test('where there is none, reading answers 404', async () => {
    const run = stack([version()])
    expect(await get(run, '1')).toMatchObject({
      status: 404,
      error: 'ProvisionedConcurrencyConfigNotFoundException',
      body: { message: 'No Provisioned Concurrency Config found for this function' },
    })
  })

  test('an alias of a version that has it cannot have it too', async () => {
    const run = stack([version(provisioned(1)), alias()])
    expect(await put(run, 'prod', 1)).toMatchObject({
      status: 409,
      error: 'ResourceConflictException',
      body: {
        message: "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
      },
    })
  })

  test('nor a version whose alias has it', async () => {
    const run = stack([version(), alias(provisioned(1))])
    expect(await put(run, '1', 1)).toMatchObject({ status: 409, error: 'ResourceConflictException' })
  })

  test('all configurations of a function can be listed', async () => {
    const run = stack([version(), alias(provisioned(1))])
    const { body } = await api(run, 'GET', `${PATH}?List=ALL`)
    expect(body['ProvisionedConcurrencyConfigs']).toEqual([
      expect.objectContaining({
        FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:prod',
        RequestedProvisionedConcurrentExecutions: 1,
        Status: 'IN_PROGRESS',
      }),
    ])
  })
})
