import { costOf, ofInvocations, scaled, type Cost } from '../../cloud/aws/cost/prices'
import type { UsageMeter } from '../../cloud/aws/cost/usage'

export interface CostReport {
  readonly functions: readonly {
    readonly functionName: string
    readonly invocations: number
    readonly gigabyteSeconds: number
    /** Dollars: at the price list, as tiers and the free tier belong to the account. */
    readonly dollars: number
    /** Of a million invocations of the function like those there were, the same way. */
    readonly million: number
  }[]
  readonly run: Cost
  /** Of a million invocations, mixed as in the run, without what is paid by time. */
  readonly million: Cost
  /** Whether the run has something that is paid by time: provisioned concurrency, pollers. */
  readonly paidByTime: boolean
}

const MILLION = 1_000_000

/** What a run costs, as if it were all of a month. @param now virtual milliseconds */
export function costReport(meter: UsageMeter, freeTier: boolean, now?: number): CostReport {
  const { invocations: all } = meter
  const total = meter.total(now)
  const run = costOf(total, { freeTier })
  return {
    functions: meter.functions(now).map(({ functionName, invocations, usage }) => {
      const { gigabyteSeconds, provisionedGigabyteSeconds } = usage
      const { dollars } = costOf(usage)
      return {
        functionName,
        invocations,
        gigabyteSeconds: [gigabyteSeconds, provisionedGigabyteSeconds]
          .flatMap((one) => Object.values(one))
          .reduce((sum, value) => sum + value, 0),
        dollars,
        million: invocations === 0 ? 0 : costOf(scaled(ofInvocations(usage), MILLION / invocations)).dollars,
      }
    }),
    run,
    million: costOf(scaled(ofInvocations(total), all === 0 ? 0 : MILLION / all), { freeTier }),
    paidByTime: run.lines.length > costOf(ofInvocations(total)).lines.length,
  }
}

/** `1 request`, `2 requests`; `GB-s` stays as it is. */
export const unitText = (quantity: number, unit: string): string =>
  quantity === 1 && unit !== 'GB-s' ? unit.replace(/s$/, '') : unit
