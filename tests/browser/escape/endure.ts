/** Lets a handler attack the page, and looks meanwhile and afterwards at what the page is still good for. */

import type { EnginePage } from '../../engines'
import type { TakeDown } from './cases/take-down'

/** How long the page's thread may be deaf, milliseconds: on a machine whose processors are all taken. */
const GAP_MAX = 1_000
/** Longer than any watchdog of ours, and than a sandbox that died may take to be replaced. */
const ATTACK_MAX = 45_000
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

type Watched = typeof globalThis & { watch: Watch }

/** In the page: from now on it notes how long its thread did nothing else, every click, and what it tells the user. */
export function watchPage(): void {
  const watch: Watch = { longestGap: 0, clicks: 0, answer: null }
  ;(globalThis as Watched).watch = watch
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
  readonly wrong: readonly string[]
}

export async function endure(page: EnginePage, one: TakeDown): Promise<Endured> {
  const startedAt = performance.now()
  const wrong: string[] = []
  await page.evaluate((name) => {
    const { watch } = globalThis as Watched
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
    coldstart.clock.runUntilIdle({ limitMs: 5_000 }).catch(() => undefined)
  }, nameOf(one))
  await page.click({ css: '[role=tab]', text: 'Resources' })
  const state = () => page.evaluate(() => (globalThis as Watched).watch)
  if ((await state()).clicks === 0) wrong.push('a click did nothing')
  let seen = await state()
  while (seen.answer === null && performance.now() - startedAt < ATTACK_MAX) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    seen = await state()
  }
  const recovery = await page.evaluate(
    async ({ note, other, within }) => {
      const until = performance.now() + within
      const pause = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'nothing'))
      const ask = async (): Promise<string> => {
        const answer = coldstart.invoke(other, { word: 'after' })
        await coldstart.clock.runUntilIdle({ limitMs: 5_000 })
        return (await answer).Payload
      }
      let word = ''
      do {
        word = await Promise.race([ask().catch(String), pause(until - performance.now())])
        if (word !== '"here: after"') await pause(250)
      } while (word !== '"here: after"' && performance.now() < until)
      const gap = (globalThis as Watched).watch.longestGap
      const lines = [...document.querySelectorAll('.view-lines')].map(({ textContent }) => textContent ?? '')
      return { word, kept: lines.some((text) => text.replaceAll('\u00a0', ' ').includes(note)), gap }
    },
    { note: NOTE, other: OTHER, within: RECOVERY_MAX },
  )
  if (seen.answer === null) wrong.push('it never ends')
  if (recovery.gap > GAP_MAX) wrong.push(`the page was deaf for ${Math.round(recovery.gap)} ms`)
  if (recovery.word !== '"here: after"') wrong.push(`another function answers ${recovery.word}`)
  if (!recovery.kept) wrong.push('the text is lost')
  const ms = Math.round(performance.now() - startedAt)
  return { end: seen.answer ?? '', ms, gap: Math.round(recovery.gap), wrong }
}
