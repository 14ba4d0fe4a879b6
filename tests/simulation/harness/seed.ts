/** One seed: what it draws, and what is found in its run. */

import * as fc from 'fast-check'
import { plans, type Plan } from '../plan/plan'
import { projectOf, type GeneratedProject } from '../plan/project'
import { check, type Checked, type Finding } from './check'
import type { Coverage } from './coverage'

/** Each of so many seeds is run twice. */
const TWICE_EVERY = 10

export interface SeedResult {
  readonly seed: number
  readonly findings: readonly Finding[]
  readonly records: number
}

export function planOf(seed: number): Plan {
  const [plan] = fc.sample(plans, { seed, numRuns: 1 })
  if (!plan) throw new Error('fast-check draws what it is asked for')
  return plan
}

export async function runSeed(seed: number, coverage: Coverage): Promise<SeedResult> {
  const plan = planOf(seed)
  const project = projectOf(plan, seed)
  const { run, findings } = await check(project, plan.minutes, { twice: seed % TWICE_EVERY === 0 })
  coverage.add(project, run)
  return { seed, findings, records: run?.cloud.kernel.trace.length ?? 0 }
}

export interface Shrunk {
  readonly plan: Plan
  readonly project: GeneratedProject
  readonly checked: Checked
  /** The first of the rule. */
  readonly finding: Finding
  /** How many smaller plans were tried. */
  readonly tried: number
  /** Whether time ran out before the smallest was found. */
  readonly interrupted: boolean
}

/**
 * The smallest plan that still breaks the rule: resources, options, stimuli and faults are taken away.
 * @param limitMs real milliseconds
 */
export async function shrink(seed: number, rule: string, limitMs: number): Promise<Shrunk | null> {
  const twice = rule === 'same-seed'
  let smallest: Omit<Shrunk, 'tried' | 'interrupted'> | null = null
  let tried = 0
  const holds = async (plan: Plan): Promise<boolean> => {
    tried++
    const project = projectOf(plan, seed)
    const checked = await check(project, plan.minutes, { twice })
    const finding = checked.findings.find((one) => one.rule === rule)
    // Each that fast-check tries after one that fails is smaller.
    if (finding) smallest = { plan, project, checked, finding }
    return finding === undefined
  }
  const { interrupted } = await fc.check(fc.asyncProperty(plans, holds), {
    seed,
    numRuns: 1,
    interruptAfterTimeLimit: limitMs,
    endOnFailure: false,
  })
  return smallest && { ...(smallest as Omit<Shrunk, 'tried' | 'interrupted'>), tried, interrupted }
}
