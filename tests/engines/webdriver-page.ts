/** A page in a browser that WebDriver drives. */

import { BasePage } from './base-page'
import { endGroup } from './processes'
import { VIEWPORT } from './viewport'
import type { WebDriver } from './webdriver'

/** Names of keys in WebDriver (17.4.2). */
const KEYS: Readonly<Record<string, string>> = {
  Control: '\uE009',
  Shift: '\uE008',
  Alt: '\uE00A',
  Meta: '\uE03D',
  Enter: '\uE007',
  Escape: '\uE00C',
  Tab: '\uE004',
  Backspace: '\uE003',
  Delete: '\uE017',
  Home: '\uE011',
  End: '\uE010',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  ' ': ' ',
}

/** WebDriver has no events for them: the page collects them itself. What goes wrong before that is not seen. */
const COLLECT_ERRORS = `
  if (!window.__errors) {
    const errors = window.__errors = []
    window.addEventListener('error', (event) => errors.push(String(event.error ?? event.message)))
    window.addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)))
    const { error } = window.console
    window.console.error = (...values) => { errors.push(values.map(String).join(' ')); error.apply(console, values) }
  }`

export abstract class WebDriverPage extends BasePage {
  constructor(
    readonly driver: WebDriver,
    /** Of the processes that end with it. The first is the browser's, or the one that starts it. */
    readonly pids: readonly (number | undefined)[],
  ) {
    super()
  }

  get pid(): number | null {
    return this.pids[0] ?? null
  }

  /** The window has a frame and a bar of its own around the page. */
  async fit(): Promise<this> {
    await this.driver.resize(VIEWPORT)
    const inner = await this.evaluate<typeof VIEWPORT>(() => ({ width: innerWidth, height: innerHeight }))
    await this.driver.resize({
      width: 2 * VIEWPORT.width - inner.width,
      height: 2 * VIEWPORT.height - inner.height,
    })
    return this
  }

  errors(): Promise<readonly string[]> {
    return this.evaluate(() => (window as { __errors?: string[] }).__errors ?? [])
  }

  async open(url: string): Promise<void> {
    await this.driver.navigate(url)
    await this.driver.execute(COLLECT_ERRORS)
  }

  protected run(expression: string): Promise<string> {
    return this.driver.executeAsync(
      `${expression}.then(arguments[0], (error) => arguments[0](JSON.stringify({ error: String(error) })))`,
    )
  }

  protected async clickAt(x: number, y: number): Promise<void> {
    await this.#act('pointer', { parameters: { pointerType: 'mouse' } }, [
      { type: 'pointerMove', x, y, origin: 'viewport', duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ])
  }

  type(text: string): Promise<void> {
    const keys = [...text].map((character) => (character === '\n' ? (KEYS['Enter'] ?? '') : character))
    return this.#act(
      'key',
      {},
      keys.flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]),
    )
  }

  press(keys: string): Promise<void> {
    const parts = keys.split('+').map((name) => {
      const value = KEYS[name] ?? name
      if ([...value].length !== 1) throw new Error(`WebDriver's name of the key ${name} is not in webdriver-page.ts`)
      return value
    })
    return this.#act('key', {}, [
      ...parts.map((value) => ({ type: 'keyDown', value })),
      ...parts.reverse().map((value) => ({ type: 'keyUp', value })),
    ])
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.driver.screenshot(), 'base64')
  }

  async close(): Promise<void> {
    try {
      await Promise.race([this.driver.end(), new Promise((resolve) => setTimeout(resolve, 3_000))])
    } catch {
      // A browser that no longer answers is ended all the same.
    }
    for (const pid of this.pids) endGroup(pid)
  }

  #act(type: 'key' | 'pointer', more: object, actions: readonly object[]): Promise<void> {
    return this.driver.act([{ type, id: type, ...more, actions }])
  }
}
