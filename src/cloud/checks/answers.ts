/** What a check asks: of the cloud as the page's user does, of a service with an SDK client, or of a host of the stack. */

import { CLOUD_URL, type CloudAnswer, type CloudCall } from '../../checks/protocol'
import type { ServiceCall, ServiceResponse } from '../../runtime/protocol'
import { readFaults } from '../aws/faults'
import type { WebResponse } from '../aws/web'
import type { Cloud } from '../cloud'
import type { Answer, InvokeRequest, PlayRequest, SendRequest, WebRequest } from '../protocol'

export type CheckedCloud = Pick<
  Cloud,
  'kernel' | 'invoke' | 'send' | 'http' | 'play' | 'aws' | 'views' | 'configure' | 'serves'
>

/** Records that one answer holds. */
const RECORDS_MAX = 20_000

type Give = (response: Omit<ServiceResponse, 'callId'>) => void

/** @returns what is waited for, in the words of the check */
export function answerCheck(
  cloud: CheckedCloud,
  call: ServiceCall,
  give: Give,
  untilIdle: (limitMs: number) => Promise<unknown>,
): string {
  const { method, url, headers, body } = call
  if (url.startsWith(CLOUD_URL)) {
    const asked = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as CloudCall
    const reply = (answer: CloudAnswer): void => give({ status: 200, headers: {}, body: JSON.stringify(answer) })
    perform(cloud, asked, untilIdle).then(
      (value) => reply({ value: value ?? null }),
      (error: Error & { readonly details?: unknown }) =>
        reply({ error: { name: error.name, message: error.message, details: error.details } }),
    )
    return String(asked.words).slice(0, 100)
  }
  const words = `${method} ${url.replace(/[?#].*$/s, '')}`.slice(0, 200)
  if (cloud.serves(url)) {
    void cloud.http({ method, url, headers, body }).then((response) => give(asFetched(response)))
  } else {
    void cloud.aws({ method, url, headers, body }).then(give)
  }
  return words
}

async function perform(
  cloud: CheckedCloud,
  { method, argument }: CloudCall,
  untilIdle: (limitMs: number) => Promise<unknown>,
): Promise<unknown> {
  switch (method) {
    case 'invoke':
      return unwrap(await cloud.invoke(argument as InvokeRequest))
    case 'send':
      return unwrap(await cloud.send(argument as SendRequest))
    case 'http':
      return asAnswered(await cloud.http(argument as WebRequest))
    case 'play':
      return cloud.play(argument as PlayRequest)
    case 'trace':
      return recordsOf(cloud, argument as { readonly types: readonly string[] | null; readonly since: number })
    case 'resources':
      return cloud.views()
    case 'faults':
      return cloud.configure({ faults: readFaults(argument) })
    case 'runUntilIdle':
      return untilIdle(Number((argument as { readonly limitMs: unknown }).limitMs))
  }
}

function recordsOf(
  { kernel }: CheckedCloud,
  { types, since }: { readonly types: readonly string[] | null; readonly since: number },
): unknown {
  const records = kernel.trace.since(since)
  const chosen = types ? records.filter(({ type }) => types.includes(type)) : records
  if (chosen.length <= RECORDS_MAX) return chosen
  const message = `cloud.trace() found ${chosen.length} records. It gives at most ${RECORDS_MAX}: ask for certain types, or since.`
  throw Object.assign(new Error(message), { name: 'TooManyRecords' })
}

/** @throws Error with AWS's code as its name */
function unwrap<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value
  const { code, message, ...details } = answer.error
  throw Object.assign(new Error(message), { name: code, details })
}

function joinedHeaders(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    joined[key] = joined[key] === undefined ? value : `${joined[key]}, ${value}`
  }
  return joined
}

/** @throws Error named `NetworkError` */
function asAnswered(response: WebResponse): unknown {
  if ('networkError' in response) {
    throw Object.assign(new Error(response.networkError.message), { name: 'NetworkError' })
  }
  const { status, headers, body } = response
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return { status, headers: joinedHeaders(headers), body: text }
}

function asFetched(response: WebResponse): Omit<ServiceResponse, 'callId'> {
  if ('networkError' in response) return { status: 0, headers: {}, body: '', networkError: response.networkError }
  return { status: response.status, headers: joinedHeaders(response.headers), body: response.body }
}
