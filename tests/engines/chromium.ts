/** Chromium over Playwright, as in the other browser tests. */

import { chromium, type Browser, type Page } from '@playwright/test'
import { BROWSER_ARGUMENTS, findBrowser } from '../run/browser.mjs'
import { BasePage } from './base-page'
import type { Engine } from './engine'
import { VIEWPORT } from './viewport'

const executablePath = findBrowser()

export const chromiumEngine: Engine = {
  name: 'chromium',
  missing: executablePath ? null : 'no browser of the Chromium family is installed',
  async start() {
    const browser = await chromium.launch({ args: BROWSER_ARGUMENTS, ...(executablePath && { executablePath }) })
    const context = await browser.newContext({ viewport: VIEWPORT, serviceWorkers: 'block' })
    return new ChromiumPage(browser, await context.newPage())
  },
}

class ChromiumPage extends BasePage {
  readonly engine = 'chromium'
  /** Playwright does not tell, and ends it itself. */
  readonly pid = null
  readonly #errors: string[] = []

  constructor(
    readonly browser: Browser,
    readonly page: Page,
  ) {
    super()
    page.on('pageerror', (error) => this.#errors.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && this.#errors.push(message.text()))
  }

  async errors(): Promise<readonly string[]> {
    return this.#errors
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' })
  }

  async block(part: string): Promise<void> {
    await this.page.route(
      ({ href }) => href.includes(part),
      (route) => route.abort(),
    )
  }

  protected run(expression: string): Promise<string> {
    return this.page.evaluate(expression)
  }

  protected clickAt(x: number, y: number): Promise<void> {
    return this.page.mouse.click(x, y)
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text)
  }

  press(keys: string): Promise<void> {
    return this.page.keyboard.press(keys)
  }

  screenshot(): Promise<Buffer> {
    return this.page.screenshot()
  }

  close(): Promise<void> {
    return this.browser.close()
  }
}
