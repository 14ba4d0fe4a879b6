/** Fact sheet §3.1, §3.2 and §3.4: what a function's configuration may be, and how large payloads. */

import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { deploy, lambdaFunction, resource } from '../../unit/cloud/stack'
import { respond, type Script } from '../../unit/cloud/scripted-host'
import { playground } from './playground'

const OK: Script = { invoke: () => ({ outcome: respond('ok') }) }
const accepted = (properties: Record<string, TemplateValue>) =>
  deploy([lambdaFunction('F', properties)], OK).diagnostics.length === 0

describe('§3.1 settings', () => {
  test.each([
    ['MemorySize', 128, 10_240],
    ['Timeout', 1, 900],
  ])('%s is from %i to %i', (name, minimum, maximum) => {
    expect([minimum, maximum].map((value) => accepted({ [name]: value }))).toEqual([true, true])
    expect([minimum - 1, maximum + 1].map((value) => accepted({ [name]: value }))).toEqual([false, false])
  })

  test('EphemeralStorage is from 512 to 10,240 MB', () => {
    const sizes = [511, 512, 10_240, 10_241]
    expect(sizes.map((Size) => accepted({ EphemeralStorage: { Size } }))).toEqual([false, true, true, false])
  })

  test('the defaults are 128 MB, 3 s, 512 MB of /tmp, x86_64, pass-through tracing and a text log', () => {
    const run = deploy([lambdaFunction('F')], OK)
    expect(run.cloud.lambda.find('F')?.configuration).toMatchObject({
      memorySize: 128,
      timeout: 3,
      ephemeralStorage: 512,
      architecture: 'x86_64',
      tracing: 'PassThrough',
      logging: { format: 'Text' },
      logGroup: '/aws/lambda/F',
    })
  })

  test('the JSON log format has both levels at INFO', () => {
    const run = deploy([lambdaFunction('F', { LoggingConfig: { LogFormat: 'JSON' } })], OK)
    expect(run.cloud.lambda.find('F')?.configuration.logging).toEqual({
      format: 'JSON',
      applicationLevel: 'INFO',
      systemLevel: 'INFO',
    })
  })

  test('all variables together take 4 KB as compact JSON', () => {
    const ofBytes = (bytes: number) => ({
      Environment: { Variables: { KEY: 'x'.repeat(bytes - '{"KEY":""}'.length) } },
    })
    expect([4096, 4097].map((bytes) => accepted(ofBytes(bytes)))).toEqual([true, false])
  })

  test.each(['AWS_REGION', '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_LAMBDA_LOG_FORMAT', 'AWS_LAMBDA_LOG_LEVEL'])(
    'the variable %s is reserved',
    (name) => {
      const run = deploy([lambdaFunction('F', { Environment: { Variables: { [name]: 'x' } } })], OK)
      expect(run.diagnostics[0]?.message).toContain(`Reserved keys used in this request: ${name}`)
    },
  )

  test('two weights of an alias are one too many', () => {
    const version = resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } })
    const alias = resource('A', 'AWS::Lambda::Alias', {
      Name: 'prod',
      FunctionName: { Ref: 'F' },
      FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
      RoutingConfig: {
        AdditionalVersionWeights: [
          { FunctionVersion: '2', FunctionWeight: 0.1 },
          { FunctionVersion: '3', FunctionWeight: 0.1 },
        ],
      },
    })
    expect(deploy([lambdaFunction('F'), version, alias], OK).diagnostics[0]?.message).toBe(
      'Number of items in AdditionalVersionWeights cannot be greater than 1',
    )
  })

  test('weights need a published version', () => {
    const alias = resource('A', 'AWS::Lambda::Alias', {
      Name: 'prod',
      FunctionName: { Ref: 'F' },
      FunctionVersion: '$LATEST',
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: 0.1 }] },
    })
    expect(deploy([lambdaFunction('F'), alias], OK).diagnostics[0]?.message).toBe(
      '$LATEST is not supported for an alias pointing to more than 1 version',
    )
  })
})

