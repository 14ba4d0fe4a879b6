/** Versions and aliases. Source: Lambda Developer Guide, "Manage Lambda function versions", "Create an alias". */

import { describe, expect, it } from 'vitest'
import type { StackResource, TemplateValue } from '../../../../src/cloud/aws/template'
import { fail, respond, type Place } from '../scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource, type Run } from '../stack'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:F'

const version = (logicalId: string, properties: Record<string, TemplateValue> = {}): StackResource =>
  resource(logicalId, 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' }, ...properties })

const alias = (name: string, of: TemplateValue, weights: Record<string, number> = {}): StackResource =>
  resource(`Alias${name}`, 'AWS::Lambda::Alias', {
    Name: name,
    FunctionName: { Ref: 'F' },
    FunctionVersion: of,
    RoutingConfig: {
      AdditionalVersionWeights: Object.entries(weights).map(([FunctionVersion, FunctionWeight]) => ({
        FunctionVersion,
        FunctionWeight,
      })),
    },
  })

const numberOf = (logicalId: string): TemplateValue => ({ 'Fn::GetAtt': [logicalId, 'Version'] })

/** Answers with where it runs. */
const teller = {
  invoke: (_event: unknown, { invokedFunctionArn }: { invokedFunctionArn: string }, place: Place) => {
    const { environment, configuration } = place
    const { functionVersion, logStreamName, variables, memoryLimitInMB } = configuration
    return {
      outcome: respond({
        ...{ environment, functionVersion, logStreamName, memoryLimitInMB, invokedFunctionArn },
        variable: variables['AWS_LAMBDA_FUNCTION_VERSION'],
        stream: variables['AWS_LAMBDA_LOG_STREAM_NAME'],
      }),
    }
  },
}

interface Told {
  readonly environment: number
  readonly functionVersion: string
  readonly logStreamName: string
  readonly memoryLimitInMB: number
  readonly invokedFunctionArn: string
  readonly variable: string
  readonly stream: string
}

async function tell(run: Run, qualifier?: string): Promise<Told> {
  const answer = run.invoke('F', {}, qualifier === undefined ? {} : { qualifier })
  await run.idle()
  const result = await answer
  if (!result.ok) throw new Error(result.error.message)
  return JSON.parse(result.value.Payload) as Told
}

/** The same stack with other functions: `F` with another configuration, other code. */
function redeploy(run: Run, resources: readonly StackResource[], code = ''): readonly { message: string }[] {
  const stack = { stackName: 'test', resources, parameters: {}, outputs: {} }
  const packages = new Map([['F', { files: { 'index.js': code }, layers: [] }]])
  return run.cloud.deploy(stack, packages).diagnostics.filter(({ severity }) => severity === 'error')
}

describe('a version', () => {
  it('runs in environments of its own, which know their version', async () => {
    const run = deploy([lambdaFunction('F'), version('V')], teller)
    const latest = await tell(run)
    const one = await tell(run, '1')
    expect([latest.functionVersion, one.functionVersion]).toEqual(['$LATEST', '1'])
    expect(one.environment).not.toBe(latest.environment)
    expect(one.variable).toBe('1')
    expect(one.logStreamName).toMatch(/^2026\/01\/31\/\[1\][0-9a-f]{32}$/)
    expect(one.stream).toBe(one.logStreamName)
    expect([latest.invokedFunctionArn, one.invokedFunctionArn]).toEqual([ARN, `${ARN}:1`])
    expect((await tell(run, '1')).environment).toBe(one.environment)
    expect((await tell(run, '$LATEST')).invokedFunctionArn).toBe(`${ARN}:$LATEST`)
  })

  it('keeps configuration and warm environments when $LATEST changes', async () => {
    const run = deploy([lambdaFunction('F', { MemorySize: 256 }), version('V')], teller)
    const before = await tell(run, '1')
    const latest = await tell(run)
    expect(redeploy(run, [lambdaFunction('F', { MemorySize: 512 }), version('V')])).toEqual([])
    expect(await tell(run, '1')).toEqual(before)
    const after = await tell(run)
    expect([before.memoryLimitInMB, after.memoryLimitInMB]).toEqual([256, 512])
    expect(after.environment).not.toBe(latest.environment)
  })

  it('is published once: a template that only changes the function publishes nothing', async () => {
    const run = deploy([lambdaFunction('F'), version('V')], teller)
    expect(redeploy(run, [lambdaFunction('F', { MemorySize: 512 }), version('V')], 'other')).toEqual([])
    expect([...(run.cloud.lambda.find('F')?.published.keys() ?? [])]).toEqual(['1'])
  })

  it('under another logical id needs a changed function', () => {
    const run = deploy([lambdaFunction('F'), version('V')], teller)
    expect(redeploy(run, [lambdaFunction('F'), version('V'), version('W')])).toMatchObject([
      {
        message: 'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
      },
    ])
    expect(redeploy(run, [lambdaFunction('F', { Timeout: 4 }), version('V'), version('W')])).toEqual([])
    expect([...(run.cloud.lambda.find('F')?.published.keys() ?? [])]).toEqual(['1', '2'])
  })

  it('shares the function’s reserved concurrency', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 1 }), version('V')], {
      invoke: () => ({ takes: 1000, outcome: respond(null) }),
    })
    const first = run.invoke('F', {}, { qualifier: '1' })
    const second = await run.invoke('F')
    expect(second).toMatchObject({
      ok: false,
      error: { details: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' } },
    })
    await run.idle()
    expect((await first).ok).toBe(true)
  })
})

