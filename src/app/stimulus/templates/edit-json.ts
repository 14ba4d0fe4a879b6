/** Changes of single values in JSON text: all other characters stay as they are. */

import { isMap, isSeq, parseDocument, type Node } from 'yaml'
import type { JsonValue } from '../../../cloud/aws/json'
import type { TemplatePath } from '../../../project/template'

/**
 * JSON with another value at a path; members on the way that are missing are added.
 * @returns the text as it was when it is no JSON, or the path leads into something else
 */
export function withJsonValue(text: string, path: TemplatePath, value: JsonValue): string {
  if (!isJson(text)) return text
  // Every JSON text is YAML, whose parser knows the places of values.
  const root = parseDocument(text, { keepSourceTokens: false, uniqueKeys: false }).contents as Node | null
  let node: Node | null = root
  for (const [index, step] of path.entries()) {
    const below: Node | null = child(node, step)
    if (!below) return added(text, node, step, nested(path.slice(index + 1), value))
    node = below
  }
  const [start, end] = node?.range ?? [0, 0]
  return text.slice(0, start) + written(value, indentAt(text, start)) + text.slice(end)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function child(node: Node | null, step: string | number): Node | null {
  // Of two members of one name the last counts, as in JSON.parse.
  if (isMap<{ value: unknown }, Node>(node)) return node.items.findLast(({ key }) => key.value === step)?.value ?? null
  return isSeq<Node>(node) && typeof step === 'number' ? (node.items[step] ?? null) : null
}

const nested = (path: TemplatePath, value: JsonValue): JsonValue =>
  path.reduceRight<JsonValue>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)

/** At the end of an object or list. */
function added(text: string, node: Node | null, step: string | number, value: JsonValue): string {
  const isObject = isMap(node)
  if (!isObject && !(isSeq(node) && node.items.length === step)) return text
  const [start, end] = node?.range ?? [0, 0]
  const last = node.items.at(-1)
  const lastEnd = last === undefined ? start + 1 : endOf(last)
  const isOneLine = !text.slice(start, end).includes('\n')
  const indent = isOneLine ? '' : `${indentAt(text, start)}  `
  const name = isObject ? `${JSON.stringify(String(step))}: ` : ''
  const separator = last === undefined ? '' : ','
  const gap = isOneLine ? (last === undefined ? '' : ' ') : `\n${indent}`
  return text.slice(0, lastEnd) + separator + gap + name + written(value, indent) + text.slice(lastEnd)
}

function endOf(item: unknown): number {
  const node = ((item as { value?: unknown }).value ?? item) as Partial<Node>
  const own = (item as Partial<Node>).range ?? node.range
  return own?.[1] ?? 0
}

const indentAt = (text: string, at: number): string => {
  const start = text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
}

const written = (value: JsonValue, indent: string): string =>
  JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`)
