/** What is known of one execution environment, as labels and values. */

import type { Environment } from '../state/environments'
import { bytesText, clockText, countText, durationText, plural } from '../parts/quantities'

export interface EnvironmentFact {
  readonly label: string
  readonly value: string
  /** What the label means. */
  readonly hint?: string
}

/** @param now the moment that is looked at, virtual milliseconds */
export function factsOf(environment: Environment, now: number): readonly EnvironmentFact[] {
  const { created, createdAt, init, served, last, lastEnd, temporary, end, extensions, resets } = environment
  const until = end?.at ?? now
  const facts: EnvironmentFact[] = [
    { label: 'Created', value: clockText(createdAt) },
    { label: end ? 'Lived' : 'Age', value: durationText(until - createdAt) },
    {
      label: 'Age of globals',
      value: init ? durationText(until - init.at) : 'none: Init is to come',
      hint: 'Since Init ended: module-level variables are as old',
    },
    { label: 'Init', value: init ? durationText(init.duration) : '–', hint: 'How long the cold start took' },
    { label: 'Invocations served', value: countText(served) },
    {
      label: 'Last invocation',
      value: last ? `${clockText(last.at)}, ${durationText(until - last.at)} ago` : 'none yet',
    },
  ]
  const size = lastEnd?.memorySizeMB ?? created.memorySizeMB
  if (size !== undefined) {
    facts.push({
      label: 'Max memory used',
      value: lastEnd ? `${countText(lastEnd.maxMemoryUsedMB)} of ${countText(size)} MB` : `– of ${countText(size)} MB`,
    })
  }
  const room = created.ephemeralStorageMB === undefined ? '' : ` of ${countText(created.ephemeralStorageMB)} MB`
  facts.push(
    { label: '/tmp', value: `${bytesText(temporary.bytes)}${room} in ${plural(temporary.files, 'file')}` },
    { label: 'Version', value: created.version },
    {
      label: 'Capacity',
      value:
        created.provisionedFor === undefined ? 'on demand' : `provisioned concurrency of ${created.provisionedFor}`,
    },
  )
  if (created.architecture) facts.push({ label: 'Architecture', value: created.architecture })
  if (created.tenantId !== undefined) facts.push({ label: 'Tenant', value: created.tenantId })
  if (extensions) facts.push({ label: 'Extensions', value: 'external ones take part' })
  if (resets > 0)
    facts.push({ label: 'Resets', value: countText(resets), hint: 'Its processes ended, and /tmp stayed' })
  return facts
}
