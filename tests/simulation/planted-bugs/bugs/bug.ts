/**
 * Rules of the simulator, each broken on purpose. What an invariant does not notice would go unnoticed in earnest, too.
 *
 * `edits` replaces exact text of the source: when that text has changed, say here what breaks the rule now.
 */

import type { ScenarioName } from '../scenarios'

export interface PlantedBug {
  readonly name: string
  readonly file: string
  readonly edits: readonly (readonly [rule: string, instead: string])[]
  /** The invariant that has to notice. */
  readonly caughtBy: string
  /** The run in which it shows. */
  readonly shownBy: ScenarioName
}

export const bug = (
  caughtBy: string,
  name: string,
  file: string,
  edits: PlantedBug['edits'] | readonly [string, string],
  shownBy: ScenarioName,
): PlantedBug => ({
  ...{ name, caughtBy, shownBy },
  file: `src/cloud/${file}`,
  edits: typeof edits[0] === 'string' ? [edits as readonly [string, string]] : (edits as PlantedBug['edits']),
})
