/** What the two generations of Lambda's Node.js runtime have in common, and what they need of the environment. */

import type { Handler } from './handler'
import type { Log } from './log'
import type { EnvironmentConfiguration, Invocation, Outcome } from './protocol'
import type { StackMapper } from './stack'
import type { ResponseTransport } from './streaming'

export interface ProcessEvents {
  on(name: string, listener: (...values: unknown[]) => void): unknown
}

export interface RuntimeHost {
  readonly configuration: EnvironmentConfiguration
  readonly log: Log
  readonly stacks: StackMapper
  readonly process: ProcessEvents
  /** What was asked has ended; the first call counts. */
  settle(outcome: Outcome): void
  /** The process has ended. */
  end(outcome: Extract<Outcome, { kind: 'error' | 'exit' }>): void
  /** Runs the callback in the next round of the event loop. */
  immediately(callback: () => void): void
  /** Where the response of the invocation that starts is streamed to. */
  stream(): ResponseTransport
  /** Whether what was caught only says that the process has ended. */
  isEnd(error: unknown): boolean
}

export interface VersionedRuntime {
  /** @throws what Lambda reports as the Init's error */
  /** The class that the handler is called as a method of. */
  readonly receiver: string
  accept(handler: Handler): void
  initFailed(error: unknown): void
  /** Starts the handler. @param deadline virtual milliseconds since the epoch */
  invoke(invocation: Invocation, deadline: number): void
}
