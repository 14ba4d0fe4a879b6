/**
 * Spans in Chrome's trace event format, which Perfetto (ui.perfetto.dev) opens: a process for each function, a thread for
 * each of its environments, arrows from causes to what they caused. Times are microseconds since the run began.
 */

import type { Span, SpanSet } from './spans'

export interface ChromeTrace {
  readonly displayTimeUnit: 'ms'
  readonly otherData: { readonly source: 'coldstart'; readonly startedAt: string }
  readonly traceEvents: readonly Readonly<Record<string, unknown>>[]
}

/** Of what is in no environment. */
const REQUESTS_THREAD = 0

export function chromeTrace({ spans }: SpanSet): ChromeTrace {
  const startedAt = spans.reduce((first, { start }) => Math.min(first, start), spans[0]?.start ?? 0)
  const processes = new Map<string, number>()
  const threads = new Map<string, number>()
  const events: Record<string, unknown>[] = []
  const time = (at: number): number => Math.round((at - startedAt) * 1000)
  const place = ({ functionName, environment, what }: Span): { pid: number; tid: number } => {
    const name = functionName ?? (what === 'web' ? 'Web requests' : 'Calls')
    const pid = processes.get(name) ?? processes.size + 1
    if (!processes.has(name)) {
      processes.set(name, pid)
      events.push(named('process_name', pid, REQUESTS_THREAD, name))
      events.push(named('thread_name', pid, REQUESTS_THREAD, 'Requests'))
    }
    if (environment === null) return { pid, tid: REQUESTS_THREAD }
    const key = `${pid} ${environment}`
    const tid = threads.get(key) ?? threads.size + 1
    if (!threads.has(key)) {
      threads.set(key, tid)
      events.push(named('thread_name', pid, tid, `Environment ${environment}`))
    }
    return { pid, tid }
  }
  for (const span of spans) {
    const { seq, name, what, start, end, attributes, error } = span
    const common = { name, cat: what, ...place(span), args: { ...attributes, ...(error !== null && { error }) } }
    if (what === 'attempt' || what === 'phase') {
      events.push({ ...common, ph: 'X', ts: time(start), dur: time(end) - time(start) })
    } else {
      // Several may be under way at a time, and would not lie within each other.
      events.push({ ...common, ph: 'b', id: seq, ts: time(start) })
      events.push({ name, cat: what, ...place(span), ph: 'e', id: seq, ts: time(end) })
    }
  }
  for (const span of spans) {
    if (span.what !== 'attempt') continue
    const causes = [span.parent?.parent ?? null, ...(span.parent?.links ?? [])]
    for (const [index, cause] of causes.entries()) {
      if (cause?.what !== 'call') continue
      const flow = { name: 'causes', cat: 'cause', id: `${span.seq}.${index}` }
      events.push({ ...flow, ...place(cause), ph: 's', ts: time(cause.start) })
      events.push({ ...flow, ...place(span), ph: 'f', bp: 'e', ts: time(span.start) })
    }
  }
  return {
    displayTimeUnit: 'ms',
    otherData: { source: 'coldstart', startedAt: new Date(startedAt).toISOString() },
    traceEvents: events,
  }
}

const named = (name: string, pid: number, tid: number, text: string): Record<string, unknown> => ({
  ...{ name, ph: 'M', pid, tid, args: { name: text } },
})
