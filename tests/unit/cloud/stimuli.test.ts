/** Scripts of stimuli, played in virtual time. */

import { describe, expect, it } from 'vitest'
import { arrivals } from '../../../src/cloud/aws/stimuli/arrivals'
import { fillPlaceholders, hasPlaceholders } from '../../../src/cloud/aws/stimuli/placeholders'
import { Random } from '../../../src/cloud/kernel/random'
import type { PlayStep } from '../../../src/cloud/protocol'
import { putItemInput } from '../../../src/cloud/send'
import { deploy, lambdaFunction, mapping, queue, resource } from './stack'
import { respond } from './scripted-host'

const random = () => new Random(7, 'test')

describe('arrivals', () => {
  it('come all at once, or evenly', () => {
    expect([...arrivals(3, 1000, 'at-once', random())]).toEqual([0, 0, 0])
    expect([...arrivals(4, 1000, 'evenly', random())]).toEqual([0, 250, 500, 750])
  })

  it('of a Poisson process have exponential gaps', () => {
    const instants = [...arrivals(10_000, 1_000_000, 'poisson', random())]
    const gaps = instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    expect(mean).toBeCloseTo(100, -1)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0)
    // As many gaps longer than the mean as e⁻¹ says.
    expect(gaps.filter((gap) => gap > mean).length / gaps.length).toBeCloseTo(Math.exp(-1), 1)
  })

  it('of a ramp come three quarters in the second half', () => {
    const instants = [...arrivals(1000, 1000, 'ramp', random())]
    expect(instants.filter((instant) => instant >= 500)).toHaveLength(750)
  })
})

describe('placeholders', () => {
  const context = { index: 3, now: Date.UTC(2026, 0, 31), random: random() }

  it('become texts, or numbers where they stand alone', () => {
    const text = '{"id":"order-{{index}}","n":"{{#index}}","at":"{{now}}","ms":"{{#epoch}}","die":"{{#int 1 6}}"}'
    const filled = JSON.parse(fillPlaceholders(text, context)) as Record<string, unknown>
    expect(filled).toMatchObject({ id: 'order-3', n: 3, at: '2026-01-31T00:00:00.000Z', ms: context.now })
    expect(filled['die']).toBeGreaterThanOrEqual(1)
    expect(filled['die']).toBeLessThanOrEqual(6)
    expect(fillPlaceholders('{{uuid}}', context)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/)
  })

  it('are nothing else', () => {
    const text = 'Dear {{name}}, "{{#uuid}}" {{ int 1 }}'
    expect(fillPlaceholders(text, context)).toBe(text)
    expect(hasPlaceholders(text.replace('uuid', 'user'))).toBe(false)
    expect(hasPlaceholders('a {{ index }}')).toBe(true)
  })
})

const step = (over: Partial<PlayStep> & { target: string; body?: string }): PlayStep => ({
  at: 0,
  kind: 'message',
  count: 1,
  over: 0,
  spread: 'at-once',
  ...over,
  message: { target: over.target, body: over.body ?? '{}', ...over.message },
})

function stack(seed = 1) {
  const events: { at: number; event: unknown }[] = []
  const run = deploy(
    [
      lambdaFunction('F'),
      lambdaFunction('Narrow', { ReservedConcurrentExecutions: 1 }),
      queue('Q'),
      mapping('M', 'F', 'Q'),
      resource('Items', 'AWS::DynamoDB::Table', {
        TableName: 'Items',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    ],
    {
      invoke(event, _, { now }) {
        events.push({ at: now, event })
        return { takes: 100, outcome: respond(null) }
      },
    },
    seed,
  )
  return { run, events }
}

describe('a script', () => {
  it('sends each event at its time, and reports at the end', async () => {
    const { run } = stack()
    const playing = run.cloud.play({
      steps: [
        step({ target: 'Q', body: '{"n":"{{#index}}"}', count: 4, over: 2000, spread: 'evenly', at: 1000 }),
        step({ target: 'F', kind: 'invoke-async', at: 10_000 }),
        step({ target: 'Items', kind: 'item', body: '{"id":"{{index}}"}' }),
      ],
    })
    await run.idle()
    expect(await playing).toMatchObject({ sent: 6, refused: 0, refusals: [], virtualMs: 10_000 })
    expect(run.trace('sqs.sent').map(({ at, body }) => [at, body])).toEqual([
      [1000, '{"n":0}'],
      [1500, '{"n":1}'],
      [2000, '{"n":2}'],
      [2500, '{"n":3}'],
    ])
    expect(run.trace('async.queued').map(({ at }) => at)).toEqual([10_000])
    expect(run.trace('dynamodb.written')).toMatchObject([{ table: 'Items', change: 'insert', at: 0 }])
  })

  it('is the same for a seed, and another for another', async () => {
    const bodies = async (seed: number) => {
      const { run } = stack(seed)
      void run.cloud.play({
        steps: [step({ target: 'Q', body: '{{uuid}}', count: 20, over: 5000, spread: 'poisson' })],
      })
      await run.idle()
      return run.trace('sqs.sent').map(({ at, body }) => `${at} ${body}`)
    }
    const first = await bodies(1)
    expect(first).toHaveLength(20)
    expect(await bodies(1)).toEqual(first)
    expect(await bodies(2)).not.toEqual(first)
  })

  it('has as many calls open as it has callers', async () => {
    const { run, events } = stack()
    const playing = run.cloud.play({ steps: [step({ target: 'F', kind: 'invoke', count: 6, callers: 2 })] })
    await run.idle()
    expect(await playing).toMatchObject({ sent: 6, succeeded: 6, throttled: 0 })
    expect(new Set(events.map(({ at }) => at)).size).toBe(3)
    expect(run.host.started).toBe(2)
  })

  it('counts what is throttled, and says why something is refused', async () => {
    const { run } = stack()
    const playing = run.cloud.play({
      steps: [
        step({ target: 'Narrow', kind: 'invoke', count: 3 }),
        step({ target: 'Nobody', kind: 'invoke-async', count: 2 }),
      ],
    })
    await run.idle()
    expect(await playing).toMatchObject({
      sent: 5,
      succeeded: 1,
      throttled: 2,
      refused: 2,
      refusals: [{ code: 'TooManyRequestsException' }, { code: 'ResourceNotFoundException', count: 2 }],
    })
  })

  it('sends what is due now although the clock stands', () => {
    const { run } = stack()
    void run.cloud.play({ steps: [step({ target: 'Q', count: 3 })] })
    expect(run.trace('sqs.sent')).toHaveLength(3)
  })
})

it('an item may be plain JSON or DynamoDB’s', () => {
  expect(putItemInput('T', '{"id":"1","n":2,"tags":["a"],"in":{"x":null,"y":true}}')).toEqual({
    TableName: 'T',
    Item: {
      id: { S: '1' },
      n: { N: '2' },
      tags: { L: [{ S: 'a' }] },
      in: { M: { x: { NULL: true }, y: { BOOL: true } } },
    },
  })
  expect(putItemInput('T', '{"id":{"S":"1"}}')).toMatchObject({ Item: { id: { S: '1' } } })
  expect(() => putItemInput('T', '[]')).toThrow('An item is a JSON object.')
})
