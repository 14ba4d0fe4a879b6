/** How many environments a page can hold, and how much memory they may take: limits of ours, see aws/page-limits.ts. */

import { PAGE_LIMITS, type PageLimitName } from '../aws/page-limits'
import type { CodePackage } from '../services/contract'
import type { ExecutionEnvironment } from './environment'
import type { LambdaFunction } from './function'

const EMPTY_MB = 3
/** Of a text that a worker evaluates: itself, its compiled form, and what it makes of it. */
const TIMES_TEXT = 4
const BYTES_PER_MB = 1_048_576

/** MODEL: no browser tells what a worker takes. */
export function estimatedMB({ files, layers }: CodePackage): number {
  let bytes = 0
  for (const text of Object.values(files)) bytes += text.length
  for (const text of layers) bytes += text.length
  return EMPTY_MB + (TIMES_TEXT * bytes) / BYTES_PER_MB
}

export class EnvironmentBudget {
  readonly #estimates = new WeakMap<CodePackage, number>()

  constructor(
    readonly functions: () => readonly LambdaFunction[],
    readonly limits = { environments: PAGE_LIMITS.environments.value, MB: PAGE_LIMITS.environmentMemory.value },
  ) {}

  /** Which limit one more would be beyond; null: none. @returns with how much there would be */
  reached(code: CodePackage): { readonly limit: PageLimitName; readonly value: number; readonly max: number } | null {
    let count = 1
    let mb = this.#estimate(code)
    for (const environment of this.#all()) {
      count++
      mb += this.#estimate(environment.code)
    }
    const { environments, MB } = this.limits
    if (count > environments) return { limit: 'environments', value: count, max: environments }
    return mb > MB ? { limit: 'environmentMemory', value: Math.ceil(mb), max: MB } : null
  }

  /** Of those on demand, the one that nobody has needed for longest. */
  get longestIdle(): ExecutionEnvironment | null {
    let chosen: ExecutionEnvironment | null = null
    for (const one of this.#all()) {
      if (!one.usable || one.provisionedFor !== null) continue
      if (!chosen || one.frozenAt < chosen.frozenAt) chosen = one
    }
    return chosen
  }

  *#all(): Iterable<ExecutionEnvironment> {
    for (const { versions } of this.functions()) for (const { environments } of versions) yield* environments
  }

  #estimate(code: CodePackage): number {
    let mb = this.#estimates.get(code)
    if (mb === undefined) this.#estimates.set(code, (mb = estimatedMB(code)))
    return mb
  }
}