describe('a version that SAM made', () => {
  const published = (): StackResource => ({ ...version('FVersion0123456789'), origin: 'F', retained: true })

  it('is published again when the code changes, and the alias follows; the old version stays', async () => {
    const resources = [lambdaFunction('F'), published(), alias('live', numberOf('FVersion0123456789'))]
    const run = deploy(resources, teller)
    expect((await tell(run, 'live')).functionVersion).toBe('1')
    expect(redeploy(run, resources, 'exports.handler = 2')).toEqual([])
    expect((await tell(run, 'live')).functionVersion).toBe('2')
    expect((await tell(run, '1')).functionVersion).toBe('1')
    expect(redeploy(run, resources, 'exports.handler = 2')).toEqual([])
    expect((await tell(run, 'live')).functionVersion).toBe('2')
  })

  it('stays when it leaves the template; one of the template’s own does not', () => {
    const run = deploy([lambdaFunction('F'), published()], teller)
    expect(redeploy(run, [lambdaFunction('F')])).toEqual([])
    expect(run.cloud.lambda.find('F')?.published.size).toBe(1)
    const other = deploy([lambdaFunction('F'), version('V')], teller)
    expect(redeploy(other, [lambdaFunction('F')])).toEqual([])
    expect(other.cloud.lambda.find('F')?.published.size).toBe(0)
  })
})

