import { describe, expect, it } from 'vitest'
import type { ExploredRun, FoundViolation } from '../../../../src/api/explore/report'
import { knownSource, runLabel, sentBy, sourcesOf, spreadRows, summaryOf } from '../../../../src/app/explore/choices'
import type { Stimulus } from '../../../../src/project/model'

const STIMULUS: Stimulus = { target: 'Q', kind: 'queue', eventFile: null, payload: 'hello' }
const FILES = {
  'events/order.json': '{ "id": 1 }',
  'events/day.stimuli.json': '{ "stimuli": [] }',
  'tests/a.test.ts': '',
  'tests/b.test.ts': '',
}

const found = (check: FoundViolation['check']): FoundViolation => ({
  ...{ check, title: '', message: '', resource: null, records: [], at: null, place: null, test: null },
})
const run = (seed: number, ...checks: FoundViolation['check'][]): ExploredRun => ({
  ...{ seed, state: checks.length > 0 ? 'failed' : 'passed', violations: checks.map(found), found: checks.length },
  ...{ drawn: { faults: [], duplicates: 'never' }, figures: null, idle: true, fingerprint: '', problem: null },
})
const broken: ExploredRun = { ...run(9), state: 'broken' }

describe('what can be sent', () => {
  it('is scripts, events for what the Send panel sends to, and checks', () => {
    const groups = sourcesOf(FILES, STIMULUS)
    expect(groups.map(({ sources }) => sources.map(({ value }) => value))).toEqual([
      ['script:events/day.stimuli.json'],
      ['panel', 'event:events/order.json'],
      ['tests', 'tests:tests/a.test.ts', 'tests:tests/b.test.ts'],
    ])
    expect(knownSource(groups, 'panel')).toBe('panel')
    expect(knownSource(groups, 'event:events/gone.json')).toBe('script:events/day.stimuli.json')
    expect(sourcesOf({}, null)).toEqual([])
    expect(knownSource([], 'panel')).toBeNull()
  })

  it('becomes what explore takes', () => {
    const about = { files: FILES, stimulus: STIMULUS, repeat: { count: 3, callers: 1, over: 2 }, qualifier: undefined }
    expect(sentBy('tests', about)).toEqual({ tests: true })
    expect(sentBy('tests:tests/a.test.ts', about)).toEqual({ tests: ['tests/a.test.ts'] })
    expect(sentBy('script:events/day.stimuli.json', about)).toEqual({ script: 'events/day.stimuli.json' })
    expect(sentBy('event:events/order.json', about)).toMatchObject({
      script: { stimuli: [{ to: 'Q', as: 'message', body: '{ "id": 1 }', count: 3, over: 2, spread: 'evenly' }] },
    })
  })
})

describe('results in words', () => {
  it.each([
    [[run(1), run(2)], 2, 'All 2 seeds hold.'],
    [[run(1)], 2, '1 of 2 seeds ran, none fails.'],
    [[run(1, 'lost'), run(2, 'lost', 'reordered'), run(3)], 3, '2 of 3 seeds lose something, 1 change an order.'],
    [[run(1, 'test'), broken], 2, '1 of 2 seeds fail a check. 1 run could not be judged.'],
    [[broken], 1, 'No run could be judged.'],
  ] as const)('%#', (runs, total, words) => expect(summaryOf(runs, total)).toBe(words))

  it('says of each seed how it ended', () => {
    expect(runLabel(7, undefined)).toBe('Seed 7, not run yet')
    expect(runLabel(7, run(7))).toBe('Seed 7, holds')
    expect(runLabel(7, run(7, 'lost'))).toBe('Seed 7, fails: 1 violation')
    expect(runLabel(7, broken)).toBe('Seed 7, not judged')
  })

  it('has a row for each figure', () => {
    const values = { least: 1, p50: 2, p99: 3000, most: 4000 }
    const rows = spreadRows({ retries: values, maxAge: values, cost: values, duration: values })
    expect(rows[0]).toEqual({ label: 'Retries', values: ['1', '2', '3,000', '4,000'] })
    expect(rows[1]?.values[2]).toBe('3 s')
  })
})
