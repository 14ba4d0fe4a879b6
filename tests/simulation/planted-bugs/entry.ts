/** What is bundled with a bug planted in it: one seed of the generated stacks, judged by the invariants. */

import type { EnvironmentHost, TurnEnd } from '../../../src/cloud/lambda/host'
import { brokenInvariants, type BrokenInvariant } from '../../../src/invariants'
import { finished } from '../harness/check'
import { handlerHost } from '../harness/host'
import { planOf } from '../harness/seed'
import { simulate } from '../harness/run'
import { projectOf } from '../plan/project'
import { bursts, stampede } from './bursts'

/** Stand for what `bursts.ts` has, where a bug names a seed. */
export const BURSTS = 0
export const STAMPEDE = -1

/** @returns ids of the invariants that the run of this seed breaks, each with what it says first */
export async function judge(seed: number): Promise<ReadonlyMap<string, string>> {
  try {
    const broken = await (seed === BURSTS ? bursts() : seed === STAMPEDE ? stampede() : generated(seed))
    return new Map(broken.map(({ invariant, violations }) => [invariant.id, violations[0]?.message ?? '']))
  } catch (error) {
    // The simulator's own assertions, and what a broken one stumbles over, are no invariant's work.
    return new Map([['assertion', error instanceof Error ? error.message : String(error)]])
  }
}

async function generated(seed: number): Promise<readonly BrokenInvariant[]> {
  const plan = planOf(seed)
  const project = projectOf(plan, seed)
  return brokenInvariants(finished(await simulate(project, plan.minutes, restless), project))
}

/** The generated handlers, with a timer that each invocation leaves behind: it fires when it may, and writes a line. */
const restless: EnvironmentHost = {
  start(...given) {
    const process = handlerHost.start(...given)
    return {
      ...process,
      async turn(message) {
        const end: TurnEnd = await process.turn(message)
        if (end.kind !== 'yield' || message.type === 'init') return end
        const { yield: result } = end
        if (result.outcome?.kind === 'response') return { kind: 'yield', yield: { ...result, wakeAt: result.at + 20 } }
        const woken = message.type === 'resume' && !message.invocation && (message.responses ?? []).length === 0
        return woken ? { kind: 'yield', yield: { ...result, lines: [{ at: result.at, message: 'later' }] } } : end
      },
    }
  },
}
