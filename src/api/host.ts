/**
 * The frame's side of the messages between it and its host page (messages.ts). A host is a stranger: each method is
 * named here, and each of its arguments is checked. There is no other way in.
 */

import { checkFiles, defaultSettings } from '../project/files'
import type { ProjectFiles } from '../project/model'
import { viewsOf } from './element/shape'
import { readSettings } from '../project/settings'
import type { ColdstartApi, ExploreOptions, TraceType } from './api'
import {
  anything,
  ArgumentError,
  body,
  bool,
  bytes,
  either,
  fields,
  list,
  number,
  object,
  oneOf,
  options,
  yes,
} from './checked'
import { record, text } from './checked'
import { parseConnect, parseRequest, PROTOCOL, type EventName, type Hello, type Records } from './messages'
import type { Reply, Request, Start } from './messages'

/** What a host can ask for beside the automation API. */
export interface EmbeddedPage {
  readonly api: ColdstartApi
  /** Resolves when there is a stack again after a rest. */
  awake(): Promise<void>
  files(): ProjectFiles
  /** As if Run had been pressed. Resolves when it was answered. */
  run(): Promise<void>
  show(view: string): void
  /** Opens a file in the editor. */
  edit(path: string): void
  /** Another embed is edited: its editor is put away here. */
  leaveEditor(): void
  /** All that is shown, as a `.coldstart` file. */
  keep(): Promise<Uint8Array>
  setDark(dark: boolean): void
  setReadOnly(readOnly: boolean): void
  /** Counts as use of the page, as long as it takes. */
  using<Result>(work: () => Promise<Result>): Promise<Result>
}

export interface HostConnection {
  readonly start: Start
  /** Why there is no project, for people. */
  readonly problem?: string
  serve(page: EmbeddedPage): void
  tell(event: EventName, detail: unknown): void
}

/** Until the host has answered: it may have been busy when the frame was ready. */
const HELLO_AGAIN_MS = 500

/**
 * Waits for the page that holds this one. Only the first that connects is heard, and only if it is the one above.
 * @param page for tests: this window
 */
export function hostConnection(page: Window = window): Promise<HostConnection> {
  return new Promise((resolve) => {
    // What it says is no secret, and whose page this is in is not known.
    const hello = (): void => page.parent.postMessage({ coldstart: 'hello', protocol: PROTOCOL } satisfies Hello, '*')
    const greeting = setInterval(hello, HELLO_AGAIN_MS)
    const receive = (event: MessageEvent<unknown>): void => {
      if (event.source !== page.parent || page.parent === page) return
      const connect = parseConnect(event.data)
      const [port] = event.ports
      if (!connect || !port || connect.protocol !== PROTOCOL) return
      page.removeEventListener('message', receive)
      clearInterval(greeting)
      resolve(connected(port, connect.start))
    }
    page.addEventListener('message', receive)
    hello()
  })
}

function connected(port: MessagePort, start: Start): HostConnection {
  return {
    start,
    serve(page) {
      const server = new HostServer(page, (message) => port.postMessage(message))
      port.onmessage = ({ data }: MessageEvent<unknown>) => void server.receive(data)
    },
    tell: (event, detail) => port.postMessage({ event, detail }),
  }
}

const pathToText = record(text)
const headers = record(either(text, list(text)))
const types = options({ since: number, types: list(text) })

/** Answers requests, each in its own time. */
export class HostServer {
  readonly #subscriptions = new Map<number, () => void>()

  constructor(
    readonly page: EmbeddedPage,
    readonly post: (message: Reply | Records) => void,
  ) {}

