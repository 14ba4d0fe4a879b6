/** The class of `<coldstart-playground>`: see ../element.ts for what it offers. */

import { type Files, inlineFiles, inlineSettings } from './files'
import { PlaygroundFrame } from './frame'
import { fragmentOf, type Loaded, LoadError, loadFrom, loadLink } from './load'
import { drawPoster, type Poster } from './poster'
import { viewsAlive, viewsOf } from './shape'
import { type Shelvable, tidy } from './shelf'
import { STYLES } from './styles'
import { isDark, onThemeChange } from './theme'
import { METHODS, type Happening, isObject } from '../messages'

const NAME = 'coldstart-playground'
/** Where this file came from; a module is not told. */
const SCRIPT_URL = (document.currentScript as HTMLScriptElement | null)?.src ?? scriptElement()?.src ?? document.baseURI

/** How far from what is seen an embed begins to load. */
const NEAR = '200px'

function scriptElement(): HTMLScriptElement | null {
  return document.querySelector<HTMLScriptElement>('script[src$="/embed.js"], script[src="embed.js"]')
}

/** One for all; without a style element no policy of the page has to allow one. */
let sheet: CSSStyleSheet | null = null

function styles(): CSSStyleSheet {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLES)
  return sheet
}

/** Those that have a frame. */
const alive = new Set<ColdstartPlayground>()

class ColdstartPlayground extends HTMLElement implements Shelvable {
  static readonly observedAttributes = ['src', 'link', 'view', 'file', 'height', 'theme', 'read-only', 'title']

  readonly #shadow = this.attachShadow({ mode: 'open' })
  /** Grows with each project or layout that replaces the one before. */
  #turn = 0
  #project: Promise<Loaded> | null = null
  #poster: Poster | null = null
  #frame: PlaygroundFrame | null = null
  #dark = false
  /** As they are in the frame, if somebody changed them there. */
  #changed: Files | null = null
  /** What the last frame held when it was put away. */
  #kept: Uint8Array | null = null
  idleSince: number | null = null
  #isSeen = false
  #visible: IntersectionObserver | null = null
  /** Sees whether it is near, for as long as it is in the page and has had a frame. */
  #near: IntersectionObserver | null = null
  #endTheme: () => void = () => undefined
  readonly clock = clockOf(this)

  connectedCallback(): void {
    this.#showTheme()
    this.#shadow.adoptedStyleSheets = [styles()]
    this.#endTheme = onThemeChange(() => this.#showTheme())
    // Where the script is there before the page is, the children are not.
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => this.#begin(), { once: true })
    else this.#begin()
  }

  disconnectedCallback(): void {
    this.#endTheme()
    this.#visible?.disconnect()
    this.#near?.disconnect()
    this.#near = null
    this.#dropFrame()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#project || before === after || !this.isConnected) return
    if (name === 'theme') return this.#showTheme()
    if (name === 'read-only' && this.#frame) return void this.#ask('readOnly', [after !== null])
    if (name === 'src' || name === 'link') this.#project = null
    this.#begin()
  }

  get ready(): Promise<void> {
    return this.#connect().then(() => undefined)
  }

  subscribe(callback: (records: readonly unknown[]) => void, filter: { readonly types?: readonly string[] } = {}) {
    let end: (() => void) | null = null
    let ended = false
    this.#connect().then(
      (frame) => ended || (end = frame.subscribe(callback, filter.types ?? [])),
      () => undefined,
    )
    return () => {
      ended = true
      end?.()
    }
  }

  /** For the methods that are made below. */
  async ask(method: (typeof METHODS)[number], args: readonly unknown[]): Promise<unknown> {
    return (await this.#connect()).call(method, args)
  }

  get #views(): readonly string[] {
    return viewsOf(this.getAttribute('view'))
  }

