/** Watches the clients of the AWS SDK in the layers: which of their calls are open, and who made them. */

import type { OpenWork } from './open-work'
import {
  apply,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  replaceMethod,
  SafeWeakMap,
  whenSettled,
} from './realm'

interface Command {
  resolveMiddleware?: (...values: unknown[]) => unknown
}

const watched = new SafeWeakMap<object, true>()

/**
 * All clients share `send`. It asks its command for a handler and calls that once: the promise that the handler returns
 * is looked at there, so that the one that `send` returns remains as unhandled as it was.
 * @param exports of a package `@aws-sdk/client-…`
 */
export function watchClients(exports: unknown, work: OpenWork, now: () => number): void {
  const client = (exports as { __Client?: { prototype?: object } } | null | undefined)?.__Client?.prototype
  if (!client || watched.get(client)) return
  watched.set(client, true)
  replaceMethod(client, 'send', (original) => {
    return function send(this: unknown, ...values: unknown[]): unknown {
      const command = values[0] as Command | null | undefined
      if (typeof command?.resolveMiddleware !== 'function') return apply(original, this, values)
      const own = getOwnPropertyDescriptor(command, 'resolveMiddleware')
      const resolve = command.resolveMiddleware
      const what = command.constructor.name
      const watch = (...settings: unknown[]): unknown => {
        const handler = apply(resolve, command, settings) as (input: unknown) => Promise<unknown>
        return (input: unknown): Promise<unknown> => {
          const call = work.start('sdk-call', /Command$/.test(what) ? what : 'a call of the AWS SDK')
          const ended = (): void => {
            work.resume(call, now())
            work.end(call)
          }
          const answer = handler(input)
          whenSettled(answer, ended, ended)
          return answer
        }
      }
      defineProperty(command, 'resolveMiddleware', {
        value: watch,
        configurable: true,
        writable: true,
        enumerable: false,
      })
      try {
        return apply(original, this, values)
      } finally {
        if (own) defineProperty(command, 'resolveMiddleware', own)
        else deleteProperty(command, 'resolveMiddleware')
      }
    } as never
  })
}
