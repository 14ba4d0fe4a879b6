/** The few commands of WebDriver (W3C, 2018) that are needed here. */

const STARTUP = 20_000

export class WebDriverSession {
  private constructor(
    readonly address: string,
    readonly id: string,
  ) {}

  /** Waits until the driver answers. */
  static async open(driver: string, capabilities: object): Promise<WebDriverSession> {
    const until = performance.now() + STARTUP
    for (;;) {
      try {
        const { sessionId } = (await request(`${driver}/session`, 'POST', {
          capabilities: { alwaysMatch: capabilities },
        })) as { sessionId: string }
        return new WebDriverSession(driver, sessionId)
      } catch (error) {
        const refused = error instanceof TypeError
        if (!refused || performance.now() > until) throw error
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  send<Result>(method: 'GET' | 'POST' | 'DELETE', command: string, body?: object): Promise<Result> {
    return request(`${this.address}/session/${this.id}${command}`, method, body) as Promise<Result>
  }
}

async function request(url: string, method: string, body?: object): Promise<unknown> {
  const text = method === 'POST' ? JSON.stringify(body ?? {}) : undefined
  const response = await fetch(url, { method, ...(text !== undefined && { body: text }) })
  const { value } = (await response.json()) as { value: unknown }
  if (response.ok) return value
  const { error, message } = value as { error: string; message: string }
  throw new Error(`WebDriver: ${error}: ${message}`)
}
