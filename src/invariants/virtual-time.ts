import type { Invariant } from './contract'
import { Violations } from './violations'

/** The trace is a history: numbered without gaps, and later records are not of earlier times. */
export const virtualTime: Invariant = {
  id: 'virtual-time',
  sentence: 'Time never goes back, and every record of a run has the number that follows the one before.',
  source: 'src/cloud/kernel: the kernel’s clock',
  check({ records }) {
    const violations = new Violations()
    let before = records[0]
    if (before && before.seq !== 0) violations.add(`the first record has number ${before.seq}`, [before])
    for (const record of records.slice(1)) {
      if (!before) break
      if (record.seq !== before.seq + 1) {
        violations.add(`record ${record.seq} (${record.type}) follows record ${before.seq}`, [before, record])
      }
      if (record.at < before.at) {
        violations.add(`${record.type} is ${before.at - record.at} ms earlier than what came before it`, [
          before,
          record,
        ])
      }
      before = record
    }
    return violations.found
  },
}
