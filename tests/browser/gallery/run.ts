/**
 * An example's runs in a page: what Run sends first, and its checks; with every record of their traces. The same code runs
 * in each engine, so `runExample` sees nothing of this file.
 */

import type { TestReport } from '../../../src/api/api'
import type { Example } from './examples'

export interface ExampleRun {
  readonly report: TestReport
  /** Each record as its JSON text, in order, those of the checks after those of the first event. */
  readonly records: readonly string[]
}

/** Goes before each record in the log of a check. */
const MARK = 'record '

/** At its end each check prints the trace of its run. */
const PRINT_TRACE = `
import { afterEach as printTraceAfterEach, cloud as tracedCloud } from 'coldstart/test'
printTraceAfterEach(async () => {
  for (const record of await tracedCloud.trace()) console.log('${MARK}' + JSON.stringify(record))
})
`

export interface RunnableExample {
  readonly files: Readonly<Record<string, string>>
  readonly listing: Example['listing']
  readonly mark: string
}

export function runnable({ files, listing }: Example): RunnableExample {
  const traced = Object.entries(files).map(([path, text]) => [path, isCheck(path) ? text + PRINT_TRACE : text])
  return { files: Object.fromEntries(traced) as Example['files'], listing, mark: MARK }
}

const isCheck = (path: string): boolean => /^tests\/.*\.test\.ts$/.test(path)

export async function runExample({ files, listing, mark }: RunnableExample): Promise<ExampleRun> {
  const { stimulus, request, accountConcurrency = null } = listing
  await coldstart.open({ files, settings: { seed: 1, pace: 'paused', cpu: 'fixed', accountConcurrency } })
  await coldstart.deploy()
  const text = files[stimulus.eventFile] ?? ''
  // Before the clock moves: what is sent has to be on its way by then.
  const [entrance] = await coldstart.entrances()
  const send = (): Promise<unknown> => {
    if (stimulus.script !== undefined) return coldstart.play(JSON.parse(files[stimulus.script] ?? ''))
    if (request) {
      const { method = 'GET', path = '', query = '', body = '', headers: text = '' } = request
      const lines = text.split('\n').map((line) => line.split(/:\s*(.*)/, 2))
      const headers = Object.fromEntries(lines.filter(([name]) => name)) as Record<string, string>
      const url = `${entrance?.url ?? ''}${path}${query && `?${query}`}`
      return coldstart.http({ method, url, headers, body })
    }
    if (stimulus.kind === 'sync' || stimulus.kind === 'async') {
      const type = stimulus.kind === 'async' ? 'Event' : 'RequestResponse'
      return coldstart.invoke(stimulus.target, JSON.parse(text), { type })
    }
    return coldstart.send(stimulus.target, { body: text })
  }
  const answer = send()
  await coldstart.clock.runUntilIdle()
  await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 5_000))])
  const records = (await coldstart.trace()).map((record) => JSON.stringify(record))
  const report = await coldstart.runTests()
  for (const { tests } of report.files) {
    for (const { name, log, virtualMs } of tests) {
      records.push(`${name}: ${virtualMs} ms`)
      for (const line of log) records.push(line.startsWith(mark) ? line.slice(mark.length) : line)
    }
  }
  // The logs are in the records.
  const withoutLogs = report.files.map((file) => ({ ...file, tests: file.tests.map((one) => ({ ...one, log: [] })) }))
  return { report: { ...report, files: withoutLogs }, records }
}
