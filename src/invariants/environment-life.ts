import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Invariant } from './contract'
import { Violations } from './violations'

interface Life {
  readonly created: TraceRecord
  readonly functionName: string
  /** What runs Init. */
  initSince: TraceRecord | null
  initialised: boolean
  ended: boolean
}

export const environmentLife: Invariant = {
  id: 'environment-life',
  sentence:
    'An execution environment is initialised before its first invocation, and again after a reset; nothing happens in it after its shutdown.',
  source: 'Fact sheet 1.1 and 1.2',
  check({ records }) {
    const violations = new Violations()
    const lives = new Map<string, Life>()
    for (const record of records) {
      if (record.type === 'environment.created') {
        const { environment, functionName } = record
        lives.set(environment, { created: record, functionName, initSince: null, initialised: false, ended: false })
        continue
      }
      if (!('environment' in record) || record.environment === '') continue
      const life = lives.get(record.environment)
      if (!life) continue
      const wrong = (what: string): void =>
        violations.add(
          `environment ${record.environment} of ${life.functionName} ${what}`,
          [life.created, record],
          life.functionName,
        )
      if (life.ended) wrong(`has ${record.type} after its shutdown`)
      switch (record.type) {
        case 'environment.init-started':
          if (life.initialised) wrong('is initialised although it is already')
          if (life.initSince) wrong('is initialised twice at a time')
          life.initSince = record
          break
        case 'environment.init-ended':
          if (!life.initSince) wrong('ends an Init that never began')
          else if (!isSpan(record.duration, record.at - life.initSince.at)) {
            wrong(`had an Init of ${record.at - life.initSince.at} ms, told as ${record.duration} ms`)
          }
          life.initSince = null
          life.initialised = record.status === 'success'
          break
        case 'environment.reset':
          life.initialised = false
          break
        case 'invocation.ended':
          if (!life.initialised && record.status === 'success') wrong(`answers ${record.requestId} without an Init`)
          break
        case 'environment.shutdown':
          life.ended = true
      }
    }
    return violations.found
  },
}

/** Sums of fractions of a millisecond. */
const isSpan = (told: number, was: number): boolean => Math.abs(told - was) < 0.002
