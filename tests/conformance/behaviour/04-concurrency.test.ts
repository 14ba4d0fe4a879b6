/** Fact sheet §4: concurrency, scaling, throttles. */

import { describe, expect, test } from 'vitest'
import type { CloudOptions } from '../../../src/cloud/protocol'
import type { StackResource } from '../../../src/cloud/aws/template'
import { deployOn, lambdaFunction, resource } from '../../unit/cloud/stack'
import { respond, scriptedHost, type Script } from '../../unit/cloud/scripted-host'

const taking = (takes: number): Script => ({ invoke: () => ({ takes, outcome: respond('ok') }) })
const SECOND = taking(1000)

function stack(resources: readonly StackResource[], script: Script, options: Partial<CloudOptions> = {}) {
  const code = Object.fromEntries(
    resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ logicalId }) => [logicalId, '']),
  )
  return deployOn(scriptedHost(script), resources, code, options)
}

type Stack = ReturnType<typeof stack>
type Answer = Awaited<ReturnType<Stack['invoke']>>

const reasonOf = (answer: Answer): string => (answer.ok ? 'ok' : String(answer.error.details?.['Reason']))

/** So many synchronous invocations at once. */
async function burst(run: Stack, count: number, fn = 'F', qualifier?: string): Promise<readonly string[]> {
  const answers = Array.from({ length: count }, () => run.invoke(fn, {}, qualifier === undefined ? {} : { qualifier }))
  await run.advance(5000)
  return (await Promise.all(answers)).map(reasonOf)
}

const countOf = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}

const lambdaApi = async (run: Stack, method: string, path: string, body?: object) => {
  const answer = run.cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: {},
    body: body === undefined ? '' : JSON.stringify(body),
  })
  await run.advance(5000)
  const { status, headers, body: text } = await answer
  const json = typeof text === 'string' ? text : new TextDecoder().decode(text)
  return { status, headers, body: (json === '' ? {} : JSON.parse(json)) as Record<string, unknown> }
}

const UNRESERVED = 'ConcurrentInvocationLimitExceeded'
const RESERVED = 'ReservedFunctionConcurrentInvocationLimitExceeded'

describe('§4 account concurrency', () => {
  test('an account runs 1,000 invocations at once; the next is throttled', async () => {
    const run = stack([lambdaFunction('F'), lambdaFunction('G')], SECOND)
    const first = burst(run, 600)
    const second = await burst(run, 401, 'G')
    expect(countOf([...(await first), ...second])).toEqual({ ok: 1000, [UNRESERVED]: 1 })
  })

  test('the account’s limit is a setting: new accounts often have 10', async () => {
    const run = stack([lambdaFunction('F')], SECOND, { accountConcurrency: 10 })
    expect(countOf(await burst(run, 12))).toEqual({ ok: 10, [UNRESERVED]: 2 })
  })

  test('GetAccountSettings shows the limit and what is left unreserved', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 200 })], SECOND)
    const { body } = await lambdaApi(run, 'GET', '/2016-08-19/account-settings')
    expect(body['AccountLimit']).toMatchObject({ ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 800 })
  })

  test('concurrency is requests per second times duration: 10 a second of 500 ms need 5 environments', async () => {
    const run = stack([lambdaFunction('F')], taking(500))
    for (let nth = 0; nth < 40; nth++) {
      void run.invoke('F')
      if (nth < 39) await run.advance(100)
    }
    expect(run.cloud.lambda.find('F')?.concurrency).toBe(5)
  })
})

