/** The few commands of WebDriver (W3C, 2018) that are needed here. */

const STARTUP = 20_000

export type Rect = Readonly<{ width: number; height: number }>

export interface WebDriver {
  navigate(url: string): Promise<void>
  execute(script: string): Promise<void>
  /** The script calls its only argument with its result. */
  executeAsync(script: string): Promise<string>
  act(actions: readonly object[]): Promise<void>
  /** A PNG as base64. */
  screenshot(): Promise<string>
  resize(window: Rect): Promise<void>
  end(): Promise<void>
}

/** Milliseconds, as capability. */
export const CAPABILITIES = { pageLoadStrategy: 'eager', timeouts: { script: 120_000, pageLoad: 60_000 } }

/** Over HTTP. */
export class WebDriverSession implements WebDriver {
  private constructor(readonly address: string) {}

  /** Waits until the driver answers. */
  static async open(driver: string, capabilities: object): Promise<WebDriver> {
    const { sessionId } = await untilItAnswers(
      () => request(`${driver}/session`, 'POST', { capabilities: { alwaysMatch: capabilities } }),
      (error) => error instanceof TypeError,
    )
    return new WebDriverSession(`${driver}/session/${sessionId}`)
  }

  navigate = (url: string): Promise<void> => this.#send('/url', { url })
  execute = (script: string): Promise<void> => this.#send('/execute/sync', { script, args: [] })
  executeAsync = (script: string): Promise<string> => this.#send('/execute/async', { script, args: [] })
  act = (actions: readonly object[]): Promise<void> => this.#send('/actions', { actions })
  screenshot = (): Promise<string> => request(`${this.address}/screenshot`, 'GET')
  resize = (window: Rect): Promise<void> => this.#send('/window/rect', window)
  end = (): Promise<void> => request(this.address, 'DELETE')

  #send<Result>(command: string, body: object): Promise<Result> {
    return request(this.address + command, 'POST', body)
  }
}

async function request<Result = { readonly sessionId: string }>(
  url: string,
  method: string,
  body?: object,
): Promise<Result> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) })
  const { value } = (await response.json()) as { value: unknown }
  if (response.ok) return value as Result
  throw webDriverError(value)
}

export function webDriverError(value: unknown): Error {
  const { error, message } = value as { error: string; message: string }
  return new Error(`WebDriver: ${error}: ${message}`)
}

/** Tries again as long as nobody listens yet. */
export async function untilItAnswers<Result>(
  work: () => Promise<Result>,
  isRefusal: (error: unknown) => boolean,
): Promise<Result> {
  const until = performance.now() + STARTUP
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isRefusal(error) || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
