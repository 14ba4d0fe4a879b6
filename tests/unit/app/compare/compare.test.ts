import { describe, expect, it } from 'vitest'
import type { TrialRun } from '../../../../src/api/trial'
import { differenceText, percentile, rowsOf, wordsOf } from '../../../../src/app/compare/arithmetic'
import { measure, type Measures } from '../../../../src/api/measure'
import { filesOf, settingsOf } from '../../../../src/app/compare/variants'
import { arnOf, deploy, lambdaFunction, mapping, queue, START_TIME } from '../../cloud/stack'
import { fail, respond } from '../../cloud/scripted-host'

const values = (...given: number[]) => Float64Array.from(given)

const NOTHING: Measures = {
  cost: 0,
  invocations: 0,
  errors: 0,
  throttles: 0,
  coldStarts: 0,
  durations: values(),
  latencies: values(),
  lost: 0,
  deadLettered: 0,
  unfinished: 0,
  drained: 0,
  cutOff: false,
}

describe('the arithmetic of a comparison', () => {
  it('percentiles are values that there were', () => {
    const sorted = values(...Array.from({ length: 100 }, (_, index) => index + 1))
    expect([0.5, 0.9, 0.99, 1].map((share) => percentile(sorted, share))).toEqual([50, 90, 99, 100])
    expect(percentile(values(7), 0.01)).toBe(7)
    expect(percentile(values(), 0.5)).toBeNaN()
  })

  it.each([
    [100, 62, '−38 %'],
    [100, 138, '+38 %'],
    [100, 210, '2.1×'],
    [0, 5, '+5 ms'],
    [NaN, 5, ''],
  ])('the difference of %d and %d is %s', (before, after, text) => {
    expect(differenceText(before, after)).toBe(text)
  })

  it('says in words what differs', () => {
    const a = { ...NOTHING, cost: 1, latencies: values(100) }
    expect(wordsOf(a, { ...a, cost: 0.62, latencies: values(210) })).toBe(
      'B costs 38 % less and is 2.1× slower at p99.',
    )
    expect(wordsOf(a, { ...a, lost: 3 })).toBe('B has 3 more lost.')
    expect(wordsOf(a, a)).toBe('A and B come to the same.')
    expect(rowsOf(a, { ...a, errors: 2 }).find(({ label }) => label === 'Errors')).toMatchObject({
      difference: '+2',
      better: false,
    })
  })
})

describe('the measures of a run', () => {
  it('are of its events, to their ends', async () => {
    const { cloud, idle } = deploy(
      [
        lambdaFunction('F'),
        queue('Dead'),
        queue('Q', {
          VisibilityTimeout: 10,
          RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 },
        }),
        mapping('M', 'F', 'Q', { BatchSize: 1 }),
      ],
      {
        invoke: (event) => ({ takes: 50, outcome: JSON.stringify(event).includes('bad') ? fail('no') : respond(null) }),
      },
    )
    const before = cloud.kernel.trace.since(0)
    const message = (body: string) => ({ target: 'Q', body })
    const once = { at: 0, kind: 'message', count: 1, over: 0, spread: 'at-once' } as const
    void cloud.play({
      steps: [
        { ...once, message: message('good') },
        { ...once, message: message('bad') },
      ],
    })
    void cloud.play({ steps: [{ ...once, kind: 'invoke-async', message: { target: 'F', body: '"bad"' } }] })
    await idle()
    const run: TrialRun = {
      before,
      records: cloud.kernel.trace.since(before.length),
      report: null,
      startedAt: START_TIME,
      endedAt: cloud.kernel.now,
      idle: true,
    }
    const measured = measure(run)
    // The bad message twice, the bad event three times.
    expect(measured).toMatchObject({ errors: 5, invocations: 6, lost: 1, deadLettered: 1 })
    expect(measured.latencies).toHaveLength(1)
    expect(measured.cost).toBeGreaterThan(0)
  })
})

describe('variants', () => {
  const template = [
    'Resources:',
    '  F:',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    '      MemorySize: 512 # MB',
    '      Events:',
    '        Orders:',
    '          Type: SQS',
    '          Properties:',
    '            Queue: !GetAtt Q.Arn',
    '  Q:',
    '    Type: AWS::SQS::Queue',
    '',
  ].join('\n')

  it('offers what is compared most often, with its value', () => {
    const settings = settingsOf(template)
    expect(settings.find(({ label }) => label === 'F · MemorySize')).toMatchObject({ value: '512' })
    expect(settings.find(({ label }) => label === 'F · Orders BatchSize')?.value).toBeNull()
    expect(settings.map(({ label }) => label)).toContain('Q · VisibilityTimeout')
  })

  it('changes a copy of the template', () => {
    const files = { 'template.yaml': template }
    const changed = filesOf(files, [
      { path: 'F.Properties.MemorySize', value: '1024' },
      { path: 'F.Properties.Events.Orders.Properties.BatchSize', value: '1' },
    ])
    expect(changed['template.yaml']).toContain('MemorySize: 1024')
    expect(changed['template.yaml']).toContain('BatchSize: 1')
    expect(files['template.yaml']).toBe(template)
  })
})
