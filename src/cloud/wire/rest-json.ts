/** REST with JSON bodies. Source: Smithy, "AWS restJson1 protocol". */

import type { AwsError } from '../aws/aws-error'
import type { WireResponse } from '../protocol'
import type { WireDefinition } from '../services/contract'
import { errorMessage, type Codec, type Input } from './codec'
import { parseObject } from './json'
import { bytesOf, textOf, type ReadRequest } from './request'
import { payloadOf, readBindings, Router, writeBindings } from './rest'
import { checkedJson, renamedJson, writtenJson } from './values'

export class RestJsonCodec implements Codec {
  readonly #router: Router

  constructor(readonly wire: WireDefinition) {
    this.#router = new Router(wire.model, false)
  }

  operationOf(request: ReadRequest): string | null {
    return this.#router.match(request)?.operation ?? null
  }

  nameOf({ method, path }: ReadRequest): string {
    return `${method} ${path}`
  }

  decode(operation: string, request: ReadRequest): Input {
    const { model } = this.wire
    const structure = model.operations[operation]?.input
    if (!structure) return {}
    const bound = readBindings(request, this.#router.match(request)?.labels ?? {}, structure, model)
    const payload = payloadOf(structure, model)
    if (payload?.[1].shape === 'blob') return { ...bound, [payload[0]]: bytesOf(request.body) }
    const text = textOf(request.body)
    const body = text.trim() === '' ? {} : parseObject(text)
    if (payload) {
      const shape = payload[1].shape
      return { ...bound, [payload[0]]: checkedJson(renamedJson(body, shape, model), shape, model) }
    }
    const shape = { structure }
    return { ...(checkedJson(renamedJson(body, shape, model), shape, model) as Input), ...bound }
  }

  encode(operation: string, output: Input, requestId: string): WireResponse {
    const { model } = this.wire
    const { http, output: structure } = model.operations[operation] ?? { output: null }
    const { status, headers } = writeBindings(output, structure, model)
    const all = { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers }
    const payload = payloadOf(structure, model)
    const code = status ?? http?.[2] ?? 200
    if (payload) {
      const [name, { shape }] = payload
      const value = output[name]
      const body = value instanceof Uint8Array || typeof value === 'string' ? value : ''
      if (shape === 'blob') return { status: code, headers: all, body }
      return { status: code, headers: all, body: JSON.stringify(writtenJson(value ?? {}, shape, model)) }
    }
    const members = model.structures[structure ?? '']?.members ?? {}
    const inBody = Object.entries(output).filter(([name]) => members[name]?.in === undefined)
    if (!structure || code === 204) return { status: code, headers: all, body: '' }
    const body = JSON.stringify(writtenJson(Object.fromEntries(inBody), { structure }, model))
    return { status: code, headers: all, body }
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const { model } = this.wire
    const { headers } = writeBindings(error.details, error.code, model)
    const members = model.structures[error.code]?.members ?? {}
    const details = Object.entries(error.details).filter(([name]) => members[name]?.in === undefined)
    return {
      status: error.statusCode,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': error.code,
        ...headers,
      },
      body: JSON.stringify({ ...Object.fromEntries(details), ...errorMessage(model, error) }),
    }
  }
}
