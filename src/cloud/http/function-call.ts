/** A function asked to answer a request: Invoke as a service does it, so that the function's policy decides. */

import { AwsError } from '../aws/aws-error'
import type { Milliseconds } from '../aws/units'
import type { Caller, ServiceContext } from '../services/contract'
import { textOf } from './bytes'

export interface FunctionCall {
  /** ARN or name, with a qualifier or without. */
  readonly functionArn: string
  /** JSON text. */
  readonly payload: string
  readonly caller: Caller
  readonly timeout: Milliseconds
  /** Id of the web request that is to be answered; null for a health check. */
  readonly webRequestId: string | null
  /** Nobody waits for the answer. */
  readonly isAsync?: boolean
}

export type FunctionAnswer =
  /** `functionError`: `Unhandled`, or null. */
  | { readonly kind: 'answer'; readonly payload: string; readonly functionError: string | null }
  /** The Invoke API refused: no permission, throttled, no such function, too large. */
  | { readonly kind: 'refused'; readonly error: AwsError }
  | { readonly kind: 'timeout' }

/** @param done called once, at once or in a kernel event; an answer that comes later is lost */
export function callFunction(
  context: ServiceContext,
  call: FunctionCall,
  done: (answer: FunctionAnswer) => void,
): void {
  const { kernel } = context
  let settled = false
  const settle = (answer: FunctionAnswer): void => {
    if (settled) return
    settled = true
    kernel.cancel(timer)
    done(answer)
  }
  const timer = kernel.after(call.timeout, () => settle({ kind: 'timeout' }))
  const input = {
    FunctionName: call.functionArn,
    InvocationType: call.isAsync ? 'Event' : 'RequestResponse',
    Payload: new TextEncoder().encode(call.payload),
  }
  if (call.webRequestId !== null) {
    kernel.trace.record({ type: 'http.forwarded', requestId: call.webRequestId, functionArn: call.functionArn })
  }
  context.callLater('lambda', 'Invoke', input, call.caller, (output) => {
    if (output instanceof AwsError) return settle({ kind: 'refused', error: output })
    const { Payload, FunctionError } = output as { Payload?: Uint8Array | string; FunctionError?: string }
    settle({ kind: 'answer', payload: textOf(Payload ?? ''), functionError: FunctionError ?? null })
  })
}

/** `…:lambda:path/2015-03-31/functions/<ARN>/invocations` → the ARN; an ARN of a function as it is; null for anything else. */
export function functionArnOf(uri: string): string | null {
  const [, ofPath] =
    /:lambda:path\/+2015-03-31\/functions\/(.+)\/(?:invocations|response-streaming-invocations)$/.exec(uri) ?? []
  if (ofPath !== undefined) return ofPath
  return /^arn:[^:]+:lambda:[^:]*:\d*:function:.+/.test(uri) ? uri : null
}