  get #playground(): URL {
    return new URL('./', new URL(this.getAttribute('playground') ?? SCRIPT_URL, document.baseURI))
  }

  /** Draws the code, and waits to be touched. */
  #begin(): void {
    const turn = ++this.#turn
    this.#dropFrame()
    this.#kept = null
    if (!this.#project) this.#changed = null
    this.#project ??= this.#load()
    this.#project.then(
      (project) => turn === this.#turn && this.#draw(project),
      (error: unknown) => turn === this.#turn && this.#fail('The project could not be loaded', error),
    )
  }

  async #load(): Promise<Loaded> {
    const link = this.getAttribute('link')
    const src = this.getAttribute('src')
    if (link !== null) return loadLink(link)
    if (src !== null) return loadFrom(src)
    const files = inlineFiles(this.children)
    if (!files) throw new LoadError('It has no child with data-file, no src and no link.')
    return { files, settings: inlineSettings(this.children) }
  }

  #draw({ files, settings, readOnly: shared = false, run = false }: Loaded): void {
    const height = this.getAttribute('height')
    const readOnly = shared || this.hasAttribute('read-only')
    const link = this.getAttribute('link')
    this.#show(
      drawPoster({
        files: this.#changed ?? files,
        open: this.getAttribute('file') ?? openFileOf(settings),
        views: this.#views,
        title: this.getAttribute('title') ?? nameOf(settings),
        readOnly,
        height: height !== null && /^\d+$/.test(height) ? `${height}px` : height,
        link: link === null ? null : new URL(`#${fragmentOf(link)}`, this.#playground).href,
        onRun: () => void this.#ask('run', []),
        onEdit: (path) => void this.#edit(path),
      }),
    )
    this.#await(run || this.hasAttribute('run'))
  }

  #show(poster: Poster): void {
    this.#poster = poster
    const embed = document.createElement('div')
    embed.className = 'embed'
    embed.role = 'group'
    embed.ariaLabel = this.getAttribute('title') ?? 'Coldstart playground'
    // An attribute of this name shows itself wherever the pointer rests.
    embed.title = ''
    embed.append(poster.box)
    embed.classList.toggle('dark', this.#dark)
    this.#shadow.replaceChildren(embed)
  }

  /** Loads by itself, if it is to. */
  #await(runs: boolean): void {
    this.#visible?.disconnect()
    if (!runs && this.getAttribute('lazy') !== 'visible') return
    this.#visible = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        this.#visible?.disconnect()
        if (runs) void this.#ask('run', [])
        else this.#connect().catch(() => undefined)
      },
      { rootMargin: NEAR },
    )
    this.#visible.observe(this)
  }

  async #edit(path: string): Promise<void> {
    const asked = this.#ask('edit', [path])
    // Where the keys go from now on: the frame gives the focus to its editor.
    await this.#frame?.connected.catch(() => undefined)
    this.#frame?.element.focus()
    await asked
  }

  /** What fails is shown, and told as an event. */
  async #ask(method: Parameters<PlaygroundFrame['call']>[0], args: readonly unknown[]): Promise<void> {
    await this.#connect()
      .then((frame) => frame.call(method, args))
      .catch(() => undefined)
  }

  /** The frame, alive; it is made when somebody needs it first. */
  async #connect(): Promise<PlaygroundFrame> {
    if (!this.isConnected) throw new LoadError('The element is not in a page.')
    if (!this.#project) this.#begin()
    const project = await (this.#project as Promise<Loaded>)
    alive.add(this)
    this.#frame ??= this.#openFrame({ ...project, files: this.#changed ?? project.files })
    const frame = this.#frame
    await frame.connected
    return frame
  }

  #openFrame({ files, settings, readOnly = false }: Loaded): PlaygroundFrame {
    const title = this.getAttribute('title')
    this.#poster?.say('Loading…')
    const frame = new PlaygroundFrame(this.#poster?.box ?? this.#shadow, {
      playground: this.#playground,
      title: title ?? 'Coldstart playground',
      start: {
        files,
        settings: { ...settings, ...(title !== null && { name: title }) },
        views: viewsAlive(this.#views),
        file: this.getAttribute('file'),
        readOnly: readOnly || this.hasAttribute('read-only'),
        dark: this.#dark,
        kept: this.#kept,
      },
      onHappening: (happening) => this.#hear(happening),
    })
    frame.connected.catch((error: unknown) => {
      if (this.#frame !== frame) return
      this.#dropFrame()
      this.#fail('The playground could not be loaded', error)
    })
    return frame
  }

  #hear({ event, detail }: Happening): void {
    if (event === 'ready') {
      this.#poster?.say(null)
      this.#poster?.setAlive(true)
      this.#watch()
      this.idleSince = performance.now()
      // For its host it has been there all the time.
      if (this.#kept) return
    }
    if (event === 'deployed' || event === 'editing') this.idleSince = null
    if (event === 'idle') this.idleSince = performance.now()
    if (event === 'editing') return this.#takeEditor()
    if (event === 'change' && isObject(detail)) this.#changed = detail['files'] as Files
    this.#tell(event, detail)
    if (event === 'idle') tidy(alive)
  }

  #watch(): void {
    this.#near ??= new IntersectionObserver(
      (entries) => {
        this.#isSeen = entries.at(-1)?.isIntersecting === true
        if (!this.#isSeen) tidy(alive)
        else if (this.#kept && !this.#frame) this.#connect().catch(() => undefined)
      },
      { rootMargin: NEAR },
    )
    this.#near.observe(this)
  }

  get isFree(): boolean {
    return !this.#isSeen && document.activeElement !== this && this.#frame?.isAwaited === false
  }

  shelve(): void {
    const frame = this.#frame
    const { idleSince } = this
    frame?.call('keep', []).then(
      (kept) => {
        // Somebody may have come meanwhile.
        if (this.#frame !== frame || this.idleSince !== idleSince || !this.isFree) return
        this.#kept = kept as Uint8Array
        this.#dropFrame()
      },
      () => undefined,
    )
  }

  /** An editor takes much memory: one to a page. */
  #takeEditor(): void {
    for (const other of alive) if (other !== this) void other.#ask('leaveEditor', [])
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`coldstart-${event}`, { detail, bubbles: true }))
  }

  #fail(title: string, error: unknown): void {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    if (!this.#poster) {
      const files = inlineFiles(this.children) ?? {}
      const none = { open: null, title: null, height: null, link: null, readOnly: true }
      this.#show(drawPoster({ ...none, files, views: ['result'], onRun: () => this.#retry(), onEdit: () => undefined }))
    }
    this.#poster?.say(null)
    this.#poster?.fail(title, message)
    this.#tell('error', { name, message })
  }

  #retry(): void {
    this.#project = null
    this.#poster = null
    this.#begin()
  }

  #dropFrame(): void {
    alive.delete(this)
    this.idleSince = null
    this.#frame?.close()
    this.#frame = null
    this.#poster?.say(null)
    this.#poster?.setAlive(false)
  }

  #showTheme(): void {
    const theme = this.getAttribute('theme')
    const dark = theme === 'dark' || (theme !== 'light' && isDark(this.parentElement ?? document.documentElement))
    if (dark === this.#dark) return
    this.#dark = dark
    this.#shadow.querySelector('.embed')?.classList.toggle('dark', dark)
    if (this.#frame) void this.#ask('theme', [dark])
  }
}

type Playground = { ask(method: (typeof METHODS)[number], args: readonly unknown[]): Promise<unknown> }

/** The methods of the automation API, each asked of the frame. */
function clockOf(element: Playground): Readonly<Record<string, unknown>> {
  const clock: Record<string, unknown> = {}
  for (const method of METHODS.filter((one) => one.startsWith('clock.'))) {
    clock[method.slice('clock.'.length)] = (...args: unknown[]) => element.ask(method, args)
  }
  return clock
}

for (const method of METHODS.filter((one) => !one.startsWith('clock.'))) {
  Object.defineProperty(ColdstartPlayground.prototype, method, {
    configurable: true,
    writable: true,
    value(this: Playground, ...args: unknown[]) {
      return this.ask(method, args)
    },
  })
}

const openFileOf = ({ openFile }: Loaded['settings']): string | null => (typeof openFile === 'string' ? openFile : null)
const nameOf = ({ name }: Loaded['settings']): string | null =>
  typeof name === 'string' && name !== 'Untitled' ? name : null

/** A page may have the script twice. */
export function definePlayground(): void {
  if (!customElements.get(NAME)) customElements.define(NAME, ColdstartPlayground)
}
