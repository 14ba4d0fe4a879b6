/** Ports on which the environment's code listens; requests to them come from the platform and from other processes. */

import type { IncomingRequest, OutgoingResponse } from './protocol'
import { SafeList, SafeMap } from './realm'

export interface Server {
  receive(request: IncomingRequest): void
  /** Whether it keeps the event loop alive. */
  referenced: boolean
}

/** Where Linux begins to give ports to those who ask for any. */
const FIRST_EPHEMERAL_PORT = 32_768

export class Servers {
  readonly #byPort = new SafeMap<number, Server>()
  #replies = new SafeList<OutgoingResponse>()
  #changed = false

  get open(): boolean {
    for (const server of this.#byPort.values()) if (server.referenced) return true
    return false
  }

  /** @param port 0 for any @returns the port; null if it is taken */
  listen(port: number, server: Server): number | null {
    let chosen = port
    if (chosen === 0) for (chosen = FIRST_EPHEMERAL_PORT; this.#byPort.has(chosen);) chosen++
    if (this.#byPort.has(chosen)) return null
    this.#byPort.set(chosen, server)
    this.#changed = true
    return chosen
  }

  close(port: number): void {
    this.#byPort.delete(port)
    this.#changed = true
  }

  receive(request: IncomingRequest): void {
    this.#byPort.get(request.port)?.receive(request)
  }

  reply(response: OutgoingResponse): void {
    this.#replies.push(response)
  }

  takeReplies(): readonly OutgoingResponse[] | undefined {
    if (this.#replies.length === 0) return undefined
    const replies = this.#replies
    this.#replies = new SafeList()
    return replies
  }

  /** The open ports, if they are others than the last time. */
  takeListening(): readonly number[] | undefined {
    if (!this.#changed) return undefined
    this.#changed = false
    const ports = new SafeList<number>()
    for (const port of this.#byPort.keys()) ports.push(port)
    return ports
  }
}
