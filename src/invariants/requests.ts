import type { Invariant } from './contract'
import { type Fact } from './facts'
import { Violations } from './violations'

export const requests: Invariant = {
  id: 'requests',
  sentence:
    'Every request gets one answer: of a synchronous invocation its result, a throttle or the refusal of a loop, of a web request a response; an invocation that starts was asked for and let through.',
  source: 'Fact sheet 4 and 5.1',
  check({ records, idle }) {
    const violations = new Violations()
    const received = new Map<string, Fact<'request.received'>>()
    const answers = new Map<string, Fact<'request.answered' | 'request.throttled' | 'request.loop-stopped'>>()
    const web = new Map<string, { asked: Fact<'http.received'>; answered: boolean }>()
    const results = new Map<string, Fact<'invocation.ended'>>()
    for (const record of records) {
      switch (record.type) {
        case 'request.received':
          if (record.source === 'sync') received.set(record.requestId, record)
          break
        case 'invocation.ended':
          if (record.source === 'sync') results.set(record.requestId, record)
          break
        case 'request.answered':
        case 'request.throttled':
        case 'request.loop-stopped': {
          const { requestId, functionName } = record
          const asked = received.get(requestId)
          if (!asked) break
          const before = answers.get(requestId)
          if (before)
            violations.add(`request ${requestId} to ${functionName} is answered twice`, [before, record], functionName)
          answers.set(requestId, record)
          break
        }
        case 'http.received':
          web.set(record.requestId, { asked: record, answered: false })
          break
        case 'http.answered': {
          const one = web.get(record.requestId)
          if (!one) break
          if (one.answered) violations.add(`web request ${record.requestId} is answered twice`, [one.asked, record])
          one.answered = true
        }
      }
    }
    for (const [requestId, result] of results) {
      const answer = answers.get(requestId)
      const failed = result.status !== 'success'
      if (answer?.type !== 'request.answered' || failed === (answer.functionError !== null)) continue
      // The answer had left before extensions failed, or is that of a durable execution.
      if (answer.at < result.at || answer.payload !== result.payload) continue
      const message = `request ${requestId} to ${result.functionName} ended with ${result.status}, and its caller is told ${answer.functionError ?? 'success'}`
      violations.add(message, [result, answer], result.functionName)
    }
    if (!idle) return violations.found
    for (const [requestId, asked] of received) {
      const { functionName } = asked
      if (!answers.has(requestId))
        violations.add(`request ${requestId} to ${functionName} is never answered`, [asked], functionName)
    }
    for (const [requestId, { asked, answered }] of web) {
      if (!answered) violations.add(`web request ${requestId} is never answered`, [asked])
    }
    return violations.found
  },
}

export const throttles: Invariant = {
  id: 'throttles',
  sentence: 'A throttled request does not run: no environment handles it until it is tried again.',
  source: 'Fact sheet 4: throttled requests count in Throttles, not in Invocations',
  check({ records, settings }) {
    const violations = new Violations()
    const throttled = new Map<string, Fact<'request.throttled'>>()
    const planned = new Map<string, PlannedAttempts>()
    for (const record of records) {
      if (record.type === 'async.queued') {
        const isTwinPossible = settings.duplicates !== 'never'
        planned.set(record.requestId, new PlannedAttempts(record.at, isTwinPossible ? 2 : 1))
      } else if (record.type === 'async.retry-scheduled') planned.get(record.requestId)?.add(record.due)
      else if (record.type === 'request.throttled') {
        const { limit } = record
        if (
          limit?.used !== undefined &&
          limit.kind !== 'injected' &&
          limit.kind !== 'page' &&
          limit.used < limit.value
        ) {
          violations.add(
            `request ${record.requestId} to ${record.functionName} is throttled at ${limit.used} of ${limit.value}`,
            [record],
            record.functionName,
          )
        }
        throttled.set(record.requestId, record)
        planned.get(record.requestId)?.take(record.at)
      } else if (record.type === 'invocation.started' && record.source !== 'durable') {
        const isPlanned = planned.get(record.requestId)?.take(record.at)
        const before = throttled.get(record.requestId)
        if (!before || isPlanned) continue
        violations.add(
          `request ${record.requestId} to ${record.functionName} runs although it was throttled`,
          [before, record],
          record.functionName,
        )
      }
    }
    return violations.found
  },
}

/**
 * When an asynchronous event is to be tried. An event that is delivered twice has two of everything under one id: one
 * twin may be throttled, or given up, while the other one runs.
 */
class PlannedAttempts {
  readonly #due: number[]

  constructor(queuedAt: number, twins: number) {
    this.#due = Array.from({ length: twins }, () => queuedAt)
  }

  add(due: number): void {
    this.#due.push(due)
  }

  /** For an attempt now: the one that is due at this instant, or one that had to wait for its environment. */
  take(now: number): boolean {
    const exact = this.#due.lastIndexOf(now)
    const index = exact < 0 ? this.#due.findIndex((due) => due <= now) : exact
    if (index < 0) return false
    this.#due.splice(index, 1)
    return true
  }
}