describe('§4 reserved concurrency', () => {
  test('§14.2 no. 8: with 1 reserved, the second of two parallel invocations is throttled', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], SECOND)
    expect(await burst(run, 2)).toEqual(['ok', RESERVED])
  })

  test('the 429 has Reason, Type and message, and says when to come back', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 0 })], SECOND)
    const { status, headers, body } = await lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', {})
    expect(status).toBe(429)
    expect(headers['x-amzn-errortype']).toBe('TooManyRequestsException')
    expect(headers['retry-after'] ?? headers['Retry-After']).toBe('1')
    expect(body).toEqual({ Reason: RESERVED, Type: 'User', message: 'Rate Exceeded.' })
  })

  test('0 throttles everything, warm environments or not', async () => {
    const run = stack([lambdaFunction('F')], SECOND)
    await burst(run, 1)
    await lambdaApi(run, 'PUT', '/2017-10-31/functions/F/concurrency', { ReservedConcurrentExecutions: 0 })
    expect(await burst(run, 1)).toEqual([RESERVED])
  })

  test('it is a cap even where more environments are warm', async () => {
    const run = stack([lambdaFunction('F')], SECOND)
    await burst(run, 3)
    await lambdaApi(run, 'PUT', '/2017-10-31/functions/F/concurrency', { ReservedConcurrentExecutions: 1 })
    expect(countOf(await burst(run, 3))).toEqual({ ok: 1, [RESERVED]: 2 })
  })

  test('it is a guarantee: others cannot take it', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 5 }), lambdaFunction('G')], SECOND, {
      accountConcurrency: 110,
    })
    const greedy = burst(run, 120, 'G')
    const guaranteed = await burst(run, 5)
    expect(countOf(await greedy)).toEqual({ ok: 105, [UNRESERVED]: 15 })
    expect(countOf(guaranteed)).toEqual({ ok: 5 })
  })

  test('all versions of a function share it', async () => {
    const version = resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } })
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 2 }), version], SECOND)
    const published = burst(run, 2, 'F', '1')
    const latest = await burst(run, 1)
    expect([...(await published), ...latest]).toEqual(['ok', 'ok', RESERVED])
  })

  test('100 must stay unreserved', async () => {
    const run = stack([lambdaFunction('F')], SECOND)
    const put = (value: number) =>
      lambdaApi(run, 'PUT', '/2017-10-31/functions/F/concurrency', { ReservedConcurrentExecutions: value })
    expect((await put(901)).body['message']).toBe(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    )
    expect((await put(900)).status).toBe(200)
  })

  test('an account with 10 can reserve nothing: the minimum is what it has', async () => {
    const run = stack([lambdaFunction('F')], SECOND, { accountConcurrency: 10 })
    const { body } = await lambdaApi(run, 'PUT', '/2017-10-31/functions/F/concurrency', {
      ReservedConcurrentExecutions: 1,
    })
    expect(body['message']).toContain('below its minimum value of [10].')
  })

  test('without a reservation GetFunctionConcurrency answers {}', async () => {
    const run = stack([lambdaFunction('F')], SECOND)
    expect((await lambdaApi(run, 'GET', '/2019-09-30/functions/F/concurrency')).body).toEqual({})
  })
})

