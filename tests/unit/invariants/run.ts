/** Runs written by hand: facts with their instants, and what else an invariant wants to know. */

import type { TraceFact, TraceRecord } from '../../../src/cloud/aws/trace-records'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { FinishedRun, RunSettings } from '../../../src/invariants'

export const START = Date.UTC(2026, 10, 30, 9, 0, 0)

/** A fact with the milliseconds since the start at which it happened. */
export type At = readonly [number, TraceFact]

export const resource = (
  logicalId: string,
  type: string,
  properties: Readonly<Record<string, TemplateValue>> = {},
): StackResource => ({ logicalId, type, properties, dependsOn: [], origin: logicalId })

export function run(
  facts: readonly At[],
  more: { resources?: readonly StackResource[]; settings?: Partial<RunSettings>; idle?: boolean } = {},
): FinishedRun {
  const records = facts.map(([at, fact], seq) => ({ ...fact, seq, at: START + at }) as TraceRecord)
  return {
    records,
    stack: { stackName: 'test', resources: more.resources ?? [], parameters: {}, outputs: {} },
    settings: { duplicates: 'never', ...more.settings },
    idle: more.idle ?? true,
    startedAt: START,
    endedAt: records.at(-1)?.at ?? START,
  }
}

/** One rule, a run that keeps it, and runs that break it, each with what is said about them. */
export interface RuleCase {
  readonly id: string
  readonly keeps: FinishedRun | readonly FinishedRun[]
  readonly breaks: readonly (readonly [FinishedRun, string])[]
}
