/**
 * AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, JSON both ways.
 * Source: Smithy, "AWS JSON protocols" and "awsQueryCompatible trait".
 */

import { AwsError } from '../aws/aws-error'
import type { WireModel, WireShape } from '../aws/wire-model'
import type { WireResponse } from '../protocol'
import type { WireDefinition } from '../services/contract'
import { errorMessage, type Codec, type Input } from './codec'
import { textOf, type ReadRequest } from './request'
import { checkedJson, isObject, writtenJson } from './values'

/** Where errors of the framework under AWS's services come from, rather than the service's own. */
const FRAMEWORK = 'com.amazon.coral.service'
const FRAMEWORK_ERRORS = new Set([
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'MissingAuthenticationTokenException',
])

export class JsonCodec implements Codec {
  readonly #rewrites: boolean

  constructor(readonly wire: WireDefinition) {
    this.#rewrites = hasRewrites(wire.model)
  }

  operationOf(request: ReadRequest): string | null {
    const name = this.nameOf(request)
    return Object.hasOwn(this.wire.model.operations, name) ? name : null
  }

  nameOf({ headers }: ReadRequest): string {
    const target = headers['x-amz-target'] ?? ''
    return target.slice(target.lastIndexOf('.') + 1)
  }

  decode(operation: string, request: ReadRequest): Input {
    const text = textOf(request.body)
    const input = text === '' ? {} : parseObject(text)
    const structure = this.wire.model.operations[operation]?.input
    return structure ? (checkedJson(input, { structure }, this.wire.model) as Input) : input
  }

  encode(operation: string, output: Input, requestId: string): WireResponse {
    const structure = this.wire.model.operations[operation]?.output
    const written = this.#rewrites && structure ? writtenJson(output, { structure }, this.wire.model) : output
    return { status: 200, headers: this.#headers(requestId), body: JSON.stringify(written) }
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const { code, statusCode, details } = error
    const { model, queryErrorCodes } = this.wire
    const namespace = FRAMEWORK_ERRORS.has(code) && !Object.hasOwn(model.errors, code) ? FRAMEWORK : model.namespace
    const body = JSON.stringify({ __type: `${namespace}#${code}`, ...errorMessage(model, error), ...details })
    const queryError = queryErrorCodes && {
      'x-amzn-query-error': `${queryErrorCodes[code] ?? model.errors[code]?.queryCode ?? code};${statusCode < 500 ? 'Sender' : 'Receiver'}`,
    }
    return {
      status: statusCode,
      headers: { ...this.#headers(requestId), 'x-amzn-errortype': code, ...queryError },
      body,
    }
  }

  #headers(requestId: string): Record<string, string> {
    const version = this.wire.protocol === 'json-1.0' ? '1.0' : '1.1'
    return { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId }
  }
}

/** @throws AwsError SerializationException */
export function parseObject(text: string): Input {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = null
  }
  if (!isObject(value)) throw new AwsError('SerializationException', 400, 'The request body is not a JSON object.')
  return value
}

/** Whether any output needs more than JSON.stringify. */
function hasRewrites(model: WireModel): boolean {
  const isDate = (shape: WireShape): boolean =>
    typeof shape === 'string'
      ? shape === 'date-time' || shape === 'http-date'
      : 'list' in shape
        ? isDate(shape.list)
        : 'map' in shape && isDate(shape.map)
  return Object.values(model.structures).some(({ members }) =>
    Object.values(members).some(({ shape, jsonName }) => jsonName !== undefined || isDate(shape)),
  )
}
