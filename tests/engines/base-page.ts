/** What is the same in every engine, on top of what differs. */

import type { EngineName, EnginePage, Target, WaitOptions } from './engine'

const WAIT = 30_000
const POLL = 50

type Work = (argument: never) => unknown

export abstract class BasePage implements EnginePage {
  abstract readonly engine: EngineName
  abstract readonly pid: number | null

  abstract errors(): Promise<readonly string[]>
  abstract open(url: string): Promise<void>
  abstract block(part: string): Promise<void>
  abstract type(text: string): Promise<void>
  abstract press(keys: string): Promise<void>
  abstract screenshot(): Promise<Buffer>
  abstract close(): Promise<void>
  /** Evaluates an expression whose value is a promise of a text. */
  protected abstract run(expression: string): Promise<string>
  protected abstract clickAt(x: number, y: number): Promise<void>

  async evaluate<Result>(work: Work, argument?: unknown): Promise<Result> {
    const text = await this.run(expressionOf(work, argument))
    const { value, error } = JSON.parse(text) as { value?: Result; error?: string }
    if (error !== undefined) throw new Error(`In the page (${this.engine}): ${error}`)
    return value as Result
  }

  async waitFor<Result>(work: Work, options: WaitOptions & { readonly argument?: unknown } = {}): Promise<Result> {
    const { timeout = WAIT, what = work.toString(), argument } = options
    const until = performance.now() + timeout
    for (;;) {
      const value = await this.evaluate<Result>(work, argument)
      if (value) return value
      if (performance.now() > until) throw new Error(`Not within ${timeout} ms (${this.engine}): ${what}`)
      await new Promise((resolve) => setTimeout(resolve, POLL))
    }
  }

  async click(target: string | Target): Promise<void> {
    const argument = typeof target === 'string' ? { css: target } : target
    const what = `${argument.css}${argument.text === undefined ? '' : ` with “${argument.text}”`} that can be clicked`
    const { x, y } = await this.waitFor<{ x: number; y: number }>(centreOf, { argument, what, timeout: 10_000 })
    await this.clickAt(x, y)
  }
}

/** JSON has no `undefined`: a result of that kind has no `value`. */
function expressionOf(work: Work, argument: unknown): string {
  const values = argument === undefined ? '' : JSON.stringify(argument)
  return `(async () => {
    try { return JSON.stringify({ value: await (${work.toString()})(${values}) }) }
    catch (error) { return JSON.stringify({ error: String(error && error.stack ? error + '\\n' + error.stack : error) }) }
  })()`
}

/** In the page. Null as long as there is no such element, or another one lies over it. */
function centreOf({ css, text }: Target): { x: number; y: number } | null {
  const nameOf = (element: Element): string =>
    element.getAttribute('aria-label') ?? element.textContent?.replace(/\s+/g, ' ').trim() ?? ''
  for (const element of document.querySelectorAll(css)) {
    if (text !== undefined && nameOf(element) !== text && element.textContent?.trim() !== text) continue
    if (element.checkVisibility?.() === false) continue
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const { left, top, width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0) continue
    const x = Math.floor(left + width / 2)
    const y = Math.floor(top + height / 2)
    const hit = document.elementFromPoint(x, y)
    if (hit && (element.contains(hit) || hit.contains(element))) return { x, y }
  }
  return null
}
