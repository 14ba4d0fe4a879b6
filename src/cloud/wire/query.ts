/**
 * The Query protocol: a form with Action, answered in XML. Source: Smithy, "AWS query protocol"; captured requests.
 */

import type { AwsError } from '../aws/aws-error'
import type { WireModel, WireShape } from '../aws/wire-model'
import type { WireResponse } from '../protocol'
import type { WireDefinition } from '../services/contract'
import type { Codec, Input } from './codec'
import { readPairs, textOf, type ReadRequest } from './request'
import { readScalar } from './values'
import { element, escapeXml } from './xml'
import { writeMembers } from './xml-values'

/** `MessageAttributes.entry.1.Name=x` as a tree. */
interface Node {
  text?: string
  readonly children: Map<string, Node>
}

export class QueryCodec implements Codec {
  constructor(readonly wire: WireDefinition) {}

  operationOf(request: ReadRequest): string | null {
    const name = this.nameOf(request)
    return Object.hasOwn(this.wire.model.operations, name) ? name : null
  }

  nameOf(request: ReadRequest): string {
    return parameters(request).find(([name]) => name === 'Action')?.[1] ?? ''
  }

  decode(operation: string, request: ReadRequest): Input {
    const structure = this.wire.model.operations[operation]?.input
    return structure ? readStructure(treeOf(parameters(request)), structure, this.wire.model) : {}
  }

  encode(operation: string, output: Input, requestId: string): WireResponse {
    const { model } = this.wire
    const structure = model.operations[operation]?.output
    const result = structure ? element(`${operation}Result`, writeMembers(output, structure, model)) : ''
    const metadata = element('ResponseMetadata', element('RequestId', requestId))
    const body = element(`${operation}Response`, result + metadata, ` xmlns="${model.xmlNamespace ?? ''}"`)
    return { status: 200, headers: headersOf(requestId), body }
  }

  encodeError(error: AwsError, requestId: string): WireResponse {
    const { model } = this.wire
    const code = model.errors[error.code]?.queryCode ?? error.code
    const type = error.statusCode < 500 ? 'Sender' : 'Receiver'
    return { ...queryError(code, type, error.message, requestId, model.xmlNamespace ?? ''), status: error.statusCode }
  }
}

export function queryError(
  code: string,
  type: 'Sender' | 'Receiver',
  message: string,
  requestId: string,
  namespace: string,
): WireResponse {
  const parts = element('Type', type) + element('Code', escapeXml(code)) + element('Message', escapeXml(message))
  const body = element(
    'ErrorResponse',
    element('Error', parts) + element('RequestId', requestId),
    ` xmlns="${escapeXml(namespace)}"`,
  )
  return { status: 400, headers: headersOf(requestId), body }
}

const headersOf = (requestId: string): Record<string, string> => ({
  'content-type': 'text/xml',
  'x-amzn-requestid': requestId,
})

/** In the body, or in the URL of a GET. */
const parameters = ({ method, query, body }: ReadRequest): readonly (readonly [string, string])[] =>
  method === 'GET' ? query : readPairs(textOf(body))

function treeOf(pairs: readonly (readonly [string, string])[]): Node {
  const root: Node = { children: new Map() }
  for (const [path, text] of pairs) {
    let node = root
    for (const step of path.split('.')) {
      const next = node.children.get(step) ?? { children: new Map() }
      node.children.set(step, next)
      node = next
    }
    node.text = text
  }
  return root
}

function readStructure(node: Node, structure: string, model: WireModel): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(model.structures[structure]?.members ?? {})) {
    const child = node.children.get(member.xmlName ?? name)
    if (child) result[name] = readValue(child, member.shape, name, model, member.xmlFlattened === true)
  }
  return result
}

function readValue(node: Node, shape: WireShape, name: string, model: WireModel, flattened: boolean): unknown {
  if (typeof shape === 'string') return readScalar(node.text ?? '', shape, name)
  if ('structure' in shape) return readStructure(node, shape.structure, model)
  if ('list' in shape) {
    const list = flattened ? node : node.children.get(shape.xmlName ?? 'member')
    return numbered(list).map((entry) => readValue(entry, shape.list, name, model, false))
  }
  const map = flattened ? node : node.children.get('entry')
  return Object.fromEntries(
    numbered(map).map((entry) => {
      const key = entry.children.get(shape.xmlKey ?? 'key')?.text ?? ''
      const value = entry.children.get(shape.xmlValue ?? 'value')
      return [key, value && readValue(value, shape.map, key, model, false)]
    }),
  )
}

/** Children 1, 2, 3 … in the order of their numbers. */
function numbered(node: Node | undefined): readonly Node[] {
  return [...(node?.children ?? [])]
    .filter(([index]) => /^\d+$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child)
}
