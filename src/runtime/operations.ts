/**
 * Real asynchronous work that the environment's code waits for: cryptography, body reads, WebAssembly, loading of
 * modules. How long it takes is no part of the simulation: virtual time stands still while any is open, and results
 * are handed out one at a time in the order in which the work was started, whatever finished first.
 */

import { apply, NativePromise, replaceMethod, SafeList, whenSettled } from './realm'

interface Operation {
  /** Hands the result to whoever waits; null as long as the work goes on. */
  release: (() => void) | null
}

export class Operations {
  readonly #open = new SafeList<Operation>()
  /** Called when the oldest operation is done. */
  onReady: () => void = () => undefined

  get count(): number {
    return this.#open.length
  }

  /** Hands out the oldest result; false if that work is still going on. */
  releaseOldest(): boolean {
    const release = this.#open[0]?.release
    if (!release) return false
    this.#open.shift()
    release()
    return true
  }

  track<T>(work: Promise<T>): Promise<T> {
    const operation: Operation = { release: null }
    this.#open.push(operation)
    return new NativePromise<T>((resolve, reject) => {
      const done = (release: () => void): void => {
        operation.release = release
        if (this.#open[0] === operation) this.onReady()
      }
      whenSettled(
        work,
        (value) => done(() => resolve(value)),
        (reason) => done(() => reject(reason)),
      )
    })
  }

  /** Makes the promise-returning methods of a prototype or namespace tracked ones. */
  trackMethods(target: object, names: readonly string[]): void {
    const track = (work: unknown): unknown => this.track(work as Promise<unknown>)
    for (const name of names) {
      replaceMethod(target, name, (original) => {
        return function (this: unknown, ...values: unknown[]): unknown {
          return track(apply(original, this, values))
        }
      })
    }
  }
}
