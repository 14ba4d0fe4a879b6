/** Structures as XML. Source: Smithy, "XML binding traits", "AWS restXml protocol", "AWS query protocol". */

import type { WireMember, WireModel, WireShape } from '../aws/wire-model'
import { readScalar, writeScalar, isObject } from './values'
import { element, escapeXml, type XmlElement } from './xml'

const isScalar = (shape: WireShape): shape is Exclude<WireShape, object> => typeof shape === 'string'

/** The members of a structure that stand in the body, as elements. */
export function writeMembers(
  value: Readonly<Record<string, unknown>>,
  structure: string,
  model: WireModel,
  flatten = false,
): string {
  const members = model.structures[structure]?.members ?? {}
  return Object.entries(members)
    .filter(([name, member]) => member.in === undefined && !member.xmlAttribute && present(value[name]))
    .map(([name, member]) => writeMember(value[name], member.xmlName ?? name, member, model, flatten))
    .join('')
}

function writeMember(value: unknown, name: string, member: WireMember, model: WireModel, flatten: boolean): string {
  const { shape } = member
  if (!isScalar(shape) && (member.xmlFlattened || flatten)) {
    if ('list' in shape)
      return entries(value)
        .map((entry) => writeValue(entry, name, shape.list, model))
        .join('')
    if ('map' in shape)
      return pairs(value)
        .map((pair) => writePair(pair, name, shape, model))
        .join('')
  }
  return writeValue(value, name, shape, model, member)
}

/** One value as the element `name`. */
export function writeValue(
  value: unknown,
  name: string,
  shape: WireShape,
  model: WireModel,
  member?: WireMember,
): string {
  const [prefix, uri] = member?.xmlNamespace ?? ['', '']
  const namespace = uri === '' ? '' : ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeXml(uri)}"`
  if (isScalar(shape)) return element(name, escapeXml(writeScalar(value, shape)), namespace)
  if ('list' in shape) {
    const entryName = shape.xmlName ?? 'member'
    return element(
      name,
      entries(value)
        .map((entry) => writeValue(entry, entryName, shape.list, model))
        .join(''),
      namespace,
    )
  }
  if ('map' in shape)
    return element(
      name,
      pairs(value)
        .map((pair) => writePair(pair, 'entry', shape, model))
        .join(''),
      namespace,
    )
  if (!isObject(value)) return element(name, '', namespace)
  return element(
    name,
    writeMembers(value, shape.structure, model),
    namespace + writeAttributes(value, shape.structure, model),
  )
}

function writeAttributes(value: Readonly<Record<string, unknown>>, structure: string, model: WireModel): string {
  return Object.entries(model.structures[structure]?.members ?? {})
    .filter(([name, member]) => member.xmlAttribute && present(value[name]))
    .map(([name, member]) => {
      const attribute = member.xmlName ?? name
      const namespace = attribute.startsWith('xsi:') ? ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' : ''
      return `${namespace} ${attribute}="${escapeXml(writeScalar(value[name], member.shape))}"`
    })
    .join('')
}

function writePair(
  [key, entry]: readonly [string, unknown],
  name: string,
  shape: Extract<WireShape, { map: WireShape }>,
  model: WireModel,
): string {
  return element(
    name,
    element(shape.xmlKey ?? 'key', escapeXml(key)) + writeValue(entry, shape.xmlValue ?? 'value', shape.map, model),
  )
}

const present = (value: unknown): boolean => value !== undefined && value !== null
const entries = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.filter(present) : [])
const pairs = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value).filter(([, entry]) => present(entry)) : []

/** The members of a structure out of an element. @throws AwsError */
export function readMembers(source: XmlElement, structure: string, model: WireModel): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(model.structures[structure]?.members ?? {})) {
    if (member.in !== undefined) continue
    const value = readMember(source, name, member, model)
    if (value !== undefined) result[name] = value
  }
  return result
}

function readMember(source: XmlElement, name: string, member: WireMember, model: WireModel): unknown {
  const elementName = member.xmlName ?? name
  if (member.xmlAttribute) {
    const text = source.attributes[elementName]
    return text === undefined ? undefined : readScalar(text, member.shape, elementName)
  }
  const found = source.children.filter((child) => child.name === localName(elementName))
  const { shape } = member
  if (!isScalar(shape) && member.xmlFlattened) {
    if (found.length === 0) return undefined
    if ('list' in shape) return found.map((child) => readValue(child, shape.list, model))
    if ('map' in shape) return Object.fromEntries(found.map((child) => readPair(child, shape, model)))
  }
  return found[0] && readValue(found[0], shape, model)
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

export function readValue(source: XmlElement, shape: WireShape, model: WireModel): unknown {
  if (isScalar(shape)) return readScalar(source.text, shape, source.name)
  if ('list' in shape) return source.children.map((child) => readValue(child, shape.list, model))
  if ('map' in shape) return Object.fromEntries(source.children.map((child) => readPair(child, shape, model)))
  return readMembers(source, shape.structure, model)
}

function readPair(
  source: XmlElement,
  shape: Extract<WireShape, { map: WireShape }>,
  model: WireModel,
): [string, unknown] {
  const child = (name: string): XmlElement | undefined => source.children.find((candidate) => candidate.name === name)
  const value = child(shape.xmlValue ?? 'value')
  return [child(shape.xmlKey ?? 'key')?.text ?? '', value && readValue(value, shape.map, model)]
}
