/** Fact sheet §3.3: versions and aliases. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, queue, resource, arnOf, OUTSIDE_ROLE } from '../../unit/cloud/stack'
import { respond, type Script } from '../../unit/cloud/scripted-host'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:F'
const FUNCTION = '/2015-03-31/functions/F'

/** Answers with the version that runs and the ARN it was invoked by. */
const TELLER: Script = {
  invoke: (_event, { invokedFunctionArn }, { configuration }) => ({
    outcome: respond({ version: configuration.functionVersion, arn: invokedFunctionArn }),
  }),
}

type Stack = ReturnType<typeof deploy>

async function api(run: Stack, method: string, path: string, body?: object) {
  const answer = run.cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: {},
    body: body === undefined ? '' : JSON.stringify(body),
  })
  await run.advance(5000)
  const { status, headers, body: bytes } = await answer
  const text = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
  return { status, headers, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}

const configure = (run: Stack, changes: object) => api(run, 'PUT', `${FUNCTION}/configuration`, changes)
const publish = async (run: Stack): Promise<unknown> =>
  (await api(run, 'POST', `${FUNCTION}/versions`, {})).body['Version']
const alias = (run: Stack, body: object) => api(run, 'POST', `${FUNCTION}/aliases`, { Name: 'prod', ...body })

/** `F` with as many versions, which differ in memory. */
async function published(count: number, properties = {}, script = TELLER, seed = 1): Promise<Stack> {
  const run = deploy([lambdaFunction('F', properties)], script, seed)
  for (let nth = 1; nth <= count; nth++) {
    await configure(run, { MemorySize: 128 + nth })
    await publish(run)
  }
  return run
}

async function invoke(run: Stack, qualifier?: string): Promise<Record<string, unknown>> {
  const answer = run.invoke('F', {}, qualifier === undefined ? {} : { qualifier })
  await run.advance(2000)
  const result = await answer
  if (!result.ok) throw new Error(result.error.message)
  return { executed: result.value.ExecutedVersion, ...(JSON.parse(result.value.Payload) as object) }
}

describe('§3.3 versions', () => {
  test('PublishVersion numbers versions 1, 2, 3', async () => {
    const run = await published(3)
    expect([...(run.cloud.lambda.find('F')?.published.keys() ?? [])]).toEqual(['1', '2', '3'])
  })

  test('PublishVersion gives the last version again when neither code nor configuration changed', async () => {
    const run = await published(1)
    expect(await publish(run)).toBe('1')
    await configure(run, { Timeout: 7 })
    expect(await publish(run)).toBe('2')
  })

  test('a version is immutable: it keeps the configuration that it was published with', async () => {
    const run = await published(1)
    await configure(run, { MemorySize: 1024 })
    const { body } = await api(run, 'GET', `${FUNCTION}/configuration?Qualifier=1`)
    expect(body).toMatchObject({ MemorySize: 129, Version: '1', FunctionArn: `${ARN}:1` })
  })

  test('the number of a version that was deleted is never used again', async () => {
    const run = await published(2)
    expect((await api(run, 'DELETE', `${FUNCTION}?Qualifier=2`)).status).toBe(204)
    await configure(run, { MemorySize: 512 })
    expect(await publish(run)).toBe('3')
  })

  test('an unqualified ARN runs $LATEST; a qualified one its version', async () => {
    const run = await published(1)
    expect(await invoke(run)).toEqual({ executed: '$LATEST', version: '$LATEST', arn: ARN })
    expect(await invoke(run, '1')).toEqual({ executed: '1', version: '1', arn: `${ARN}:1` })
  })

  test('the log stream carries the version', async () => {
    const run = await published(1)
    await invoke(run)
    await invoke(run, '1')
    const streams = run.trace('environment.created').map(({ logStream }) => /\[(.*)\]/.exec(logStream)?.[1])
    expect(streams).toEqual(['$LATEST', '1'])
  })

  test('$LATEST cannot be deleted', async () => {
    const run = await published(1)
    const { status, body } = await api(run, 'DELETE', `${FUNCTION}?Qualifier=$LATEST`)
    expect([status, body['message']]).toEqual([400, '$LATEST version cannot be deleted without deleting the function.'])
  })

  test('a version that an alias points at cannot be deleted', async () => {
    const run = await published(1)
    await alias(run, { FunctionVersion: '1' })
    const { status, headers } = await api(run, 'DELETE', `${FUNCTION}?Qualifier=1`)
    expect([status, headers['x-amzn-errortype']]).toEqual([409, 'ResourceConflictException'])
    await api(run, 'DELETE', `${FUNCTION}/aliases/prod`)
    expect((await api(run, 'DELETE', `${FUNCTION}?Qualifier=1`)).status).toBe(204)
  })

  test('what belongs to a version and can be changed afterwards: settings for asynchronous invocation, policy', async () => {
    const run = await published(1)
    const settings = { MaximumRetryAttempts: 0 }
    const put = await api(run, 'PUT', '/2019-09-25/functions/F/event-invoke-config?Qualifier=1', settings)
    expect(put.body).toMatchObject({ FunctionArn: `${ARN}:1`, MaximumRetryAttempts: 0 })
    const permission = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' }
    expect((await api(run, 'POST', `${FUNCTION}/policy?Qualifier=1`, permission)).status).toBe(201)
    expect((await api(run, 'GET', `${FUNCTION}/policy`)).status).toBe(404)
  })
})

