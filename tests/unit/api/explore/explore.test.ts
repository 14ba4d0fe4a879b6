import { describe, expect, it, vi } from 'vitest'
import { createExplorations, type ExploreParts } from '../../../../src/api/explore/explore'
import type { Question, Verdict } from '../../../../src/api/explore/judge'
import type { ExploreEvent, ExploreOptions, FoundViolation } from '../../../../src/api/explore/report'
import type { Stage } from '../../../../src/api/trial'
import { defaultSettings } from '../../../../src/project/files'
import type { Diagnostic, Project } from '../../../../src/project/model'

const PROJECT: Project = { files: {}, settings: defaultSettings() }
const OPTIONS: ExploreOptions = { script: { stimuli: [{ to: 'Q' }] }, seeds: [1, 2, 3, 4, 5, 6] }
const FIGURES = {
  records: 1,
  invocations: 1,
  errors: 0,
  throttles: 0,
  injected: 0,
  retries: 0,
  maxAge: 0,
  cost: 0,
  duration: 0,
}
const LOST: FoundViolation = {
  ...{ check: 'lost', title: 'Nothing is lost', message: 'm-1 is lost', resource: 'Q', records: [0], at: 0 },
  ...{ place: null, test: null },
}

interface Bench {
  /** What a run with this seed does; it may throw. */
  readonly onRun?: (seed: number) => unknown
  readonly isViolated?: (seed: number) => boolean
  readonly refused?: readonly Diagnostic[]
  readonly parallel?: number
}

function bench({ onRun, isViolated = () => false, refused, parallel = 1 }: Bench = {}) {
  const log = { stages: 0, disposed: 0, prepared: 0, settings: [] as Project['settings'][], running: 0, most: 0 }
  const createStage = (): Stage => {
    log.stages++
    let seed = 0
    const api = {
      runUntilIdle: async () => {
        await onRun?.(seed)
        return { now: 5, nextEventAt: null }
      },
      trace: async () => [],
      play: () => new Promise(() => undefined),
      sendTrace: async () => void log.running--,
      seed: () => seed,
    }
    return {
      deployment: {
        prepare: async () => {
          log.prepared++
          const stack = { stackName: 'S', resources: [], parameters: {}, outputs: {} }
          return { request: { stack, code: [], layers: {} }, diagnostics: [], failed: new Set(), place: () => refused }
        },
        apply: async () => ({ ok: !refused, diagnostics: refused ?? [], outputs: {} }),
      },
      async restart({ settings }: Project) {
        seed = settings.seed
        log.settings.push(settings)
        log.most = Math.max(log.most, ++log.running)
        return api
      },
      dispose: () => void log.disposed++,
    } as unknown as Stage
  }
  const judge = {
    async ask(cloud: unknown, question: Question) {
      const api = cloud as { seed(): number; sendTrace(): Promise<void> }
      const violations = isViolated(api.seed()) ? [LOST] : []
      await api.sendTrace()
      const verdict: Verdict = {
        violations,
        found: violations.length,
        fingerprint: `${question.endedAt}`,
        figures: FIGURES,
      }
      return { verdict: Promise.resolve(verdict) }
    },
    dispose: vi.fn(),
  }
  const parts = { bundler: {}, layers: {}, createStage, createJudge: () => judge, parallel } as unknown as ExploreParts
  const explorations = createExplorations(parts)
  const events: ExploreEvent[] = []
  return {
    log,
    judge,
    explorations,
    events,
    run: (options: ExploreOptions = OPTIONS) => explorations.run(PROJECT, options, (event) => events.push(event)),
  }
}

describe('an exploration', () => {
  it('prepares once, runs every seed with its own draw, and says which fail', async () => {
    const { run, log, events, judge } = bench({ isViolated: (seed) => seed % 3 === 0 })
    const report = await run()
    expect(report).toMatchObject({ ok: false, passed: 4, failed: 2, broken: 0, groups: [{ seeds: [3, 6] }] })
    expect(log).toMatchObject({ stages: 1, disposed: 1, prepared: 1 })
    expect(log.settings.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6])
    expect(log.settings.every(({ cpu }) => cpu === 'fixed')).toBe(true)
    expect(events.map(({ type }) => type)).toEqual(['started', ...Array<string>(6).fill('run'), 'ended'])
    expect(judge.dispose).toHaveBeenCalledOnce()
  })

  it('has several stages at a time, and the same report', async () => {
    const one = bench({ isViolated: (seed) => seed === 2 })
    const three = bench({ isViolated: (seed) => seed === 2, parallel: 3, onRun: () => new Promise(setImmediate) })
    expect(await three.run()).toEqual(await one.run())
    expect(three.log).toMatchObject({ stages: 3, disposed: 3, most: 3, prepared: 1 })
  })

  it('goes on after a run that could not be made, on a new stage', async () => {
    const onRun = (seed: number): void => {
      if (seed === 2) throw new Error('The sandbox ran out of memory.')
    }
    const { run, log } = bench({ onRun })
    const report = await run()
    expect(report).toMatchObject({ ok: false, passed: 5, broken: 1 })
    expect(report.runs[1]).toMatchObject({ state: 'broken', problem: 'The sandbox ran out of memory.', figures: null })
    expect(log).toMatchObject({ stages: 2, disposed: 2 })
  })

  it('runs nothing when the stack cannot be deployed', async () => {
    const wrong: Diagnostic = { severity: 'error', code: 'x', message: 'No such role.', file: null, range: null }
    const { run, log } = bench({ refused: [wrong] })
    expect(await run()).toMatchObject({ ok: false, runs: [], diagnostics: [{ message: 'No such role.' }] })
    expect(log.settings).toHaveLength(1)
  })

  it('ends when it is stopped, and the next one runs', async () => {
    const { run, explorations, log, events } = bench({
      onRun: (seed) => (seed === 2 ? explorations.stop() : undefined),
    })
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' })
    expect(events.at(-1)).toEqual({ type: 'ended', report: null })
    expect(log.disposed).toBe(log.stages)
    expect(await run({ ...OPTIONS, seeds: [1] })).toMatchObject({ ok: true, passed: 1 })
  })

  it('rejects what cannot be explored, and then explores what can', async () => {
    const { run } = bench()
    await expect(run({ seeds: 0 })).rejects.toMatchObject({ name: 'ExploreError' })
    expect((await run()).ok).toBe(true)
  })
})
