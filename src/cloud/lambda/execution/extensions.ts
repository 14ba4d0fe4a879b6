/**
 * The extensions of one environment and what they may do next.
 *
 * Source: Guide, "Using the Lambda Extensions API to create extensions"; states and their transitions from
 * aws/aws-lambda-runtime-interface-emulator, lambda/core.
 */

import type { SandboxProcess } from './sandbox-process'

export type ExtensionEvent = 'INVOKE' | 'SHUTDOWN'

/** As EXTENSION lines and `platform.extension` name it. */
export type ExtensionState =
  | 'Started'
  | 'Registered'
  | 'Ready'
  | 'Running'
  | 'InitError'
  | 'ExitError'
  | 'Exited'
  | 'ShutdownFailed'
  | 'LaunchError'

export class Extension {
  state: ExtensionState = 'Started'
  events: readonly ExtensionEvent[] = []
  errorType: string | null = null
  /** Answers the call of Next that is open. */
  #next: ((event: object) => void) | null = null

  constructor(
    readonly name: string,
    /** UUID. */
    readonly id: string,
    /** Null for an internal one: it lives in the runtime's process. */
    public process: SandboxProcess | null,
  ) {}

  get external(): boolean {
    return this.process !== null
  }

  subscribes(event: ExtensionEvent): boolean {
    return this.events.includes(event)
  }

  /** It has called Next. */
  wait(answer: (event: object) => void): void {
    this.state = 'Ready'
    this.#next = answer
  }

  /** Gives it an event; false when it has not called Next. */
  give(event: object): boolean {
    const answer = this.#next
    this.#next = null
    if (!answer) return false
    this.state = 'Running'
    answer(event)
    return true
  }
}
