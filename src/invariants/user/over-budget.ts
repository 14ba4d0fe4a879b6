import { costOf } from '../../cloud/aws/cost/prices'
import { UsageMeter } from '../../cloud/aws/cost/usage'
import type { TraceRecord, TraceType } from '../../cloud/aws/trace-records'
import type { UserCheck } from '../contract'
import { Violations } from '../violations'

/** What there is before anything is sent, and what follows when all is done. */
const AROUND: ReadonlySet<TraceType> = new Set([
  'stack.resource',
  'reserved.changed',
  'provisioned.changed',
  'provisioned.removed',
  'mapping.state',
  'mapping.scaled',
  's3.bucket-created',
  'dynamodb.table',
  'kinesis.stream',
  'kinesis.shard',
  'kinesis.consumer',
  'kafka.topic-created',
  'ssm.put',
  'secrets.version',
  'secrets.secret',
  'kms.key',
  'environment.shutdown-started',
  'environment.shutdown-ended',
  'environment.shutdown',
])

export const overBudget: UserCheck = {
  id: 'over-budget',
  title: 'It stays within its budget',
  sentence:
    'A run whose Lambda costs are more than the dollars you allow, or that takes longer, from the first thing that is sent to the last that happens, than the time you allow.',
  promise:
    'AWS stops nothing at a price: retries, batches that are sent again and loops are charged like the first attempt. The prices are those of the Cost panel: Lambda’s own, us-east-1, without the free tier.',
  check({ records }, { dollars = null, duration = null }) {
    const violations = new Violations()
    let [first, last]: (TraceRecord | null)[] = [null, null]
    const meter = new UsageMeter()
    for (const record of records) {
      meter.apply(record)
      if (AROUND.has(record.type)) continue
      first ??= record
      last = record
    }
    if (!first || !last) return []
    if (duration !== null && last.at - first.at > duration) {
      violations.add(`the run takes ${shownTime(last.at - first.at)}, and ${shownTime(duration)} are allowed`, [
        first,
        last,
      ])
    }
    const cost = costOf(meter.total(last.at)).dollars
    if (dollars !== null && cost > dollars) {
      violations.add(`the run costs $${shownDollars(cost)}, and $${shownDollars(dollars)} are allowed`, [last])
    }
    return violations.found
  },
}

function shownTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  return seconds < 120 ? `${rounded(seconds)} s` : `${rounded(seconds / 60)} min`
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10)

/** Runs cost little: as many digits as say something, without an exponent. */
function shownDollars(dollars: number): string {
  if (dollars === 0) return '0'
  const digits = Math.max(2, 2 - Math.floor(Math.log10(dollars)))
  return dollars.toFixed(Math.min(digits, 12))
}
