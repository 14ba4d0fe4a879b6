/** A run as a file, put together in slices, so that the page goes on meanwhile. */

import { chromeTrace } from '../../project/trace-export/chrome'
import { otlpTraces } from '../../project/trace-export/otlp'
import { SpanCollector } from '../../project/trace-export/spans'
import type { Recording } from '../state/recording'

export type TraceFormat = 'json' | 'otlp' | 'chrome'

/** Records, events or spans between two rests. */
const SLICE = 500

export const TRACE_FILES: Readonly<Record<TraceFormat, { readonly suffix: string; readonly title: string }>> = {
  json: { suffix: 'trace.json', title: 'JSON' },
  otlp: { suffix: 'otlp.json', title: 'OpenTelemetry' },
  chrome: { suffix: 'chrome-trace.json', title: 'Chrome trace' },
}

/** What happened until now: what comes while it is written is not in it. */
export async function traceFile(format: TraceFormat, recording: Recording): Promise<Blob> {
  const { length } = recording
  const parts: string[] = []
  if (format === 'json') {
    parts.push('{"format":"coldstart-trace/1","records":[')
    await inSlices(length, (seq) => void parts.push((seq > 0 ? ',\n' : '\n') + JSON.stringify(recording.get(seq))))
    parts.push('\n]}\n')
    return file(parts)
  }
  const collector = new SpanCollector()
  await inSlices(length, (seq) => {
    const record = recording.get(seq)
    if (record) collector.apply(record)
  })
  const set = collector.finish()
  if (format === 'chrome') {
    const { traceEvents, ...head } = chromeTrace(set)
    parts.push(`${JSON.stringify(head).slice(0, -1)},"traceEvents":[`)
    const write = (index: number): void =>
      void parts.push((index > 0 ? ',\n' : '\n') + JSON.stringify(traceEvents[index]))
    await inSlices(traceEvents.length, write)
    parts.push('\n]}\n')
    return file(parts)
  }
  const { resourceSpans } = otlpTraces(set)
  parts.push('{"resourceSpans":[')
  for (const [index, resource] of resourceSpans.entries()) {
    parts.push((index > 0 ? ',\n' : '\n') + JSON.stringify(resource))
    await rest()
  }
  parts.push('\n]}\n')
  return file(parts)
}

const file = (parts: readonly string[]): Blob => new Blob([...parts], { type: 'application/json' })

async function inSlices(count: number, each: (index: number) => void): Promise<void> {
  for (let index = 0; index < count; index++) {
    each(index)
    if (index % SLICE === SLICE - 1) await rest()
  }
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
