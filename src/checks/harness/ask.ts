/** How a check asks the cloud: a request that the cloud answers itself. */

import { CLOUD_URL, type CloudAnswer, type CloudCall } from '../protocol'

// Taken before the check's own code runs, which may put something else in their place.
const send = globalThis.fetch
const { parse, stringify } = JSON

/** What has been asked and not answered, in the check's words. */
const open = new Set<{ readonly words: string }>()

/** What a test that does not end may be waiting for: ` It waited for cloud.invoke('Orders').`, or nothing. */
export const waitedFor = (): string =>
  open.size === 0 ? '' : ` It waited for ${[...open].map(({ words }) => words).join(', ')}.`

/** @param words how the check wrote it @throws Error with AWS's code as its name, at the place that called */
export async function ask<Value>(method: CloudCall['method'], argument: unknown, words: string): Promise<Value> {
  // Made here, so that its stack shows the check's line.
  const refusal = new Error()
  const body = stringify({ method, argument, words } satisfies CloudCall)
  const asked = { words }
  open.add(asked)
  const response = await send(CLOUD_URL, { method: 'POST', body })
  open.delete(asked)
  const answer = parse(await response.text()) as CloudAnswer
  if ('value' in answer) return answer.value as Value
  throw refused(refusal, answer.error)
}

function refused(error: Error, { name, message, details }: Extract<CloudAnswer, { error: unknown }>['error']): Error {
  const frames = String(error.stack).split('\n').slice(1).join('\n')
  const properties: Record<string, unknown> = { name, message, stack: `${name}: ${message}\n${frames}` }
  for (const [key, value] of Object.entries(properties)) {
    Object.defineProperty(error, key, { value, configurable: true, writable: true, enumerable: false })
  }
  return Object.assign(error, details)
}

/** A value in the words of a message: `'Orders'`. */
export const quoted = (value: unknown): string => `'${String(value).slice(0, 60)}'`