describe('§3.3 aliases', () => {
  test.each(['7', 'a b', 'x'.repeat(129)])('an alias is not called %s', async (Name) => {
    const run = await published(1)
    const { status } = await alias(run, { Name, FunctionVersion: '1' })
    expect(status).toBe(400)
  })

  test.each(['prod', 'v7', '7-a', 'a_b', 'x'.repeat(128)])('an alias may be called %s', async (Name) => {
    const run = await published(1)
    expect((await alias(run, { Name, FunctionVersion: '1' })).status).toBe(201)
  })

  test('an alias is moved from one version to another without a change for its callers', async () => {
    const run = await published(2)
    await alias(run, { FunctionVersion: '1' })
    expect(await invoke(run, 'prod')).toEqual({ executed: '1', version: '1', arn: `${ARN}:prod` })
    await api(run, 'PUT', `${FUNCTION}/aliases/prod`, { FunctionVersion: '2' })
    expect(await invoke(run, 'prod')).toEqual({ executed: '2', version: '2', arn: `${ARN}:prod` })
  })

  test('with a weight of 0.1 a tenth of 1,000 invocations run the second version, as X-Amz-Executed-Version says', async () => {
    const run = await published(2)
    await alias(run, { FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } } })
    const answers = []
    for (let nth = 0; nth < 1000; nth++) {
      answers.push(run.invoke('F', {}, { qualifier: 'prod' }))
      if (nth % 500 === 499) await run.advance(5000)
    }
    const executed = (await Promise.all(answers)).map((answer) => (answer.ok ? answer.value.ExecutedVersion : ''))
    const second = executed.filter((version) => version === '2').length
    // Four standard deviations of a binomial distribution: 9.5 each.
    expect(second).toBeGreaterThan(62)
    expect(second).toBeLessThan(138)
    expect(executed.filter((version) => version === '1')).toHaveLength(1000 - second)
  })

  test('the version is drawn anew for each invocation, not kept for a caller', async () => {
    const run = await published(2)
    await alias(run, { FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } })
    const drawn: unknown[] = []
    for (let nth = 0; nth < 40; nth++) drawn.push((await invoke(run, 'prod'))['executed'])
    const changes = drawn.filter((version, index) => index > 0 && version !== drawn[index - 1]).length
    expect(changes).toBeGreaterThan(8)
  })

  test.each([
    ['a weight above 1', { 2: 1.1 }],
    ['a negative weight', { 2: -0.1 }],
    ['two weights', { 2: 0.1, 3: 0.1 }],
    ['$LATEST', { $LATEST: 0.1 }],
    ['its own version', { 1: 0.1 }],
    ['a version that does not exist', { 9: 0.1 }],
  ])('refused as weights: %s', async (_what, AdditionalVersionWeights) => {
    const run = await published(3)
    const { status } = await alias(run, { FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights } })
    expect([400, 404]).toContain(status)
    expect(run.cloud.lambda.find('F')?.aliases.size).toBe(0)
  })

  test('a template cannot give $LATEST a weight either', () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } }),
        resource('A', 'AWS::Lambda::Alias', {
          Name: 'prod',
          FunctionName: { Ref: 'F' },
          FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
          RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '$LATEST', FunctionWeight: 0.1 }] },
        }),
      ],
      TELLER,
    )
    expect(run.diagnostics[0]?.message).toBe('$LATEST is not supported for an alias pointing to more than 1 version')
  })

  test('the two versions of an alias have the same role', async () => {
    const run = await published(1)
    await configure(run, { Role: `${OUTSIDE_ROLE}-too` })
    await publish(run)
    const weights = { RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } } }
    expect((await alias(run, { FunctionVersion: '1', ...weights })).status).toBe(400)
    expect((await alias(run, { FunctionVersion: '1' })).status).toBe(201)
  })

  test('the two versions of an alias have the same dead-letter queue', async () => {
    const withQueue = lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Q') } })
    const run = deploy([queue('Q'), withQueue], TELLER)
    await publish(run)
    await configure(run, { DeadLetterConfig: { TargetArn: '' } })
    await publish(run)
    const weights = { RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } } }
    expect((await alias(run, { FunctionVersion: '1', ...weights })).status).toBe(400)
    expect((await alias(run, { FunctionVersion: '1' })).status).toBe(201)
  })
})
