/** Lets a handler attack the page, and looks meanwhile and afterwards at what the page is still good for. */

import type { EnginePage } from '../../engines'
import type { TakeDown } from './cases/take-down'

/** How long the page's thread may be deaf, milliseconds: on a machine whose processors are all taken. */
const GAP_MAX = 1_000
/** Longer than any watchdog of ours, and than a sandbox that died may take to be replaced. */
const ATTACK_MAX = 45_000
/** A flood is watched for so long. */
const FLOOD_MS = 15_000
/** Until another function answers: a new sandbox has what was deployed. */
const RECOVERY_MAX = 30_000

export const OTHER = 'Other'
export const NOTE = 'What the user has written stays'

export const nameOf = ({ id }: TakeDown): string => `F${id.replaceAll(/\W/g, '')}`

export function projectOf(cases: readonly TakeDown[]): Record<string, string> {
  const files: Record<string, string> = {
    'template.yaml': [
      "AWSTemplateFormatVersion: '2010-09-09'",
      'Transform: AWS::Serverless-2016-10-31',
      'Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler, Timeout: 1 } }',
      'Resources:',
      `  ${OTHER}: { Type: AWS::Serverless::Function, Properties: { FunctionName: ${OTHER}, CodeUri: src/other/ } }`,
      ...cases.flatMap((one) => [
        `  ${nameOf(one)}:`,
        '    Type: AWS::Serverless::Function',
        `    Properties: { FunctionName: ${nameOf(one)}, CodeUri: src/${one.id}/${one.properties ? `, ${one.properties}` : ''} }`,
      ]),
    ].join('\n'),
    'src/other/index.js': `// ${NOTE}.\nexports.handler = async (event) => 'here: ' + event.word`,
  }
  for (const { id, attack = '', module } of cases) {
    files[`src/${id}/index.js`] = module ?? `exports.handler = async (event) => {${attack}\n}`
  }
  return files
}

/** What the page notes of itself while it is attacked. */
interface Watch {
  longestGap: number
  clicks: number
  answer: string | null
}

/** Scripts of a driver may have a global of their own; the window is the page's. */
type Watched = typeof window & { watch: Watch }

/** In the page: from now on it notes how long its thread did nothing else, every click, and what it tells the user. */
export function watchPage(): void {
  const watch: Watch = { longestGap: 0, clicks: 0, answer: null }
  ;(window as unknown as Watched).watch = watch
  let last = performance.now()
  const channel = new MessageChannel()
  const beat = (): void => {
    const now = performance.now()
    watch.longestGap = Math.max(watch.longestGap, now - last)
    last = now
  }
  channel.port1.onmessage = beat
  setInterval(() => channel.port2.postMessage(null), 20)
  document.addEventListener('click', () => watch.clicks++, true)
}

export interface Endured {
  /** What became of the invocation: an error's type and message, or what came back; shortened. */
  readonly end: string
  readonly ms: number
  /** The longest time for which the page's thread was deaf, milliseconds. */
  readonly gap: number
  /** Whether another function answered in the same run. */
  readonly recovered: boolean
  readonly wrong: readonly string[]
}

/** Opens a project with all of them, and waits for the editor, which takes the page's thread for itself. */
export async function openCases(page: EnginePage, cases: readonly TakeDown[]): Promise<void> {
  await page.evaluate(async (files) => {
    await coldstart.ready
    await coldstart.open({
      files,
      settings: { seed: 1, pace: 'paused', cpu: 'fixed', openFile: 'src/other/index.js' },
    })
    const { ok, diagnostics } = await coldstart.deploy()
    if (!ok) throw new Error(JSON.stringify(diagnostics))
  }, projectOf(cases))
  await untilNoteIsShown(page)
}

const showsNote = (note: string): boolean =>
  [...document.querySelectorAll('.view-lines')].some((lines) =>
    lines.textContent?.replaceAll('\u00a0', ' ').includes(note),
  )

/** The user's text, in the editor. */
export const untilNoteIsShown = (page: EnginePage): Promise<boolean> =>
  page.waitFor(showsNote, { argument: NOTE, what: 'the text in the editor', timeout: 60_000 })

/** Whether another function answers. In the page: null, or what it said instead. */
async function askOther({ other, within }: { other: string; within: number }): Promise<string | null> {
  const until = performance.now() + within
  const pause = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'nothing'))
  const ask = async (): Promise<string> => {
    const answer = coldstart.invoke(other, { word: 'after' })
    await coldstart.clock.runUntilIdle({ limitMs: 5_000 })
    return (await answer).Payload
  }
  for (;;) {
    const word = await Promise.race([ask().catch(String), pause(until - performance.now())])
    if (word === '"here: after"') return null
    if (performance.now() > until) return word
    await pause(250)
  }
}

export async function endure(page: EnginePage, one: TakeDown): Promise<Endured> {
  const startedAt = performance.now()
  const wrong: string[] = []
  await page.evaluate((name) => {
    const { watch } = window as unknown as Watched
    watch.longestGap = 0
    watch.clicks = 0
    watch.answer = null
    const payload = (text: string): string => {
      const start = text.slice(0, 400)
      const [, type] = /"errorType":"([^"]{0,200})/.exec(start) ?? []
      const [, message] = /"errorMessage":"([^"]{0,200})/.exec(start) ?? []
      return type === undefined ? start.slice(0, 120) : `${type}: ${message}`
    }
    coldstart.invoke(name, {}).then(
      ({ FunctionError, Payload }) => (watch.answer = (FunctionError ? `${FunctionError} ` : '') + payload(Payload)),
      (error: unknown) => (watch.answer = `refused ${String(error).slice(0, 200)}`),
    )
    // Longer than two initialisations that do not end.
    coldstart.clock.runUntilIdle({ limitMs: 60_000 }).catch(() => undefined)
  }, nameOf(one))
  await page.click({ css: '[role=tab]', text: 'Resources' })
  const state = () => page.evaluate(() => (window as unknown as Watched).watch)
  if ((await state()).clicks === 0) wrong.push('a click did nothing')
  let seen = await state()
  while (seen.answer === null && performance.now() - startedAt < ATTACK_MAX) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    seen = await state()
  }
  if (seen.answer === null) wrong.push('it never ends')
  if (one.floods) await new Promise((resolve) => setTimeout(resolve, FLOOD_MS))
  const instead = await page.evaluate(askOther, { other: OTHER, within: one.floods ? 0 : RECOVERY_MAX })
  if (instead !== null && !one.floods) wrong.push(`another function answers ${instead}`)
  const gap = Math.round((await state()).longestGap)
  if (gap > GAP_MAX) wrong.push(`the page was deaf for ${gap} ms`)
  if (!(await page.evaluate(showsNote, NOTE))) wrong.push('the text is lost')
  const ms = Math.round(performance.now() - startedAt)
  return { end: seen.answer ?? '', ms, gap, recovered: instead === null, wrong }
}