describe('an alias', () => {
  /** `F` with versions 1 and 2, which differ in memory, and the alias `live`. */
  function twoVersions(weights: Record<string, number>, ...more: StackResource[]): Run {
    const run = deploy([lambdaFunction('F', { MemorySize: 256 }), version('V')], teller)
    const resources = [
      lambdaFunction('F', { MemorySize: 512 }),
      version('V'),
      version('W'),
      alias('live', numberOf('V'), weights),
      ...more,
    ]
    expect(redeploy(run, resources)).toEqual([])
    return run
  }

  it('runs its version, and the context has the alias’s ARN', async () => {
    expect(await tell(twoVersions({}), 'live')).toMatchObject({
      functionVersion: '1',
      memoryLimitInMB: 256,
      invokedFunctionArn: `${ARN}:live`,
    })
  })

  it('sends a tenth of 1,000 invocations to the other version (fact sheet 14.2, 19)', async () => {
    const run = twoVersions({ 2: 0.1 })
    const count = { 1: 0, 2: 0 }
    for (let index = 0; index < 1000; index++) {
      const answer = run.invoke('F', {}, { qualifier: 'live' })
      await run.idle()
      const result = await answer
      if (!result.ok) throw new Error(result.error.message)
      count[result.value.ExecutedVersion as unknown as 1 | 2]++
    }
    // Four standard deviations of a binomial distribution: 9.5 each.
    expect(count[2]).toBeGreaterThan(62)
    expect(count[2]).toBeLessThan(138)
    expect(count[1] + count[2]).toBe(1000)
  })

  it('draws the same versions for the same seed', async () => {
    const draw = async (): Promise<string[]> => {
      const run = twoVersions({ 2: 0.5 })
      const drawn: string[] = []
      for (let index = 0; index < 20; index++) drawn.push((await tell(run, 'live')).functionVersion)
      return drawn
    }
    const first = await draw()
    expect(new Set(first)).toEqual(new Set(['1', '2']))
    expect(await draw()).toEqual(first)
  })

  it('takes what a mapping polls, the batch in the alias’s name', async () => {
    const run = twoVersions({}, queue('Q'), mapping('M', 'F', 'Q', { FunctionName: { Ref: 'Aliaslive' } }))
    await run.send('Q', 'a')
    await run.idle()
    expect(run.trace('invocation.started').map(({ version: ran }) => ran)).toEqual(['1'])
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'success' }])
  })

  it('has settings of its own for asynchronous invocation, and $LATEST’s do not hold for it', async () => {
    const invokeConfig = (qualifier: string, retries: number) =>
      resource(`Config${qualifier.replace('$', '')}`, 'AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: 'F' },
        Qualifier: qualifier,
        MaximumRetryAttempts: retries,
        DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
      })
    const run = deploy(
      [
        lambdaFunction('F'),
        version('V'),
        alias('live', numberOf('V')),
        { ...invokeConfig('$LATEST', 0), dependsOn: ['Aliaslive'] },
        { ...invokeConfig('live', 1), dependsOn: ['Aliaslive'] },
        queue('Failures'),
      ],
      { invoke: () => ({ outcome: fail('always') }) },
    )
    expect(run.diagnostics).toEqual([])
    for (const qualifier of ['live', '1']) await run.invoke('F', {}, { qualifier, invocationType: 'Event' })
    await run.idle()
    const ended = run.trace('async.ended')
    expect(ended.map(({ condition, invokeCount }) => [condition, invokeCount])).toEqual([
      ['RetriesExhausted', 2],
      ['RetriesExhausted', 3],
    ])
    const bodies = run.trace('sqs.sent').map(({ body }) => JSON.parse(body) as { requestContext: object })
    expect(bodies.map(({ requestContext }) => requestContext)).toMatchObject([
      { functionArn: `${ARN}:live`, condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    ])
  })

  it('may be a destination: the event goes to the version behind it', async () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        version('V'),
        alias('live', numberOf('V')),
        lambdaFunction('G'),
        resource('Config', 'AWS::Lambda::EventInvokeConfig', {
          FunctionName: { Ref: 'G' },
          Qualifier: '$LATEST',
          DestinationConfig: { OnSuccess: { Destination: { Ref: 'Aliaslive' } } },
        }),
      ],
      { invoke: () => ({ outcome: respond(null) }) },
    )
    expect(run.diagnostics).toEqual([])
    await run.invoke('G', {}, { invocationType: 'Event' })
    await run.idle()
    expect(run.trace('invocation.started').map(({ functionName, version: ran }) => [functionName, ran])).toEqual([
      ['G', '$LATEST'],
      ['F', '1'],
    ])
  })

  it('is refused where it leads nowhere, and when its name is a number', () => {
    const messages = (aliased: StackResource) =>
      deploy([lambdaFunction('F'), version('V'), aliased], teller).diagnostics.map(({ message }) => message)
    expect(messages(alias('live', '9'))).toEqual([`Function not found: ${ARN}:9`])
    expect(messages(alias('live', '$LATEST', { 1: 0.5 }))).toEqual([
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ])
    expect(messages(alias('7', '1'))).toEqual([expect.stringContaining('"7" is no alias')])
  })
})
