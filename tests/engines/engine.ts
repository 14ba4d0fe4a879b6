/**
 * A page in a browser engine, as tests use it that run in all of them. What is there is what each of the three can do:
 * Chromium over Playwright, Firefox over Marionette, WebKitGTK over WebDriver.
 */

export type EngineName = 'chromium' | 'firefox' | 'webkitgtk'

export interface Engine {
  readonly name: EngineName
  /** Why it cannot be driven on this machine; null if it can. */
  readonly missing: string | null
  /** A browser of its own, with nothing stored. `close` ends it. */
  start(): Promise<EnginePage>
}

export interface WaitOptions {
  /** Milliseconds; 30,000 without. */
  readonly timeout?: number
  /** What is waited for, in the error's words. */
  readonly what?: string
}

/** Of a page's elements: the first visible one that a CSS selector finds, and, if given, whose text or name is this. */
export interface Target {
  readonly css: string
  readonly text?: string
}

export interface EnginePage {
  readonly engine: EngineName
  /** The browser's own process. */
  readonly pid: number | null
  /** What the page has said was wrong since it was opened: uncaught errors, unhandled rejections, console.error. */
  errors(): Promise<readonly string[]>
  open(url: string): Promise<void>
  /** From now on requests fail whose address contains this. WebKitGTK cannot do that: there they do not. */
  block(part: string): Promise<void>
  /** Calls a function in the page, which sees nothing of where it was written. Argument and result are JSON. */
  evaluate<Result>(work: () => Result | Promise<Result>): Promise<Result>
  evaluate<Argument, Result>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>
  click(target: string | Target): Promise<void>
  /** Into what has the focus. */
  type(text: string): Promise<void>
  /** One key by its name in KeyboardEvent.key, with modifiers before it: `Control+Enter`. */
  press(keys: string): Promise<void>
  /** Until the function gives something that is true; gives that. */
  waitFor<Result>(work: () => Result | Promise<Result>, options?: WaitOptions): Promise<Result>
  waitFor<Argument, Result>(
    work: (argument: Argument) => Result | Promise<Result>,
    options: WaitOptions & { readonly argument: Argument },
  ): Promise<Result>
  /** A PNG of what is visible. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}
