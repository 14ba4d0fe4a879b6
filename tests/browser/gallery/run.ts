/**
 * What Run sends first in an example, in a page and to its end; and the trace of that. The same code runs in each engine,
 * so `runExample` sees nothing of this file.
 */

import type { Example } from './examples'

export interface ExampleRun {
  readonly records: number
  /** SHA-256 of all records. */
  readonly exact: string
  /** The same without what only V8 tells of. */
  readonly inEachEngine: string
}

declare global {
  interface Window {
    /** Example → each record as its JSON text, in order, and then the answer to what was sent. */
    galleryRecords?: Record<string, readonly string[]>
  }
}

/** As long as most examples have something to tell: retries of asynchronous invocations, a roll-back, a rotation. */
const LIMIT_MS = 900_000

/**
 * Frames that V8 alone tells of: of functions of the language (`at Array.map (<anonymous>)`) and of async callers. They
 * are lines of texts, or elements of lists, in JSON texts, possibly within JSON texts.
 */
const FRAME_OF_V8 =
  /\\+n {4}at (?:[^"\\]*\(<anonymous>\)|async [^"\\]*)|(\\*)" {4}at (?:[^"\\]*\(<anonymous>\)|async [^"\\]*)\1"(?:,|(?=\]))/g

export const withoutFramesOfV8 = (record: string): string => record.replace(FRAME_OF_V8, '')

export interface RunnableExample extends Example {
  readonly limitMs: number
  readonly frameOfV8: string
}

export const runnable = (example: Example): RunnableExample => ({
  ...example,
  limitMs: LIMIT_MS,
  frameOfV8: FRAME_OF_V8.source,
})

export async function runExample({ id, files, listing, limitMs, frameOfV8 }: RunnableExample): Promise<ExampleRun> {
  const { stimulus, request, accountConcurrency = null } = listing
  await coldstart.open({ files, settings: { seed: 1, pace: 'paused', cpu: 'fixed', accountConcurrency } })
  const { ok, diagnostics } = await coldstart.deploy()
  if (!ok) throw new Error(`It was not deployed: ${JSON.stringify(diagnostics)}`)
  const text = files[stimulus.eventFile] ?? ''
  const template = files['template.yaml'] ?? ''
  // A durable function has to be called by a version or an alias.
  const qualifier = template.includes('DurableConfig:') ? /AutoPublishAlias: (\w+)/.exec(template)?.[1] : undefined
  // Before the clock moves: what is sent has to be on its way by then.
  const [entrance] = await coldstart.entrances()
  const send = (): Promise<unknown> => {
    if (stimulus.script !== undefined) return coldstart.play(JSON.parse(files[stimulus.script] ?? ''))
    if (request) {
      const { method = 'GET', path = '', query = '', body = '', headers: lines = '' } = request
      const pairs = lines.split('\n').map((line) => line.split(/:\s*(.*)/, 2))
      const headers = Object.fromEntries(pairs.filter(([name]) => name)) as Record<string, string>
      return coldstart.http({ method, url: `${entrance?.url ?? ''}${path}${query && `?${query}`}`, headers, body })
    }
    if (stimulus.kind === 'sync' || stimulus.kind === 'async') {
      const type = stimulus.kind === 'async' ? 'Event' : 'RequestResponse'
      return coldstart.invoke(stimulus.target, JSON.parse(text), {
        type,
        ...(qualifier !== undefined && { qualifier }),
      })
    }
    return coldstart.send(stimulus.target, { body: text })
  }
  const answer = send()
  // It is looked at below.
  answer.catch(() => undefined)
  await coldstart.clock.runUntilIdle({ limitMs })
  // What has been answered by now is on its way.
  const answered = await Promise.race([answer, coldstart.clock.state().then(() => 'no answer')])
  const records = [...(await coldstart.trace()), { answered }].map((record) => JSON.stringify(record))
  window.galleryRecords = { ...window.galleryRecords, [id]: records }
  const hash = async (lines: string): Promise<string> => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines))
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  const lines = records.join('\n')
  return {
    records: records.length,
    exact: await hash(lines),
    inEachEngine: await hash(lines.replace(new RegExp(frameOfV8, 'g'), '')),
  }
}

/** In the page in which it ran. */
export const recordsOf = (id: string): readonly string[] => window.galleryRecords?.[id] ?? []
