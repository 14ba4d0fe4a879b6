/** node:timers/promises. */

import { abortError, invalidArgumentType } from './node-error'

interface Options {
  signal?: AbortSignal
  ref?: boolean
}

function checkOptions(options: unknown): asserts options is Options {
  if (options === null || typeof options !== 'object') throw invalidArgumentType('options', 'of type object', options)
  const { signal, ref } = options as Options
  if (signal !== undefined && (typeof signal !== 'object' || !('aborted' in signal))) {
    throw invalidArgumentType('options.signal', 'an instance of AbortSignal', signal)
  }
  if (ref !== undefined && typeof ref !== 'boolean') throw invalidArgumentType('options.ref', 'of type boolean', ref)
}

/** A promise that `start` settles, unless the signal cancels it. */
function cancellable<T>(
  signal: AbortSignal | undefined,
  start: (resolve: () => void) => () => void,
  value: T,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(abortError(signal.reason))
  return new Promise<T>((resolve, reject) => {
    const abort = () => {
      cancel()
      reject(abortError(signal?.reason))
    }
    const cancel = start(() => {
      signal?.removeEventListener('abort', abort)
      resolve(value)
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}

function unreferenced<Timer>(timer: Timer, options: Options): Timer {
  if (options.ref === false) (timer as { unref?(): void }).unref?.()
  return timer
}

export function timeout<T>(delayMs?: number, value?: T, options: Options = {}): Promise<T | undefined> {
  try {
    checkOptions(options)
    if (delayMs !== undefined && typeof delayMs !== 'number')
      throw invalidArgumentType('delay', 'of type number', delayMs)
  } catch (error) {
    return Promise.reject(error)
  }
  const start = (resolve: () => void) => {
    const timer = unreferenced(globalThis.setTimeout(resolve, delayMs), options)
    return () => globalThis.clearTimeout(timer)
  }
  return cancellable(options.signal, start, value)
}

export function immediate<T>(value?: T, options: Options = {}): Promise<T | undefined> {
  try {
    checkOptions(options)
  } catch (error) {
    return Promise.reject(error)
  }
  const start = (resolve: () => void) => {
    const pending = unreferenced(globalThis.setImmediate(resolve), options)
    return () => globalThis.clearImmediate(pending)
  }
  return cancellable(options.signal, start, value)
}

export async function* interval<T>(delayMs?: number, value?: T, options: Options = {}): AsyncGenerator<T | undefined> {
  checkOptions(options)
  const { signal } = options
  if (signal?.aborted) throw abortError(signal.reason)
  let due = 0
  let wake: (() => void) | undefined
  const timer = unreferenced(
    globalThis.setInterval(() => {
      due++
      wake?.()
    }, delayMs),
    options,
  )
  const abort = () => wake?.()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    for (;;) {
      if (due === 0 && !signal?.aborted) await new Promise<void>((resolve) => (wake = resolve))
      if (signal?.aborted) throw abortError(signal.reason)
      for (; due > 0; due--) yield value
    }
  } finally {
    globalThis.clearInterval(timer)
    signal?.removeEventListener('abort', abort)
  }
}

const scheduler = {
  wait: (delayMs: number, options?: Options) => timeout(delayMs, undefined, options),
  yield: () => immediate(),
}

export default { setTimeout: timeout, setImmediate: immediate, setInterval: interval, scheduler }
