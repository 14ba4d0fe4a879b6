/**
 * Edits of a template's text, for forms and for drag and drop. Only the lines of what changes are written anew: comments,
 * order, blank lines and style of all others stay as they are, character by character.
 *
 * Each edit is held against what it should have come to before it is handed out.
 */

import { isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import type { TemplateValue } from '../../cloud/aws/template'
import { keyText, parseTemplateText, TemplateDocument, type TemplatePath } from './document'
import { renamings, type TextChange } from './rename'
import { SHORT_FORMS } from './tags'
import { valueAt, withValue } from './values'
import { writePair, writeTemplate, writeValue } from './write'

/** An edit that cannot be made. The message is for people. */
export class TemplateEditError extends Error {
  override readonly name = 'TemplateEditError'
}

/**
 * Sets a value; mappings on the way that are not there are made.
 * @param value functions in their long form; they are written in their short form
 * @throws TemplateEditError
 */
export function setValue(text: string, path: TemplatePath, value: TemplateValue): string {
  return edit(text, path, value)
}

/** Adds an entry at the end of a list that is there; comments within the list stay. @throws TemplateEditError */
export function appendValue(text: string, path: TemplatePath, entry: TemplateValue): string {
  const list = valueAt(readable(text).value, path)
  if (!Array.isArray(list)) throw new TemplateEditError(`${path.join('.')} is no list.`)
  const expected = withValue(readable(text).value, [...path, list.length], entry)
  const appended = isJson(text) ? null : appendEntry(text, path, entry)
  if (appended !== null && expected !== undefined && isSame(appended, expected)) return appended
  return edit(text, path, [...(list as readonly TemplateValue[]), entry])
}

/** @returns null when the list does not stand over several lines */
function appendEntry(text: string, path: TemplatePath, entry: TemplateValue): string | null {
  const root = parseTemplateText(text).contents as Node | null
  if (!isBlockMap(root)) return null
  const { pair, depth } = anchor(root, path)
  const list: unknown = pair?.value
  if (depth !== path.length || !isSeq(list) || list.flow === true || list.items.length === 0) return null
  const start = list.range?.[0] ?? 0
  const indent = ' '.repeat(start - lineStart(text, start))
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = writeTemplate([entry], newline).split(newline)
  const at = lineEnd(text, nodeEnd(text, list))
  const written = lines.map((line) => (line === '' ? line : indent + line)).join(newline)
  return changed(text, [{ start: at, end: at, text: newline + written }])
}

/** Removes a value with its key and the comment lines right above. Nothing happens if it is not there. @throws TemplateEditError */
export function removeValue(text: string, path: TemplatePath): string {
  const document = readable(text)
  return valueAt(document.value, path) === undefined ? text : edit(text, path, undefined)
}

/** @param resource Type, Properties, … @throws TemplateEditError also when there is one of that name */
export function addResource(text: string, logicalId: string, resource: TemplateValue): string {
  if (valueAt(readable(text).value, ['Resources', logicalId]) !== undefined) {
    throw new TemplateEditError(`There is a resource ${logicalId} already.`)
  }
  return edit(text, ['Resources', logicalId], resource)
}

/** Renames a resource and every reference to it. @throws TemplateEditError */
export function renameResource(text: string, from: string, to: string): string {
  const { value } = readable(text)
  if (valueAt(value, ['Resources', from]) === undefined) throw new TemplateEditError(`There is no resource ${from}.`)
  if (valueAt(value, ['Resources', to]) !== undefined) throw new TemplateEditError(`There is a resource ${to} already.`)
  if (!/^[A-Za-z0-9]+$/.test(to)) throw new TemplateEditError(`${to} cannot be a name: letters and digits only.`)
  return changed(text, renamings(parseTemplateText(text), text, from, to))
}

function readable(text: string): TemplateDocument {
  const document = new TemplateDocument(text, 'template.yaml')
  if (document.diagnostics.length > 0) {
    throw new TemplateEditError('The template cannot be edited this way while its YAML has errors.')
  }
  return document
}

function edit(text: string, path: TemplatePath, value: TemplateValue | undefined): string {
  const expected = withValue(readable(text).value, path, value)
  if (expected === undefined) throw new TemplateEditError(`${path.join('.')} leads into something that has no parts.`)
  if (isJson(text)) return `${JSON.stringify(expected, null, 2)}\n`
  const edited = editYaml(text, path, value, expected)
  if (isSame(edited, expected)) return edited
  // An unusual layout. The whole section is written anew, without its comments.
  const section = path.slice(0, 1)
  const rewritten = editYaml(text, section, valueAt(expected, section), expected)
  if (isSame(rewritten, expected)) return rewritten
  throw new TemplateEditError('The template is laid out in a way that cannot be edited here.')
}

function isSame(text: string, expected: TemplateValue): boolean {
  const { value, diagnostics } = new TemplateDocument(text, '')
  return diagnostics.length === 0 && JSON.stringify(value) === JSON.stringify(expected)
}

function isJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** @param expected the whole template's value after the edit */
function editYaml(text: string, path: TemplatePath, value: TemplateValue | undefined, expected: TemplateValue): string {
  const root = parseTemplateText(text).contents as Node | null
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  if (!isBlockMap(root)) {
    const kept = text.trimEnd()
    return `${kept === '' ? '' : kept + newline}${writeTemplate(expected, newline)}${newline}`
  }
  const { map, pair, depth } = anchor(root, path)
  const rest = path.slice(depth)
  if (rest.length === 0 && pair && value === undefined) {
    return map.items.length > 1 || map === root
      ? changed(text, [removal(text, pair)])
      : editYaml(text, path.slice(0, -1), {}, expected)
  }
  const below = pair?.value as Node | null
  if (rest.length > 0 && (!pair || isBlockMap(below))) {
    const target = isBlockMap(below) ? below : root
    const [key = '', ...inner] = rest
    const added = withValue(undefined, inner, value) ?? null
    return changed(text, [insertion(text, target, String(key), added, newline, depth === 1 && path[0] === 'Resources')])
  }
  if (!pair) return text
  return changed(text, [replacement(text, pair, valueAt(expected, path.slice(0, depth)) ?? null, newline)])
}

interface Anchor {
  /** The mapping that has the pair, or the root. */
  readonly map: YAMLMap
  /** The last pair of the path that can be reached through mappings over several lines. */
  readonly pair: Pair | null
  /** How many steps of the path led to it. */
  readonly depth: number
}

function anchor(root: YAMLMap, path: TemplatePath): Anchor {
  let found: Anchor = { map: root, pair: null, depth: 0 }
  let next: Node | null = root
  for (const step of path) {
    if (!isBlockMap(next)) break
    const pair: Pair | undefined = next.items.find((one) => keyText(one) === String(step))
    if (!pair) break
    found = { map: next, pair, depth: found.depth + 1 }
    next = pair.value as Node | null
  }
  return found
}

function isBlockMap(node: unknown): node is YAMLMap {
  return isMap(node) && node.flow !== true && node.items.length > 0 && SHORT_FORMS[node.tag ?? ''] === undefined
}

// --- Changes of text

function changed(text: string, changes: readonly TextChange[]): string {
  let result = text
  for (const { start, end, text: inserted } of [...changes].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + inserted + result.slice(end)
  }
  return result
}

function replacement(text: string, pair: Pair, value: TemplateValue, newline: string): TextChange {
  const node = pair.value as Node | null
  const flow = isMap(node) && node.flow === true
  const written = writeValue(value, columnOf(text, pair), flow, newline)
  return { start: colonEnd(text, pair), end: contentEnd(text, pair), text: written }
}

function insertion(
  text: string,
  map: YAMLMap,
  key: string,
  value: TemplateValue,
  newline: string,
  isResource: boolean,
): TextChange {
  const last = map.items[map.items.length - 1]
  const indent = last ? columnOf(text, last) : 0
  const at = lineEnd(text, last ? contentEnd(text, last) : text.length)
  const gap = isResource && isSpaced(text, map) ? newline : ''
  return { start: at, end: at, text: `${newline}${gap}${' '.repeat(indent)}${writePair(key, value, indent, newline)}` }
}

/** With the comment lines right above it. */
function removal(text: string, pair: Pair): TextChange {
  const column = columnOf(text, pair)
  let start = lineStart(text, (pair.key as Node).range?.[0] ?? 0)
  const comment = new RegExp(`^ {${column}}#`)
  while (start > 0) {
    const above = lineStart(text, start - 1)
    if (!comment.test(text.slice(above, start))) break
    start = above
  }
  const end = lineEnd(text, contentEnd(text, pair))
  return { start, end: end === text.length ? end : text.indexOf('\n', end) + 1, text: '' }
}

/** Whether entries are separated by blank lines; a single one counts as being so. */
function isSpaced(text: string, { items }: YAMLMap): boolean {
  const [first, second] = items
  if (!first || !second) return true
  return /\n[ \t]*\r?\n/.test(text.slice(contentEnd(text, first), (second.key as Node).range?.[0]))
}

const endOf = (node: Node): number => node.range?.[1] ?? 0

/** Behind the colon of a pair. */
const colonEnd = (text: string, { key }: Pair): number => text.indexOf(':', endOf(key as Node)) + 1

/** Where the last character of a pair that is not comment or white space ends. */
function contentEnd(text: string, pair: Pair): number {
  const value = pair.value as Node | null
  const isEmpty = value === null || (isScalar(value) && value.source === '' && value.type === 'PLAIN')
  return isEmpty ? colonEnd(text, pair) : nodeEnd(text, value)
}

function nodeEnd(text: string, node: Node): number {
  if ((isMap(node) || isSeq(node)) && !node.flow) {
    const last: unknown = node.items[node.items.length - 1]
    if (isPair(last)) return contentEnd(text, last)
    return last === undefined ? endOf(node) : nodeEnd(text, last as Node)
  }
  // A block scalar ends with its last line break.
  const isBlock = isScalar(node) && (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
  return isBlock ? text.slice(0, endOf(node)).trimEnd().length : endOf(node)
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

/** Before the line break. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset)
  if (at < 0) return text.length
  return text[at - 1] === '\r' ? at - 1 : at
}

function columnOf(text: string, pair: Pair): number {
  const start = (pair.key as Node).range?.[0] ?? 0
  return start - lineStart(text, start)
}
