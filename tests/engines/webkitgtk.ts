/** WebKitGTK over its own WebDriver, on a display of its own (Xvfb). */

import type { Readable } from 'node:stream'
import type { Engine } from './engine'
import { findCommand } from './installed'
import { endGroup, freePort, startGroup } from './processes'
import { CAPABILITIES, WebDriverSession } from './webdriver'
import { WebDriverPage } from './webdriver-page'

const driver = process.env['COLDSTART_WEBKITDRIVER'] ?? findCommand('WebKitWebDriver')
const display = findCommand('Xvfb')

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
        ...CAPABILITIES,
        ...(process.env['COLDSTART_MINIBROWSER'] && {
          'webkitgtk:browserOptions': { binary: process.env['COLDSTART_MINIBROWSER'], args: ['--automation'] },
        }),
      })
      return await new WebKitPage(session, [server.pid, screen.pid]).fit()
    } catch (error) {
      endGroup(server?.pid)
      endGroup(screen.pid)
      throw error
    }
  },
}

class WebKitPage extends WebDriverPage {
  readonly engine = 'webkitgtk'

  async block(): Promise<void> {}
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
