/**
 * Firefox over WebDriver BiDi, which it speaks itself: Puppeteer starts it with a profile and a port of its own, and
 * ends it, also when this process ends first.
 */

import { launch, type Browser, type KeyInput, type Page } from 'puppeteer-core'
import { BasePage } from './base-page'
import type { Engine } from './engine'
import { findCommand } from './installed'
import { VIEWPORT } from './viewport'

const executablePath = process.env['COLDSTART_FIREFOX'] ?? findCommand('firefox-esr', 'firefox')

export const firefoxEngine: Engine = {
  name: 'firefox',
  missing: executablePath ? null : 'Firefox is not installed (firefox-esr or firefox; or set COLDSTART_FIREFOX)',
  async start() {
    const browser = await launch({
      browser: 'firefox',
      executablePath: executablePath ?? '',
      headless: true,
      defaultViewport: VIEWPORT,
      protocolTimeout: 120_000,
      extraPrefsFirefox: {
        // As the other engines' tests have it: what is stored for use without a connection is not what they look at.
        'dom.serviceWorkers.enabled': false,
        // Takes a core of the machine for itself.
        'datareporting.policy.dataSubmissionEnabled': false,
      },
    })
    const [page = await browser.newPage()] = await browser.pages()
    return new FirefoxPage(browser, page)
  },
}

class FirefoxPage extends BasePage {
  readonly engine = 'firefox'
  readonly #errors: string[] = []

  constructor(
    readonly browser: Browser,
    readonly page: Page,
  ) {
    super()
    page.on('pageerror', (error) => this.#errors.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && this.#errors.push(message.text()))
  }

  get pid(): number | null {
    return this.browser.process()?.pid ?? null
  }

  async errors(): Promise<readonly string[]> {
    return this.#errors
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' })
  }

  protected run(expression: string): Promise<string> {
    return this.page.evaluate(expression) as Promise<string>
  }

  protected clickAt(x: number, y: number): Promise<void> {
    return this.page.mouse.click(x, y)
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text)
  }

  async press(keys: string): Promise<void> {
    const parts = keys.split('+') as KeyInput[]
    const key = parts.pop() as KeyInput
    for (const modifier of parts) await this.page.keyboard.down(modifier)
    await this.page.keyboard.press(key)
    for (const modifier of parts.reverse()) await this.page.keyboard.up(modifier)
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.page.screenshot())
  }

  close(): Promise<void> {
    return this.browser.close()
  }
}
