/** Values as YAML text, with CloudFormation's short forms. */

import { Document, isCollection, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from 'yaml'
import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { SHORT_FORMS, TEMPLATE_YAML } from './tags'

const TAG_OF: ReadonlyMap<string, string> = new Map(Object.entries(SHORT_FORMS).map(([tag, name]) => [name, tag]))

/**
 * What follows the colon of a key: ` text` on the same line, or lines of their own.
 * @param indent spaces before the key
 * @param flow whether collections are written on one line, as `{a: 1}`
 */
export function writeValue(value: TemplateValue, indent: number, flow: boolean, newline: string): string {
  const node = toNode(value)
  if (flow && isCollection(node)) node.flow = true
  return pairLines(new Scalar('k'), node, indent, newline).slice('k:'.length)
}

/** `key: value`, without indentation before the key. */
export function writePair(key: string, value: TemplateValue, indent: number, newline: string): string {
  return pairLines(new Scalar(key), toNode(value), indent, newline)
}

/** A whole template. */
export function writeTemplate(value: TemplateValue, newline: string): string {
  return stringify(toNode(value)).replaceAll('\n', newline)
}

function pairLines(key: Scalar, value: Node, indent: number, newline: string): string {
  const map = new YAMLMap()
  map.items = [new Pair(key, value)]
  const [first = '', ...rest] = stringify(map).split('\n')
  return [first, ...rest.map((line) => (line === '' ? line : ' '.repeat(indent) + line))].join(newline)
}

function stringify(node: Node): string {
  const document = new Document(undefined, TEMPLATE_YAML)
  document.contents = node
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, singleQuote: true }).replace(/\n+$/, '')
}

function toNode(value: TemplateValue): Node {
  const name = functionName(value)
  const tag = name === null ? undefined : TAG_OF.get(name)
  const argument = isMapping(value) && name !== null ? value[name] : undefined
  if (tag !== undefined && argument !== undefined) {
    const short = shortForm(name ?? '', argument)
    if (short) return Object.assign(short, { tag })
  }
  if (Array.isArray(value)) return sequence(value as readonly TemplateValue[])
  if (!isMapping(value)) return scalar(value)
  const map = new YAMLMap()
  map.items = Object.entries(value).map(([key, entry]) => new Pair(new Scalar(key), toNode(entry)))
  return map
}

/** Line breaks at the end, which block scalars keep at the price of blank lines after them, are written as escapes. */
function scalar(value: TemplateValue): Scalar {
  const node = new Scalar(value)
  if (typeof value === 'string' && /^\s|\s\n$|\r/.test(value)) node.type = 'QUOTE_DOUBLE'
  return node
}

/** Null where there is no short form: YAML gives a node one tag only, and a short form is one. */
function shortForm(name: string, argument: TemplateValue): Node | null {
  if (name === 'Fn::GetAtt' && Array.isArray(argument) && argument.every((part) => typeof part === 'string')) {
    return new Scalar(argument.join('.'))
  }
  if (Array.isArray(argument)) return Object.assign(sequence(argument as readonly TemplateValue[]), { flow: true })
  return isMapping(argument) ? null : scalar(argument)
}

function sequence(entries: readonly TemplateValue[]): YAMLSeq {
  const seq = new YAMLSeq()
  seq.items = entries.map(toNode)
  return seq
}
