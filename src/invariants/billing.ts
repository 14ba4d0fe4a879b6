import { NO_USAGE, PRICES, sum, type Usage } from '../cloud/aws/cost/prices'
import { UsageMeter } from '../cloud/aws/cost/usage'
import type { Invariant } from './contract'
import type { Fact } from './facts'
import { Violations } from './violations'

export const billing: Invariant = {
  id: 'billing',
  sentence:
    'Billed Duration is Init (when one ran for the invocation) and Duration, rounded up to a millisecond, as the REPORT line says; requests and GB-seconds are the sums of the invocations.',
  source: 'Fact sheet 2.8 and 3.5',
  check({ records }) {
    const violations = new Violations()
    const meter = new UsageMeter()
    /** Init that ran for the next invocation of the environment. */
    const inits = new Map<string, number>()
    const environments = new Map<string, Fact<'environment.created'>>()
    const reported = new Map<string, number>()
    let requests = 0
    let gigabyteSeconds = 0
    for (const record of records) {
      meter.apply(record)
      switch (record.type) {
        case 'environment.created':
          environments.set(record.environment, record)
          break
        case 'environment.init-ended': {
          const created = environments.get(record.environment)
          if (record.phase !== 'init') break
          if (created?.provisionedFor !== undefined) {
            gigabyteSeconds += (Math.ceil(record.duration) / 1000) * ((created.memorySizeMB ?? 0) / 1024)
          } else if (record.status === 'success') inits.set(record.environment, record.duration)
          break
        }
        case 'log': {
          const match =
            record.kind === 'platform' && /^REPORT RequestId: (\S+)\t.*\tBilled Duration: (\d+) ms/.exec(record.message)
          if (match) reported.set(`${record.environment} ${match[1]}`, Number(match[2]))
          break
        }
        case 'async.queued':
          requests += moreRequests(record.payload)
          break
        case 'invocation.ended': {
          const { environment, functionName, requestId, duration, billedDuration, initDuration, memorySizeMB } = record
          const init = inits.get(environment) ?? null
          inits.delete(environment)
          if ((init ?? -1) !== (initDuration ?? -1)) {
            const message = `${requestId} of ${functionName} is told to have an Init of ${initDuration ?? 'no'} ms, and it was ${init ?? 'none'}`
            violations.add(message, [record], functionName)
          }
          const due = Math.max(1, Math.ceil(shown(duration) + shown(init ?? 0)))
          const line = reported.get(`${environment} ${requestId}`)
          reported.delete(`${environment} ${requestId}`)
          if (billedDuration !== due || (line !== undefined && line !== due)) {
            const message = `${requestId} of ${functionName} is billed for ${billedDuration} ms (REPORT: ${line ?? 'none'}), and used ${due} ms`
            violations.add(message, [record], functionName)
          }
          requests++
          gigabyteSeconds += (due / 1000) * (memorySizeMB / 1024)
        }
      }
    }
    const last = records.at(-1)
    if (!last) return violations.found
    const used = meter.functions(last.at).reduce<Usage>((total, { usage }) => sum(total, usage), NO_USAGE)
    if (used.requests !== requests) violations.add(`${used.requests} requests are charged for ${requests}`, [last])
    const charged = [used.gigabyteSeconds, used.provisionedGigabyteSeconds].reduce(
      (total, by) => total + by.x86_64 + by.arm64,
      0,
    )
    if (Math.abs(charged - gigabyteSeconds) > 1e-6 * Math.max(1, gigabyteSeconds)) {
      violations.add(`${charged} GB-seconds are charged for ${gigabyteSeconds}`, [last])
    }
    return violations.found
  },
}

/** As REPORT shows it: hundredths of a millisecond. */
const shown = (duration: number): number => Math.round(duration * 100) / 100

/** A large event counts as more requests. */
function moreRequests(payload: string): number {
  const { firstBytes, chunkBytes } = PRICES.largeEvents
  if (payload.length * 3 <= firstBytes) return 0
  return Math.max(0, Math.ceil((new TextEncoder().encode(payload).length - firstBytes) / chunkBytes))
}
