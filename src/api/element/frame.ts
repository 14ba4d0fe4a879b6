/** The frame with the playground in it, and the talk with it (messages.ts). */

import {
  type Happening,
  type Hello,
  type METHODS,
  parseFromFrame,
  parseHello,
  PROTOCOL,
  type Request,
} from '../messages'
import type { Start } from '../messages'

export interface FrameOptions {
  /** Where the playground is; ends in a slash. */
  readonly playground: URL
  readonly title: string
  readonly start: Start
  readonly onHappening: (happening: Happening) => void
}

/** The playground did not come, or went away. The message is for people. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}

/** A slow connection has a small page to load in this time, no more. */
const HELLO_WITHIN_MS = 30_000

type Records = readonly unknown[]

export class PlaygroundFrame {
  readonly element: HTMLIFrameElement
  readonly #connected: Promise<MessagePort>
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  readonly #subscriptions = new Map<number, (records: Records) => void>()
  readonly #cleanUp: (() => void)[] = []
  #lastId = 0
  #closed: Error | null = null

  constructor(parent: Node, { playground, title, start, onHappening }: FrameOptions) {
    const frame = document.createElement('iframe')
    frame.title = title
    frame.allow = 'clipboard-write'
    // In an isolated page only frames like this may be without headers that say that they may be in it.
    if (crossOriginIsolated) frame.setAttribute('credentialless', '')
    this.element = frame
    this.#connected = this.#greet(playground, start).then((port) => {
      port.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data, onHappening)
      return port
    })
    this.#connected.catch(() => undefined)
    frame.src = new URL('embed/index.html', playground).href
    parent.appendChild(frame)
  }

  /** Whether the host waits for an answer, or listens to what happens. */
  get isAwaited(): boolean {
    return this.#open.size + this.#subscriptions.size > 0
  }

  /** Rejects with what went wrong, where that is known. */
  get connected(): Promise<unknown> {
    return this.#connected
  }

  #greet(playground: URL, start: Start): Promise<MessagePort> {
    return new Promise((resolve, reject) => {
      const fail = (message: string): void => reject(new FrameError(message))
      const { origin } = playground
      this.#listen(window, 'message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
        if (source === null || source !== this.element.contentWindow || from !== origin) return
        const hello = parseHello(data)
        if (!hello) return
        this.#stopListening()
        if (hello.protocol !== PROTOCOL) return fail(this.#differentVersions(hello))
        const { port1, port2 } = new MessageChannel()
        this.element.contentWindow?.postMessage({ coldstart: 'connect', protocol: PROTOCOL, start }, origin, [port2])
        resolve(port1)
      })
      this.#listen(document, 'securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        if (effectiveDirective !== 'frame-src' || !blockedURI.startsWith(origin)) return
        fail(
          `The content security policy of this page forbids the playground’s frame: it has to allow ${origin} in frame-src.`,
        )
      })
      const timer = setTimeout(
        () =>
          fail(
            `The playground did not load from ${playground.href}: it may not be reachable, or not be allowed in other pages.`,
          ),
        HELLO_WITHIN_MS,
      )
      this.#cleanUp.push(
        () => clearTimeout(timer),
        () => reject(this.#closed ?? new FrameError('Closed.')),
      )
    })
  }

  #differentVersions({ protocol }: Hello): string {
    return protocol > PROTOCOL
      ? 'This page has an embed.js that is older than the playground: reload it to get the new one.'
      : 'The playground is older than this page’s embed.js: reload the page.'
  }

  #listen<Type extends string, Heard extends Event>(
    target: EventTarget,
    type: Type,
    listener: (
      event: Heard & (Type extends 'securitypolicyviolation' ? SecurityPolicyViolationEvent : unknown),
    ) => void,
  ): void {
    target.addEventListener(type, listener as unknown as EventListener)
    this.#cleanUp.push(() => target.removeEventListener(type, listener as unknown as EventListener))
  }

  #stopListening(): void {
    for (const end of this.#cleanUp.splice(0)) queueMicrotask(end)
  }

  #receive(data: unknown, onHappening: FrameOptions['onHappening']): void {
    const message = parseFromFrame(data)
    if (!message) return
    if ('event' in message) return onHappening(message)
    if ('subscription' in message) return this.#subscriptions.get(message.subscription)?.(message.records)
    const waiting = this.#open.get(message.id)
    this.#open.delete(message.id)
    if ('error' in message) {
      const { name, message: text } = message.error
      waiting?.reject(Object.assign(new Error(text), { name }))
    } else waiting?.resolve(message.value)
  }

  async call(
    method: (typeof METHODS)[number] | 'theme' | 'readOnly' | 'edit' | 'leaveEditor' | 'keep',
    args: readonly unknown[],
  ): Promise<unknown> {
    return this.#request(++this.#lastId, method, args)
  }

  async #request(id: number, method: string, args: readonly unknown[]): Promise<unknown> {
    const port = await this.#connected
    if (this.#closed) throw this.#closed
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject })
      port.postMessage({ id, method, args } satisfies Request)
    })
  }

  /** @returns ends it */
  subscribe(listener: (records: Records) => void, types: readonly unknown[]): () => void {
    const id = ++this.#lastId
    this.#subscriptions.set(id, listener)
    this.#request(id, 'subscribe', [types]).catch(() => undefined)
    return () => {
      this.#subscriptions.delete(id)
      this.#request(++this.#lastId, 'unsubscribe', [id]).catch(() => undefined)
    }
  }

  close(reason = 'The playground was taken out of the page.'): void {
    if (this.#closed) return
    this.#closed = new FrameError(reason)
    this.#stopListening()
    this.#connected.then(
      (port) => port.close(),
      () => undefined,
    )
    for (const { reject } of this.#open.values()) reject(this.#closed)
    this.#open.clear()
    this.element.remove()
  }
}