describe('§3.1 texts and enumerations', () => {
  const messageOf = (properties: Record<string, TemplateValue>) =>
    deploy([lambdaFunction('F', properties)], OK).diagnostics[0]?.message

  test.each([
    ['FunctionName', 64],
    ['Handler', 128],
    ['Description', 256],
  ])('%s has at most %i characters', (name, maximum) => {
    const text = `index.${'h'.repeat(maximum - 6)}`.replaceAll('.', name === 'FunctionName' ? '-' : '.')
    expect(accepted({ [name]: text })).toBe(true)
    expect(messageOf({ [name]: `${text}x` })).toBe(
      `1 validation error detected: Value '${text}x' at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must have length less than or equal to ${maximum}`,
    )
  })

  test.each(['a b', 'a.b', 'ü'])('a function is not called %s: letters, digits, hyphens and underscores', (name) => {
    expect(accepted({ FunctionName: name })).toBe(false)
  })

  test.each(['1A', 'A', 'A-B', '_A'])(
    'a variable is not called %s: a letter first, two characters at least',
    (name) => {
      expect(accepted({ Environment: { Variables: { [name]: 'x' } } })).toBe(false)
      expect(accepted({ Environment: { Variables: { A_1: 'x' } } })).toBe(true)
    },
  )

  test('variables of more than 4 KB are refused with what was measured', () => {
    const variables = { KEY: 'x'.repeat(4096) }
    expect(messageOf({ Environment: { Variables: variables } })).toBe(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(variables)}`,
    )
  })

  test.each([
    ['TracingConfig', { Mode: 'Always' }],
    ['LoggingConfig', { LogFormat: 'XML' }],
    ['LoggingConfig', { LogFormat: 'JSON', ApplicationLogLevel: 'LOUD' }],
    ['LoggingConfig', { LogFormat: 'JSON', SystemLogLevel: 'ERROR' }],
    ['LoggingConfig', { LogFormat: 'Text', ApplicationLogLevel: 'INFO' }],
    ['TenancyConfig', { TenantIsolationMode: 'SHARED' }],
  ])('%s is not %j', (name, value) => {
    expect(accepted({ [name]: value })).toBe(false)
  })

  test.each(['nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'provided.al2023', 'provided.al2'])(
    'the runtime %s is there',
    (Runtime) => {
      expect(accepted({ Runtime })).toBe(true)
    },
  )

  test.each(['nodejs18.x', 'python3.14', 'java25', 'dotnet10', 'ruby3.4', 'nodejs'])(
    'the runtime %s is refused by name',
    (Runtime) => {
      expect(messageOf({ Runtime })).toBe(`Coldstart runs Node.js functions; the runtime ${Runtime} is not simulated.`)
    },
  )

  test('a resource-based policy has at most 20 KB', () => {
    const run = deploy([lambdaFunction('F')], OK)
    const { policies } = run.cloud.lambda
    const arn = run.cloud.lambda.find('F')?.arn ?? ''
    const permission = (nth: number) => ({
      statementId: `s${nth}`,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: `arn:aws:events:us-east-1:123456789012:rule/${'r'.repeat(1000)}`,
    })
    const addUntilFull = () => {
      for (let nth = 0; nth < 20; nth++) policies.add(arn, permission(nth))
    }
    expect(addUntilFull).toThrow(/^The final policy size \(2\d{4}\) is bigger than the limit \(20480\)\.$/)
    const size = JSON.stringify(policies.document(arn)).length
    expect([size <= 20_480, size > 19_000]).toEqual([true, true])
  })
})

describe('§3.2 payload limits', () => {
  const text = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2))

  test.each([
    ['RequestResponse', 6_291_456, 'Request must be smaller than 6291456 bytes for the InvokeFunction operation'],
    ['Event', 1_048_576, '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)'],
  ] as const)('%s takes %i bytes and answers 413 to one more', async (invocationType, limit, message) => {
    const run = deploy([lambdaFunction('F')], OK)
    const invoke = (payload: string) =>
      run.cloud.invoke({ functionName: 'F', payload, invocationType, logType: 'None' })
    const fits = invoke(text(limit))
    await run.advance(5000)
    expect((await fits).ok).toBe(true)
    expect(await invoke(text(limit + 1))).toMatchObject({
      ok: false,
      error: { code: 'RequestTooLargeException', statusCode: 413, message },
    })
  })

  test('LogResult has the last 4 KB of the log', async () => {
    const run = await playground([lambdaFunction('F')], {
      F: 'exports.handler = async () => { for (let i = 0; i < 100; i++) console.log(`line ${i} ` + "x".repeat(100)) }',
    })
    const { log } = await run.call('F')
    expect(Buffer.byteLength(log)).toBe(4096)
    expect(log).not.toContain('START RequestId')
    expect(log).toMatch(/line 99 x+\nEND RequestId: .*\nREPORT RequestId: .*\t\n$/)
  })
})

describe('§14.2 no. 19', () => {
  test('with a weight of 0.1 about 100 of 1,000 invocations run the other version', async () => {
    const run = deploy([lambdaFunction('F'), resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } })], OK)
    const fn = run.cloud.lambda.find('F')
    fn?.aliases.set('prod', { name: 'prod', description: '', version: '1', weights: { $LATEST: 0.1 }, revisionId: '' })
    const answers = Array.from({ length: 1000 }, () => run.invoke('F', {}, { qualifier: 'prod' }))
    await run.advance(5000)
    const versions = (await Promise.all(answers)).map((answer) => (answer.ok ? answer.value.ExecutedVersion : ''))
    const others = versions.filter((version) => version === '$LATEST').length
    expect(others).toBeGreaterThan(70)
    expect(others).toBeLessThan(130)
    expect(versions.filter((version) => version === '1')).toHaveLength(1000 - others)
  })
})
