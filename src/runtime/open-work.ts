/**
 * Work that user code has started and that is not done: timers, requests, calls of AWS SDK clients. When an invocation
 * has its outcome, what is open is left behind: it waits for the thaw, and goes on within a later invocation.
 */

import type { LeftWork, ResumedWork } from './protocol'
import { NativeError, SafeList, SafeSet } from './realm'
import type { StackMapper } from './stack'

/** Of one freeze: what a trace can say, and a reader can read. */
const REPORTED_MAX = 5

export interface Work {
  readonly kind: LeftWork['kind']
  readonly what: string
  /** Its stack tells where it was started. It is not formatted before somebody asks. */
  readonly origin: Error
  /** When it is due; null for what others end. */
  due: number | null
  /** Its number, once it has been left behind. */
  left: number | null
}

export class OpenWork {
  readonly #open = new SafeSet<Work>()
  #resumed = new SafeList<ResumedWork>()
  #ids = 0

  /** @param what as a reader would write it */
  start(kind: Work['kind'], what: string, due: number | null = null): Work {
    const work: Work = { kind, what, origin: new NativeError(), due, left: null }
    this.#open.add(work)
    return work
  }

  /** It goes on, or has ended: if it was left behind, it no longer is. @param at virtual milliseconds */
  resume(work: Work, at: number): void {
    if (work.left === null) return
    this.#resumed.push({ id: work.left, at })
    work.left = null
  }

  /** Nothing more will come of it. */
  end(work: Work): void {
    this.#open.delete(work)
  }

  /** A timer that is scheduled again. */
  again(work: Work, due: number): void {
    work.due = due
    this.#open.add(work)
  }

  /** What was left behind and went on since the last time. */
  takeResumed(): readonly ResumedWork[] | undefined {
    if (this.#resumed.length === 0) return undefined
    const resumed = this.#resumed
    this.#resumed = new SafeList()
    return resumed
  }

  /** The environment freezes: what is open, and was not told of before. */
  leave(stacks: StackMapper): readonly LeftWork[] | undefined {
    if (this.#open.size === 0) return undefined
    const found = new SafeList<LeftWork>()
    let callsSdk = false
    this.#open.forEach(({ kind }) => {
      callsSdk ||= kind === 'sdk-call'
    })
    this.#open.forEach((work) => {
      if (found.length >= REPORTED_MAX || work.left !== null) return
      const { kind, what, due } = work
      const { place, byLibrary } = stacks.originOf(work.origin)
      // A package's own timers are its own business; a client's request is told of as the call that makes it.
      if (kind === 'timer' ? place === null : kind === 'request' && byLibrary && (callsSdk || place === null)) return
      work.left = ++this.#ids
      found.push({ id: work.left, kind, what, ...(place && { place }), ...(due !== null && { due }) })
    })
    return found.length > 0 ? found : undefined
  }
}
