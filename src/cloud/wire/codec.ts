/** What a protocol does: names the operation of a request, reads its input, writes outputs and errors. */

import type { AwsError } from '../aws/aws-error'
import type { WireModel } from '../aws/wire-model'
import type { WireResponse } from '../protocol'
import type { WireDefinition } from '../services/contract'
import { JsonCodec } from './json'
import { QueryCodec } from './query'
import type { ReadRequest } from './request'
import { RestJsonCodec } from './rest-json'
import { RestXmlCodec } from './rest-xml'

export type Input = Readonly<Record<string, unknown>>

export interface Codec {
  /** @returns null when the request names no operation of the model; then what it does name is in `nameOf` */
  operationOf(request: ReadRequest): string | null
  /** What an unknown request asked for, for the error's text. */
  nameOf(request: ReadRequest): string
  /** @throws AwsError SerializationException and its like */
  decode(operation: string, request: ReadRequest): Input
  encode(operation: string, output: Input, requestId: string): WireResponse
  encodeError(error: AwsError, requestId: string, request: ReadRequest): WireResponse
}

export function codecOf(wire: WireDefinition): Codec {
  switch (wire.protocol) {
    case 'json-1.0':
    case 'json-1.1':
      return new JsonCodec(wire)
    case 'query':
      return new QueryCodec(wire)
    case 'rest-json':
      return new RestJsonCodec(wire)
    case 'rest-xml':
      return new RestXmlCodec(wire)
  }
}

/**
 * Name and value of the member that holds an error's text: `message` or `Message`, as its structure says. Nothing for an
 * error that AWS gives no text to: SDK clients then have one of their own.
 */
export function errorMessage(model: WireModel, error: AwsError): Record<string, string> {
  if (error.message === '') return {}
  const members = model.structures[error.code]?.members ?? {}
  return { [Object.hasOwn(members, 'Message') ? 'Message' : 'message']: error.message }
}
