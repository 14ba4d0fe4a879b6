/**
 * Marionette, the protocol of Firefox below WebDriver: lists as JSON over a socket, each with its length before it.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */

import { connect, type Socket } from 'node:net'
import { CAPABILITIES, untilItAnswers, webDriverError, type Rect, type WebDriver } from './webdriver'

/** How often it is tried again is `untilItAnswers`'s. */
const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

export class MarionetteSession implements WebDriver {
  readonly #waiting = new Map<number, Waiting>()
  #received = Buffer.alloc(0)
  #sent = 0

  private constructor(readonly socket: Socket) {
    socket.on('data', (part) => this.#receive(part))
    const end = (): void => this.#end(new Error('Firefox has closed the connection'))
    socket.on('error', end)
    socket.on('close', end)
  }

  /** Waits until Firefox listens. */
  static async open(port: number): Promise<MarionetteSession> {
    const session = new MarionetteSession(
      await untilItAnswers(
        () => open(port),
        () => true,
      ),
    )
    await session.#send('WebDriver:NewSession', { capabilities: { alwaysMatch: CAPABILITIES } })
    return session
  }

  navigate = (url: string): Promise<void> => this.#send('WebDriver:Navigate', { url })
  // What a script leaves is there for the next one.
  execute = (script: string): Promise<void> =>
    this.#send('WebDriver:ExecuteScript', { script, args: [], newSandbox: false })
  executeAsync = (script: string): Promise<string> =>
    this.#value('WebDriver:ExecuteAsyncScript', { script, args: [], newSandbox: false })
  act = (actions: readonly object[]): Promise<void> => this.#send('WebDriver:PerformActions', { actions })
  screenshot = (): Promise<string> => this.#value('WebDriver:TakeScreenshot', { full: false })
  resize = (window: Rect): Promise<void> => this.#send('WebDriver:SetWindowRect', window)
  end = (): Promise<void> => this.#send('Marionette:Quit', { flags: ['eForceQuit'] })

  /** In the browser itself, with all its privileges. */
  async executeInBrowser(script: string): Promise<void> {
    await this.#send('Marionette:SetContext', { value: 'chrome' })
    await this.execute(script)
    await this.#send('Marionette:SetContext', { value: 'content' })
  }

  async #value<Result>(command: string, parameters: object): Promise<Result> {
    return (await this.#send<{ readonly value: Result }>(command, parameters)).value
  }

  #send<Result>(command: string, parameters: object): Promise<Result> {
    return new Promise((resolve, reject) => {
      const id = ++this.#sent
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      const text = JSON.stringify([0, id, command, parameters])
      this.socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
  }

  #receive(part: Buffer): void {
    this.#received = Buffer.concat([this.#received, part])
    for (;;) {
      const colon = this.#received.indexOf(':')
      if (colon < 0) return
      const end = colon + 1 + Number(this.#received.toString('latin1', 0, colon))
      if (this.#received.length < end) return
      const message = JSON.parse(this.#received.toString('utf8', colon + 1, end)) as unknown
      this.#received = this.#received.subarray(end)
      // The first one says which protocol is spoken.
      if (!Array.isArray(message)) continue
      const [, id, error, value] = message as [number, number, unknown, unknown]
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error) waiting?.reject(webDriverError(error))
      else waiting?.resolve(value)
    }
  }

  #end(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
