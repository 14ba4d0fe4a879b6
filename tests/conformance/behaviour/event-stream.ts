/** InvokeWithResponseStream over the wire, its event stream taken apart. */

import type { Cloud } from '../../../src/cloud/cloud'
import { START_TIME } from '../../unit/cloud/stack'
import type { Playground } from './playground'

export interface StreamEvent {
  readonly type: string
  readonly payload: Uint8Array
}

export interface StreamAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Texts of the chunks. */
  readonly chunks: readonly string[]
  readonly complete: Readonly<Record<string, string>> | null
}

/** Starts the request and lets virtual time run, a second at a time, until it is answered. */
export async function invokeWithResponseStream(
  { cloud, advance }: Playground,
  functionName: string,
  event: unknown = {},
  headers: Record<string, string> = {},
): Promise<StreamAnswer> {
  const answer = cloud.aws({
    method: 'POST',
    url: `https://lambda.us-east-1.amazonaws.com/2021-11-15/functions/${functionName}/response-streaming-invocations`,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(event),
  })
  const response = await settledIn(answer, advance)
  const frames = response.body instanceof Uint8Array ? framesOf(response.body) : []
  const last = frames.find(({ type }) => type === 'InvokeComplete')
  return {
    status: response.status,
    headers: response.headers,
    chunks: frames.filter(({ type }) => type === 'PayloadChunk').map(({ payload }) => text(payload)),
    complete: last ? (JSON.parse(text(last.payload)) as Record<string, string>) : null,
  }
}

/** Parts of a streamed response with the time at which each came, milliseconds since the start of the run. */
export async function streamedParts({ cloud, advance }: Playground, functionName: string, event: unknown = {}) {
  type Answer = Parameters<Parameters<Cloud['lambda']['invokeSync']>[1]>[0]
  const answer = new Promise<Answer>((resolve) =>
    cloud.lambda.invokeSync({ functionName, payload: JSON.stringify(event), streaming: true }, resolve),
  )
  const { result } = await settledIn(answer, advance)
  return {
    result,
    contentType: result.stream?.contentType,
    parts: (result.stream?.parts ?? []).map(({ at, bytes }) => ({ at: at - START_TIME, text: text(bytes) })),
  }
}

/** Virtual time runs a second at a time, so that nothing that comes after the answer has happened when it is there. */
export async function settledIn<Value>(answer: Promise<Value>, advance: (ms: number) => Promise<void>): Promise<Value> {
  let settled = false
  void answer.finally(() => (settled = true))
  for (let second = 0; !settled && second < 1000; second++) await advance(1000)
  return answer
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function framesOf(bytes: Uint8Array): readonly StreamEvent[] {
  const frames: StreamEvent[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let at = 0; at < bytes.length;) {
    const total = view.getUint32(at)
    const headersLength = view.getUint32(at + 4)
    let cursor = at + 12
    let type = ''
    while (cursor < at + 12 + headersLength) {
      const nameLength = view.getUint8(cursor)
      const name = text(bytes.subarray(cursor + 1, cursor + 1 + nameLength))
      const valueLength = view.getUint16(cursor + 2 + nameLength)
      const start = cursor + 4 + nameLength
      if (name === ':event-type') type = text(bytes.subarray(start, start + valueLength))
      cursor = start + valueLength
    }
    frames.push({ type, payload: bytes.subarray(at + 12 + headersLength, at + total - 4) })
    at += total
  }
  return frames
}
