/** Fact sheet §12.3: tenant isolation. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, resource } from '../../unit/cloud/stack'
import { respond, type Script } from '../../unit/cloud/scripted-host'
import { playground } from './playground'

const TENANTS = { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } }
const WHO: Script = {
  invoke: (_event, { tenantId }, { environment }) => ({ outcome: respond([tenantId, environment]) }),
}

describe('§12.3 tenant isolation', () => {
  test('an invocation without a tenant is refused', async () => {
    const run = deploy([lambdaFunction('F', TENANTS)], WHO)
    expect(await run.invoke('F')).toMatchObject({
      ok: false,
      error: {
        code: 'InvalidParameterValueException',
        statusCode: 400,
        message:
          'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.',
      },
    })
  })

  test.each(['', 'a'.repeat(257), 'a#b', 'ä'])('%j is no tenant', async (tenantId) => {
    const run = deploy([lambdaFunction('F', TENANTS)], WHO)
    expect(await run.invoke('F', {}, { tenantId })).toMatchObject({ ok: false })
  })

  test.each(['a', 'a'.repeat(256), 'Blue Corp._:/=+-@9'])('%j is one', async (tenantId) => {
    const run = deploy([lambdaFunction('F', TENANTS)], WHO)
    const answer = run.invoke('F', {}, { tenantId })
    await run.idle()
    expect(await answer).toMatchObject({ ok: true })
  })

  test('a tenant given to a function without isolation is refused', async () => {
    const run = deploy([lambdaFunction('F')], WHO)
    expect(await run.invoke('F', {}, { tenantId: 'a' })).toMatchObject({
      ok: false,
      error: { code: 'InvalidParameterValueException' },
    })
  })

  test('environments are never shared by tenants, and are reused for the same one', async () => {
    const run = deploy([lambdaFunction('F', TENANTS)], WHO)
    const seen: unknown[] = []
    for (const tenantId of ['a', 'b', 'a', 'b']) {
      const answer = run.invoke('F', {}, { tenantId })
      await run.advance(1000)
      const result = await answer
      if (result.ok) seen.push(JSON.parse(result.value.Payload))
    }
    expect(seen).toEqual([
      ['a', 0],
      ['b', 1],
      ['a', 0],
      ['b', 1],
    ])
  })

  test('an asynchronous event keeps its tenant through every attempt', async () => {
    const seen: unknown[] = []
    const failing: Script = {
      invoke: (_event, { tenantId }) => {
        seen.push(tenantId)
        return { outcome: { kind: 'error', error: { errorType: 'E', errorMessage: 'm', trace: [] } } }
      },
    }
    const run = deploy([lambdaFunction('F', TENANTS)], failing)
    void run.invoke('F', {}, { tenantId: 'a', invocationType: 'Event' })
    await run.idle()
    expect(seen).toEqual(['a', 'a', 'a'])
  })

  test('the handler finds it as context.tenantId and in the invoke store', async () => {
    const run = await playground([lambdaFunction('F', { ...TENANTS, Runtime: 'nodejs24.x' })], {
      F: 'exports.handler = async (event, context) => [context.tenantId, awslambda.InvokeStore.getTenantId()]',
    })
    expect((await run.call('F', {}, { tenantId: 'blue' })).value).toEqual(['blue', 'blue'])
  })

  test('JSON logs carry tenantId between requestId and message', async () => {
    const settings = { ...TENANTS, LoggingConfig: { LogFormat: 'JSON' } }
    const run = await playground([lambdaFunction('F', settings)], {
      F: `exports.handler = async () => console.log('x')`,
    })
    await run.call('F', {}, { tenantId: 'blue' })
    const line = run.trace('log').find(({ kind }) => kind === 'application')?.message ?? '{}'
    expect(Object.keys(JSON.parse(line) as object)).toEqual(['timestamp', 'level', 'requestId', 'tenantId', 'message'])
    const start = run.logs().find((text) => text.includes('platform.start'))
    expect(start).toContain('"tenantId":"blue"')
  })

  test('provisioned concurrency is refused', () => {
    const version = resource('V', 'AWS::Lambda::Version', {
      FunctionName: { Ref: 'F' },
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
    })
    const run = deploy([lambdaFunction('F', TENANTS), version], WHO)
    expect(run.diagnostics).toEqual([expect.objectContaining({ logicalId: 'V' })])
  })

  test('GetFunctionConfiguration shows the mode', async () => {
    const run = deploy([lambdaFunction('F', TENANTS)], WHO)
    const { body } = await run.cloud.aws({
      method: 'GET',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/F/configuration',
      headers: {},
      body: '',
    })
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
    expect(JSON.parse(text)).toMatchObject({ TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } })
  })
})