describe('§4 scaling rate', () => {
  const big = { accountConcurrency: 5000 }

  test('a function starts 1,000 environments at once', async () => {
    const run = stack([lambdaFunction('F')], taking(30_000), big)
    const answers = Array.from({ length: 1001 }, () => run.invoke('F'))
    await run.idle()
    expect(countOf((await Promise.all(answers)).map(reasonOf))).toEqual({ ok: 1000, [UNRESERVED]: 1 })
  })

  test('100 more come every second, refilled all the time', async () => {
    const run = stack([lambdaFunction('F', { Timeout: 60 })], taking(60_000), big)
    const start = (count: number) => Array.from({ length: count }, () => run.invoke('F'))
    const answers = start(1000)
    await run.advance(500)
    answers.push(...start(51))
    await run.idle()
    expect(countOf((await Promise.all(answers)).map(reasonOf))).toEqual({ ok: 1050, [UNRESERVED]: 1 })
  })

  test('what is not used does not add up: after a long rest it is 1,000 again', async () => {
    const run = stack([lambdaFunction('F')], taking(2000), big)
    await run.advance(60_000)
    const answers = Array.from({ length: 1200 }, () => run.invoke('F'))
    await run.idle()
    expect(countOf((await Promise.all(answers)).map(reasonOf))).toEqual({ ok: 1000, [UNRESERVED]: 200 })
  })

  test('every function has a rate of its own', async () => {
    const run = stack([lambdaFunction('F'), lambdaFunction('G')], taking(2000), big)
    const answers = ['F', 'G'].flatMap((fn) => Array.from({ length: 1000 }, () => run.invoke(fn)))
    await run.idle()
    expect(countOf((await Promise.all(answers)).map(reasonOf))).toEqual({ ok: 2000 })
  })

  test('warm environments take none of it', async () => {
    const run = stack([lambdaFunction('F')], taking(2000), big)
    for (let round = 0; round < 2; round++) {
      const answers = Array.from({ length: 1000 }, () => run.invoke('F'))
      await run.advance(4000)
      expect(countOf((await Promise.all(answers)).map(reasonOf))).toEqual({ ok: 1000 })
    }
  })
})

describe('§4 requests per second', () => {
  const quick = taking(1)

  /** One invocation after another. */
  async function sequence(run: Stack, count: number, every: number, fn = 'F'): Promise<readonly string[]> {
    const answers: Promise<Answer>[] = []
    for (let nth = 0; nth < count; nth++) {
      answers.push(run.invoke(fn))
      await run.advance(every)
    }
    await run.advance(1000)
    return (await Promise.all(answers)).map(reasonOf)
  }

  test('a reservation of 1 takes 10 synchronous requests a second, however short they are', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], quick)
    await sequence(run, 1, 1000)
    expect(countOf(await sequence(run, 12, 2))).toEqual({ ok: 10, ReservedFunctionInvocationRateLimitExceeded: 2 })
  })

  test('at ten a second none is throttled', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], quick)
    await sequence(run, 1, 1000)
    expect(countOf(await sequence(run, 30, 100))).toEqual({ ok: 30 })
  })

  test('without a reservation it is ten times the account’s concurrency', async () => {
    const run = stack([lambdaFunction('F')], quick, { accountConcurrency: 2 })
    await sequence(run, 1, 1000)
    expect(countOf(await sequence(run, 22, 2))).toEqual({ ok: 20, FunctionInvocationRateLimitExceeded: 2 })
  })

  test('asynchronous events have no such limit', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], quick)
    for (let nth = 0; nth < 30; nth++) {
      void run.invoke('F', {}, { invocationType: 'Event' })
      await run.advance(200)
    }
    for (let nth = 0; nth < 30; nth++) {
      void run.invoke('F', {}, { invocationType: 'Event' })
      await run.advance(5)
    }
    await run.idle()
    expect(run.trace('request.throttled')).toEqual([])
  })
})

describe('§4 what a source does when it is throttled', () => {
  test('a synchronous caller gets the error; nothing is tried again', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 0 })], SECOND)
    await burst(run, 1)
    await run.idle()
    expect(run.trace('invocation.started')).toEqual([])
    expect(run.trace('request.throttled')).toHaveLength(1)
  })

  test('an asynchronous event goes back to the queue: 1 s, then 2 s, then 4 s', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 1, Timeout: 30 })], taking(6000))
    void run.invoke('F')
    await run.advance(0)
    void run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    expect(run.trace('request.throttled').map(({ at }) => at)).toEqual([0, 1000, 3000])
    expect(run.trace('invocation.started').at(-1)).toMatchObject({ at: 7000, source: 'async', attempt: 1 })
  })

  test('throttled requests count as Throttles and neither as Invocations nor as Errors', async () => {
    const run = stack([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], SECOND)
    await burst(run, 3)
    expect(run.trace('request.throttled')).toHaveLength(2)
    expect(run.trace('invocation.ended')).toHaveLength(1)
  })
})
