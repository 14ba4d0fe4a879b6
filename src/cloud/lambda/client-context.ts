/** The client context of a synchronous invocation. Source: Invoke API, ClientContext. Error texts not confirmed. */

import { AwsError } from '../aws/aws-error'
import * as limits from './limits'

/** @param encoded base64 @returns JSON text, as the function's environment gets it @throws AwsError */
export function decodeClientContext(encoded: string): string {
  if (encoded.length > limits.CLIENT_CONTEXT_MAX) {
    throw refusal(`Client context must be no more than ${limits.CLIENT_CONTEXT_MAX} bytes when base64-encoded.`)
  }
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const context: unknown = JSON.parse(decoded)
    if (typeof context === 'object' && context !== null) return decoded
  } catch {
    // Refused below.
  }
  throw refusal('Client context must be a valid Base64-encoded JSON object.')
}

const refusal = (message: string): AwsError =>
  new AwsError('InvalidRequestContentException', 400, message, { Type: 'User' })
