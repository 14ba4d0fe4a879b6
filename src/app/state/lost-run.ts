/** What the page says of a sandbox that was lost, and of the run that was in it. */

import type { RestoreReport } from '../../cloud/protocol'
import { clockText, countText, plural } from '../parts/quantities'

type Restored = Extract<RestoreReport, { ok: true }>

/** A list as one says it: no longer than can be read. */
const NAMED_MAX = 3

export function lostText(reason: string): string {
  return `${reason} A new one is starting, and gets the run again.`
}

/** @param reason why the sandbox was lost @param nameOf a function's name as the project has it */
export function restoredText(report: Restored, reason: string, nameOf: (name: string) => string): string {
  const { at, records, running } = report
  const computing = running.filter((one) => one.computing)
  const suspects = names(computing.map(({ functionName }) => nameOf(functionName)))
  const whose = suspects === '' ? 'No function’s code was running.' : `Code of ${suspects} was running.`
  const there = `Replayed to ${clockText(at)}: all ${countText(records)} records, and what queues, tables and buckets held.`
  return `${reason} ${whose} ${there} ${killedText(running.length)}`
}

/** What a replay cannot bring back. */
function killedText(requests: number): string {
  const killed =
    requests === 0
      ? ''
      : ` ${plural(requests, 'request')} in flight ended as out of memory, and ${requests === 1 ? 'is' : 'are'} retried as Lambda would.`
  return `Execution environments are gone: the next invocations start cold.${killed}`
}

function names(all: readonly string[]): string {
  const different = [...new Set(all)]
  const more = different.length - NAMED_MAX
  return [...different.slice(0, NAMED_MAX), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
