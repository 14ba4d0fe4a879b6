/** What an attack is: data. */

import type { EngineName } from '../../engines'

export type Category = 'app' | 'network' | 'clock' | 'chance' | 'runtime' | 'cloud'

/** What may become of an attack, in words that the README's table uses. */
export type Failure =
  /** The name is not there: the attack says `absent`. */
  | 'absent'
  /** It throws; a pattern when it matters what. */
  | 'refused'
  | RegExp
  /** Nothing comes of it within a second of virtual time. */
  | 'silent'
  /** It gets this, which is worth nothing. JSON. */
  | { readonly gives: unknown }
  /** It gets something that is the same in every run with the same seed, and so says nothing of the machine. */
  | 'same in every run'

export interface EscapeCase {
  readonly id: string
  /** What it tries, in a few words. */
  readonly tries: string
  /**
   * JavaScript: the body of an async function (event, require) in a handler. `event` has the addresses of a server that
   * counts who comes: `url` (http), `ws`, `host`, `port`, `udp`. It throws, or returns what it got.
   */
  readonly attack?: string
  /** Instead: a whole module. Each invocation of its handler is an attempt; the answer of the last counts. */
  readonly module?: string
  /** One of these must be what becomes of it. */
  readonly fails: readonly Failure[]
  /** It succeeds there, and the README says what comes of it ("What is not stopped"). */
  readonly succeedsIn?: readonly EngineName[]
  /** In an environment of its own: it leaves things behind. Modules always are. */
  readonly alone?: true
  readonly runtime?: 'nodejs20.x' | 'nodejs22.x' | 'nodejs24.x'
}

/** What the handler around an attack answers. */
export type Attempt =
  { readonly got: unknown } | { readonly absent: true } | { readonly refused: string } | { readonly silent: true }
