/** WebKitGTK over its own WebDriver, on a display of its own (Xvfb). */

import type { Readable } from 'node:stream'
import { BasePage } from './base-page'
import type { Engine } from './engine'
import { findCommand } from './installed'
import { endGroup, freePort, startGroup } from './processes'
import { VIEWPORT } from './viewport'
import { WebDriverSession } from './webdriver'

const driver = process.env['COLDSTART_WEBKITDRIVER'] ?? findCommand('WebKitWebDriver')
const display = findCommand('Xvfb')

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
  if (!globalThis.__errors) {
    const errors = globalThis.__errors = []
    addEventListener('error', (event) => errors.push(String(event.error ?? event.message)))
    addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)))
    const { error } = console
    console.error = (...values) => { errors.push(values.map(String).join(' ')); error.apply(console, values) }
  }`

export const webkitgtkEngine: Engine = {
  name: 'webkitgtk',
  missing: driver === null ? 'WebKitWebDriver is not installed' : display === null ? 'Xvfb is not installed' : null,
  async start() {
    const screen = startGroup(display ?? '', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    let server
    try {
      const number = await firstLine(screen.stdio[3] as Readable)
      const port = await freePort()
      server = startGroup(driver ?? '', [`--port=${port}`, '--host=127.0.0.1'], {
        env: {
          ...process.env,
          DISPLAY: `:${number}`,
          // Of a machine without a GPU and without a session bus.
          WEBKIT_DISABLE_DMABUF_RENDERER: '1',
          LIBGL_ALWAYS_SOFTWARE: '1',
          NO_AT_BRIDGE: '1',
          GDK_BACKEND: 'x11',
        },
      })
      const session = await WebDriverSession.open(`http://127.0.0.1:${port}`, {
        pageLoadStrategy: 'eager',
        timeouts: { script: 120_000, pageLoad: 60_000 },
        ...(process.env['COLDSTART_MINIBROWSER'] && {
          'webkitgtk:browserOptions': { binary: process.env['COLDSTART_MINIBROWSER'], args: ['--automation'] },
        }),
      })
      const page = new WebKitPage(session, [server.pid, screen.pid])
      await page.fit()
      return page
    } catch (error) {
      endGroup(server?.pid)
      endGroup(screen.pid)
      throw error
    }
  },
}

class WebKitPage extends BasePage {
  readonly engine = 'webkitgtk'

  constructor(
    readonly session: WebDriverSession,
    readonly pids: readonly (number | undefined)[],
  ) {
    super()
  }

  get pid(): number | null {
    return this.pids[0] ?? null
  }

  /** The window has a frame and a bar of its own around the page. */
  async fit(): Promise<void> {
    await this.session.send('POST', '/window/rect', { ...VIEWPORT })
    const inner = await this.evaluate(() => ({ width: innerWidth, height: innerHeight }))
    const { width, height } = inner as typeof VIEWPORT
    await this.session.send('POST', '/window/rect', {
      width: 2 * VIEWPORT.width - width,
      height: 2 * VIEWPORT.height - height,
    })
  }

  errors(): Promise<readonly string[]> {
    return this.evaluate(() => (globalThis as { __errors?: string[] }).__errors ?? [])
  }

  async open(url: string): Promise<void> {
    await this.session.send('POST', '/url', { url })
    await this.session.send('POST', '/execute/sync', { script: COLLECT_ERRORS, args: [] })
  }

  protected run(expression: string): Promise<string> {
    const script = `${expression}.then(arguments[0], (error) => arguments[0](JSON.stringify({ error: String(error) })))`
    return this.session.send('POST', '/execute/async', { script, args: [] })
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
      if ([...value].length !== 1) throw new Error(`WebDriver's name of the key ${name} is not in webkitgtk.ts`)
      return value
    })
    return this.#act('key', {}, [
      ...parts.map((value) => ({ type: 'keyDown', value })),
      ...parts.reverse().map((value) => ({ type: 'keyUp', value })),
    ])
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(await this.session.send<string>('GET', '/screenshot'), 'base64')
  }

  async close(): Promise<void> {
    try {
      await Promise.race([this.session.send('DELETE', ''), new Promise((resolve) => setTimeout(resolve, 3_000))])
    } catch {
      // A browser that no longer answers is ended all the same.
    }
    for (const pid of this.pids) endGroup(pid)
  }

  #act(type: 'key' | 'pointer', more: object, actions: readonly object[]): Promise<void> {
    return this.session.send('POST', '/actions', { actions: [{ type, id: type, ...more, actions }] })
  }
}

function firstLine(stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stream.setEncoding('utf8')
    stream.on('data', (part: string) => {
      text += part
      if (text.includes('\n')) resolve(text.trim())
    })
    stream.on('end', () => reject(new Error('Xvfb does not start')))
  })
}
