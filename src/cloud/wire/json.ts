/**
 * AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, JSON both ways.
 * Source: Smithy, "AWS JSON protocols" and "awsQueryCompatible trait".
 */

import { AwsError } from '../aws/aws-error'
import type { WireRequest, WireResponse } from '../protocol'
import type { WireDefinition } from '../services/contract'

const utf8 = new TextDecoder()

export function operationOf(request: WireRequest): string {
  const target = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1] ?? ''
  return target.slice(target.lastIndexOf('.') + 1)
}

/** @throws AwsError SerializationException */
export function decodeJson(request: WireRequest): Readonly<Record<string, unknown>> {
  const text = typeof request.body === 'string' ? request.body : utf8.decode(request.body)
  return text === '' ? {} : parse(text)
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    input = null
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', 400, 'The request body is not a JSON object.')
  }
  return input as Readonly<Record<string, unknown>>
}

export function encodeJson(wire: WireDefinition, output: object, requestId: string): WireResponse {
  return { status: 200, headers: headers(wire, requestId), body: JSON.stringify(output) }
}

export function encodeJsonError(wire: WireDefinition, error: AwsError, requestId: string): WireResponse {
  const { code, statusCode, message, details } = error
  const body = JSON.stringify({ __type: `${wire.shapeNamespace}#${code}`, message, ...details })
  const queryError = wire.queryErrorCodes && {
    'x-amzn-query-error': `${wire.queryErrorCodes[code] ?? code};${statusCode < 500 ? 'Sender' : 'Receiver'}`,
  }
  const all = { ...headers(wire, requestId), 'x-amzn-errortype': code, ...queryError }
  return { status: statusCode, headers: all, body }
}

function headers(wire: WireDefinition, requestId: string): Record<string, string> {
  const version = wire.protocol === 'json-1.0' ? '1.0' : '1.1'
  return { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId }
}
