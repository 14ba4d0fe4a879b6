/** REST with XML bodies, as S3 speaks it. Source: Smithy, "AWS restXml protocol"; S3 API Reference, "Error responses". */

import type { AwsError } from '../aws/aws-error'
import type { WireResponse } from '../protocol'
import type { WireDefinition } from '../services/contract'
import { decodeChunks } from './aws-chunked'
import { withSignedHeaders } from './buckets'
import type { Codec, Input } from './codec'
import { bytesOf, textOf, type ReadRequest } from './request'
import { bucketOf, payloadOf, readBindings, Router, writeBindings } from './rest'
import { element, escapeXml, parseXml, XML_DECLARATION } from './xml'
import { readMembers, readValue, writeMembers, writeValue } from './xml-values'
import { isObject, writeScalar } from './values'

export class RestXmlCodec implements Codec {
  readonly #router: Router

  constructor(readonly wire: WireDefinition) {
    this.#router = new Router(wire.model, wire.bucketAddressing ?? false)
  }

  operationOf(request: ReadRequest): string | null {
    return this.#router.match(withSignedHeaders(request))?.operation ?? null
  }

  nameOf({ method, path, query }: ReadRequest): string {
    return `${method} ${path}${query.length > 0 ? `?${query.map(([name]) => name).join('&')}` : ''}`
  }

  decode(operation: string, sent: ReadRequest): Input {
    const { model } = this.wire
    const request = decodeChunks(withSignedHeaders(sent))
    const structure = model.operations[operation]?.input
    if (!structure) return {}
    const bound = readBindings(request, this.#router.match(request)?.labels ?? {}, structure, model)
    const payload = payloadOf(structure, model)
    if (!payload) {
      const text = textOf(request.body)
      return text.trim() === '' ? bound : { ...readMembers(parseXml(text), structure, model), ...bound }
    }
    const [name, { shape }] = payload
    if (shape === 'blob') return { ...bound, [name]: bytesOf(request.body) }
    const text = textOf(request.body)
    if (shape === 'string') return { ...bound, [name]: text }
    return text.trim() === '' ? bound : { ...bound, [name]: readValue(parseXml(text), shape, model) }
  }

  encode(operation: string, output: Input, requestId: string): WireResponse {
    const { model } = this.wire
    const { http, output: structure } = model.operations[operation] ?? { output: null }
    const { status, headers } = writeBindings(output, structure, model)
    // Part of an object: "206 Partial Content", which the model does not know.
    const code = status ?? ('content-range' in headers ? 206 : (http?.[2] ?? 200))
    const all = { ...this.#ids(requestId), ...headers }
    const payload = payloadOf(structure, model)
    if (payload) {
      const [name, member] = payload
      const value = output[name]
      if (value instanceof Uint8Array || typeof value === 'string') return { status: code, headers: all, body: value }
      if (!isObject(value)) return { status: code, headers: all, body: '' }
      const own = typeof member.shape === 'object' && 'structure' in member.shape ? member.shape.structure : ''
      const root = member.xmlName ?? model.structures[own]?.xmlName ?? own
      return this.#xml(code, all, writeValue(value, root, member.shape, model, this.#inNamespace()))
    }
    const root = model.structures[structure ?? '']?.xmlName ?? structure ?? ''
    const content = structure ? bodyOf(output, structure, root, model) : ''
    const hasBody = Object.values(model.structures[structure ?? '']?.members ?? {}).some(
      (member) => member.in === undefined,
    )
    if (!hasBody) return { status: code, headers: all, body: '' }
    return this.#xml(code, all, element(root, content, ` xmlns="${model.xmlNamespace ?? ''}"`))
  }

  encodeError(error: AwsError, requestId: string, request: ReadRequest): WireResponse {
    const headers = this.#ids(requestId)
    // Neither a HEAD request nor "not modified" is answered with a body: SDK clients go by the status.
    if (request.method === 'HEAD' || error.statusCode === 304) return { status: error.statusCode, headers, body: '' }
    const { bucket } = bucketOf(request)
    const details = {
      ...(bucket !== null && error.code === 'NoSuchBucket' && { BucketName: bucket }),
      ...error.details,
    }
    const parts = [
      element('Code', escapeXml(error.code)),
      element('Message', escapeXml(error.message)),
      ...Object.entries(details).map(([name, value]) => element(name, escapeXml(String(value)))),
      element('RequestId', requestId),
      element('HostId', hostIdOf(requestId)),
    ]
    return this.#xml(error.statusCode, headers, element('Error', parts.join('')))
  }

  #xml(status: number, headers: Record<string, string>, body: string): WireResponse {
    return { status, headers: { ...headers, 'content-type': 'application/xml' }, body: XML_DECLARATION + body }
  }

  #inNamespace(): { shape: 'string'; xmlNamespace: readonly [string, string] } {
    return { shape: 'string', xmlNamespace: ['', this.wire.model.xmlNamespace ?? ''] }
  }

  #ids(requestId: string): Record<string, string> {
    return { 'x-amz-request-id': requestId, 'x-amz-id-2': hostIdOf(requestId), server: 'AmazonS3' }
  }
}

/** S3's answer to GetBucketLocation is the value itself, without an element of its own. */
function bodyOf(output: Input, structure: string, root: string, model: WireDefinition['model']): string {
  const member = model.structures[structure]?.members[root]
  if (!member || typeof member.shape !== 'string') return writeMembers(output, structure, model)
  return escapeXml(output[root] === undefined ? '' : writeScalar(output[root], member.shape))
}

/** A second id that S3 gives; derived, so that it costs no further draw. */
const hostIdOf = (requestId: string): string => btoa(`${requestId}${requestId}`).slice(0, 76)