  /** @param data what is no request is ignored */
  async receive(data: unknown): Promise<void> {
    const request = parseRequest(data)
    if (!request) return
    const { id } = request
    try {
      this.post({ id, value: await this.page.using(() => this.#answer(request)) })
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      this.post({ id, error: { name, message } })
    }
  }

  async #answer({ id, method, args: [first, second, third] }: Request): Promise<unknown> {
    const { page } = this
    const { api } = page
    switch (method) {
      case 'files':
        return page.files()
      case 'theme':
        return page.setDark(bool(first, 'dark'))
      case 'readOnly':
        return page.setReadOnly(bool(first, 'readOnly'))
      case 'show':
        return page.show(viewsOf(text(first, 'view'))[0] ?? '')
      case 'edit':
        return page.edit(text(first, 'path'))
      case 'run':
        return page.run()
      case 'leaveEditor':
        return page.leaveEditor()
      case 'keep':
        return page.keep()
      case 'share':
        return api.share()
      case 'exportZip':
        return api.exportZip()
      case 'importZip':
        return api.importZip(bytes(first, 'zip'))
      // In a stack of their own.
      case 'runTests':
        return api.runTests(testOptions(first, 'options'))
      case 'stopTests':
        return api.stopTests()
      case 'explore':
        return api.explore(exploreOptions(first, 'options') as ExploreOptions)
      case 'stopExploring':
        return api.stopExploring()
      case 'open':
        return this.#open(first)
      case 'subscribe':
        return this.#subscribe(id, list(text)(first ?? [], 'types'))
      case 'unsubscribe':
        return this.#unsubscribe(number(first, 'subscription'))
      case 'deploy':
        return api.deploy()
      default:
        return this.#answerOfStack(method, first, second, third)
    }
  }

  /** What only a running stack can answer. */
  async #answerOfStack(method: string, first: unknown, second: unknown, third: unknown): Promise<unknown> {
    const ask = this.#question(method, first, second, third)
    await this.page.awake()
    return ask()
  }

  /** @returns the call, its arguments checked @throws ArgumentError */
  #question(method: string, first: unknown, second: unknown, third: unknown): () => unknown {
    const { api } = this.page
    switch (method) {
      case 'invoke': {
        const [fn, choice] = [text(first, 'fn'), invokeOptions(third, 'options')]
        return () => api.invoke(fn, second, choice)
      }
      case 'load': {
        const [fn, choice] = [text(first, 'fn'), loadOptions(third, 'options')]
        return () => api.load(fn, second, choice)
      }
      case 'send': {
        const [target, message] = [text(first, 'target'), sendMessage(second, 'message')]
        return () => api.send(target, message)
      }
      case 'play': {
        // The method itself checks all of it.
        const script = object(first, 'script') as unknown as Parameters<ColdstartApi['play']>[0]
        return () => api.play(script)
      }
      case 'aws': {
        const request = fields({ method: text, url: text, headers: record(text), body }, {})(first, 'request')
        return () => api.aws(request)
      }
      case 'http': {
        const request = fields({ url: text }, { method: text, headers, body, signed: bool })(first, 'request')
        return () => api.http(request)
      }
      case 'entrances':
        return () => api.entrances()
      case 'resources': {
        const choice = options({ at: number })(first, 'options')
        return () => api.resources(choice)
      }
      case 'faults': {
        // Read as those of a stranger's link are.
        const faults = list(object)(first, 'faults') as unknown as Parameters<ColdstartApi['faults']>[0]
        return () => api.faults(faults)
      }
      case 'access': {
        const questions = list(fields({ role: text, action: text, resource: text }, {}))(first, 'questions')
        return () => api.access(questions)
      }
      case 'trace': {
        const choice = types(first, 'options') as { readonly types?: readonly TraceType[] }
        return () => api.trace(choice)
      }
      case 'clock.now':
        return () => api.clock.now()
      case 'clock.state':
        return () => api.clock.state()
      case 'clock.pace': {
        const pace = oneOf('1x', '10x', '100x', 'max', 'paused')(first, 'pace')
        return () => api.clock.pace(pace)
      }
      case 'clock.advance': {
        const ms = number(first, 'ms')
        return () => api.clock.advance(ms)
      }
      case 'clock.runUntilIdle': {
        const choice = options({ limitMs: number })(first, 'options')
        return () => api.clock.runUntilIdle(choice)
      }
      case 'clock.step': {
        const choice = options({ by: oneOf('instant', 'event', 'invocation') })(first, 'options')
        return () => api.clock.step(choice)
      }
      default:
        throw new ArgumentError(`There is no method ${JSON.stringify(method.slice(0, 100))}.`)
    }
  }

  /** Packages are not agreed to by a host: the person at the page is asked. */
  async #open(given: unknown): Promise<void> {
    const { files, settings = {} } = fields({ files: pathToText }, { settings: object })(given, 'project')
    checkFiles(files)
    await this.page.api.open({ files, settings: readSettings(settings, defaultSettings()) })
  }

  #subscribe(subscription: number, only: readonly string[]): number {
    const filter = only.length > 0 ? { types: only as readonly TraceType[] } : {}
    this.#unsubscribe(subscription)
    const end = this.page.api.subscribe((records) => this.post({ subscription, records }), filter)
    this.#subscriptions.set(subscription, end)
    return subscription
  }

  #unsubscribe(subscription: number): void {
    this.#subscriptions.get(subscription)?.()
    this.#subscriptions.delete(subscription)
  }
}

const invokeOptions = options({
  type: oneOf('RequestResponse', 'Event', 'DryRun'),
  qualifier: text,
  logType: oneOf('None', 'Tail'),
  clientContext: anything,
})

const testOptions = options({ files: list(text), only: either(text, list(text)) })

/** What `explore` itself checks, here only its shape: stimuli, faults. */
const exploreOptions = options({
  seeds: either(number, list(number)),
  faults: either(oneOf('none', 'mild', 'rough', 'chaos'), list(object)),
  duplicates: oneOf('never', 'sometimes'),
  checks: list(oneOf('lost', 'duplicated', 'reordered', 'over-budget')),
  budget: options({ dollars: number, duration: number }),
  script: either(text, fields({ stimuli: list(object) }, {})),
  event: object,
  tests: either(yes, list(text)),
  limitMs: number,
})

const loadOptions = fields({ requests: number }, { callers: number, qualifier: text })

const sendMessage = fields(
  { body: anything },
  {
    key: text,
    headers: record(text),
    partition: number,
    timeToLive: number,
    groupId: text,
    deduplicationId: text,
    subject: text,
    event: fields({ source: text, detailType: text }, { resources: list(text) }),
  },
)
