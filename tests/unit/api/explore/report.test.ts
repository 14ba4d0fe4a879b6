import { describe, expect, it } from 'vitest'
import { type ExploredRun, exploreReport, type Figures, type FoundViolation } from '../../../../src/api/explore/report'

const figures = (cost: number): Figures => ({
  ...{ records: 1, invocations: 1, errors: 0, throttles: 0, injected: 0, retries: 2, maxAge: 5, duration: 9 },
  cost,
})
const lost = (resource: string): FoundViolation => ({
  ...{ check: 'lost', title: 'Nothing is lost', message: `of ${resource}`, resource, records: [3], at: 1 },
  ...{ place: null, test: null },
})
const run = (seed: number, violations: readonly FoundViolation[] = []): ExploredRun => ({
  ...{ seed, state: violations.length > 0 ? 'failed' : 'passed', violations, found: violations.length },
  ...{ drawn: { faults: [], duplicates: 'never' }, figures: figures(seed), idle: true, fingerprint: '', problem: null },
})
const broken = (seed: number): ExploredRun => ({ ...run(seed), state: 'broken', figures: null, problem: 'no' })

describe('the report of an exploration', () => {
  it('has runs in the order of the seeds, and the same violation of several as one group', () => {
    const report = exploreReport([1, 2, 3], [run(3, [lost('Q'), lost('Q'), lost('P')]), run(1), run(2, [lost('Q')])])
    expect(report).toMatchObject({ ok: false, passed: 1, failed: 2, broken: 0 })
    expect(report.runs.map(({ seed }) => seed)).toEqual([1, 2, 3])
    expect(report.groups).toMatchObject([
      { check: 'lost', resource: 'Q', seeds: [2, 3], example: { message: 'of Q' } },
      { check: 'lost', resource: 'P', seeds: [3] },
    ])
  })

  it('is good only when every seed has run and holds', () => {
    expect(exploreReport([1, 2], [run(1), run(2)]).ok).toBe(true)
    expect(exploreReport([1, 2], [run(1)]).ok).toBe(false)
    expect(exploreReport([1, 2], [run(1), broken(2)]).ok).toBe(false)
    expect(exploreReport([], []).ok).toBe(false)
  })

  it('says how figures are spread over the runs that were judged', () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index + 1)
    const { spread } = exploreReport([...seeds, 101], [...seeds.map((seed) => run(seed)), broken(101)])
    expect(spread?.cost).toEqual({ least: 1, p50: 50, p99: 99, most: 100 })
    expect(exploreReport([1], [broken(1)]).spread).toBeNull()
  })
})
