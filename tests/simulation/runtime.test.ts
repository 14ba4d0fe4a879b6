/** The handlers of generated projects take the same turns in the runtime that ships as in `harness/host.ts`. */

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTemplate } from '../../src/project/template'
import { engine } from '../unit/bundler/project'
import { realHost, type RealHost } from '../unit/runtime/real-host'
import { difference, recordsOf } from './harness/check'
import { simulate } from './harness/run'
import { plans, type Plan } from './plan/plan'
import { projectOf } from './plan/project'

/** Few: each environment of the real runtime is a thread. They have every ending of the handler, and all three runtimes. */
const SEEDS = (process.env['SEEDS'] ?? '39,101,15').split(',').map(Number)

const bundler = engine()
let host: RealHost
beforeAll(async () => {
  host = await realHost()
})
afterAll(() => host.stop())

describe.each(SEEDS)('seed %d', (seed) => {
  it('has the same trace', { timeout: 60_000 }, async () => {
    const [plan] = fc.sample(plans, { seed, numRuns: 1 })
    const project = projectOf(plan as Plan, seed)
    const expected = await simulate(project, 0)
    const { functions } = readTemplate(project.files['template.yaml'] ?? '')
    const bundles = (await bundler.build(project.files, functions, [])).map(({ bundle }) => bundle)
    expect(bundles.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
    const files = new Map(bundles.map((bundle) => [bundle.id, bundle.files]))
    const real = await simulate(project, 0, host, (id) => ({ files: files.get(id) ?? {}, layers: [] }))
    expect(difference('runtime', expected, recordsOf(real))).toEqual([])
  })
})
