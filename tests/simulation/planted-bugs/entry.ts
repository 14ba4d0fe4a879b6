/** What a bug is planted in: the simulator, the scenarios, the invariants. */

import { brokenInvariants } from '../../../src/invariants'
import { SCENARIOS, type ScenarioName } from './scenarios'
import { finishedRun } from './scenarios/scenario'

/** @returns ids of the invariants that the scenario breaks, each with what it says first; `stumbled` as well */
export async function judge(name: ScenarioName): Promise<ReadonlyMap<string, string>> {
  const { run, stumbled } = await finishedRun(SCENARIOS[name])
  const found = new Map(
    brokenInvariants(run).map(({ invariant, violations }) => [invariant.id, violations[0]?.message ?? '']),
  )
  if (stumbled !== null) found.set('stumbled', stumbled)
  return found
}
