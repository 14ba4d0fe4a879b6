/** Every function of a generated project. What it does follows from its variable BEHAVIOUR: see behaviour.ts. */

import { decide, failsToStart, type Behaviour } from './behaviour'
import { sendingOf } from './sending'

const behaviour = JSON.parse(process.env['BEHAVIOUR'] ?? '{}') as Behaviour

if (failsToStart(process.env['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '', behaviour)) process.exit(1)

export const handler = async (event: unknown, { awsRequestId }: { awsRequestId: string }): Promise<unknown> => {
  const { wait, sends, ending } = decide(event, awsRequestId, Date.now(), behaviour)
  if (wait > 0) await new Promise((wake) => setTimeout(wake, wait))
  if (sends !== null) await send(sends)
  if (ending.kind === 'exit') process.exit(1)
  if (ending.kind === 'error') throw failure(ending.message)
  return ending.value
}

async function send(text: string): Promise<void> {
  const { url, headers, body } = sendingOf(behaviour.service ?? '', text, process.env)
  const { status } = await fetch(url, { method: 'POST', headers, body })
  if (status >= 300) throw failure(`Not sent: ${status}`)
}

/** Where it was thrown depends on how the code was built, and is no part of the simulation. */
function failure(message: string): Error {
  return Object.defineProperty(new Error(message), 'stack', { value: `Error: ${message}` })
}
