/** A template's text as a value with all intrinsic functions in their long form, and where in the text each part stands. */

import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Diagnostic, SourceRange } from '../model'
import { withHint } from './spelling'
import { longForm, SHORT_FORMS, TEMPLATE_YAML } from './tags'

/** From the template's root down: `['Resources', 'Orders', 'Properties', 'VisibilityTimeout']`. */
export type TemplatePath = readonly (string | number)[]

/**
 * Limits of what is read: more than a person writes, little enough to handle at every keystroke, also when a stranger's
 * link was made to keep the page busy. CloudFormation takes 1 MB.
 */
const TEXT_LENGTH_MAX = 200_000
/** Aliases followed. */
const VALUES_MAX = 10_000
const PROBLEMS_MAX = 100
const DEPTH_MAX = 100
/** Open at the same time, also in texts such as inline code. */
const BRACKETS_MAX = 500
const TOO_DEEP = `A template may be nested ${DEPTH_MAX} levels deep at most.`
const FIRST_CHARACTER: SourceRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }

export interface Place {
  /** How many parts of the path exist. */
  readonly depth: number
  readonly range: SourceRange
}

/** A node on the way down a path. */
interface Position {
  readonly node: Node | null
  /** Of the last pair that was passed. */
  readonly key: Node | null
  /** Whether the node's short form was passed: what follows is its argument. */
  readonly bare: boolean
}

/** The text's syntax tree, with short forms as tags. */
export function parseTemplateText(text: string, lineCounter = new LineCounter()): Document {
  // The parser compares every key with every other; duplicates are found below.
  return parseDocument(text, { ...TEMPLATE_YAML, lineCounter, prettyErrors: false, uniqueKeys: false }) as Document
}

/** What cannot be read as a template at all. Its message is for the user. */
class Unreadable extends Error {}

export class TemplateDocument {
  /** Null when there is none: the text is empty or no YAML. */
  readonly value: TemplateValue
  readonly #found: Diagnostic[] = []
  #document = new Document()
  #aliases: ReadonlyMap<Node, Node> = new Map()
  readonly #lines = new LineCounter()
  #values = 0

  constructor(
    text: string,
    readonly file: string,
  ) {
    let value: TemplateValue = null
    try {
      if (text.length > TEXT_LENGTH_MAX) {
        throw new Unreadable(`A template may have ${TEXT_LENGTH_MAX} characters here.`)
      }
      if (isTooDeep(text)) throw new Unreadable(TOO_DEEP)
      this.#document = parseTemplateText(text, this.#lines)
      this.#aliases = targetsOfAliases(this.#document)
      this.#found.push(...this.#problems())
      if (this.#found.length === 0) value = this.#convert(this.#document.contents as Node | null, 0)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.#found.push(this.#diagnose('template/unreadable', error.message, FIRST_CHARACTER))
    }
    this.value = value
  }

  /** What is wrong with the text itself. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#found
  }

  /**
   * Where a value stands, or as much of its path as exists. Collections over several lines are named by their key.
   * @param part of the last pair: its key, or its value where that is on one line
   */
  place(path: TemplatePath, part: 'key' | 'value' = 'value'): Place | null {
    let at: Position = { node: this.#document.contents as Node | null, key: null, bare: false }
    let depth = 0
    for (const step of path) {
      const next = this.#step(at, step)
      if (!next) break
      at = { ...next, key: next.key ?? at.key }
      depth++
    }
    const whole = depth === path.length && part === 'value' && isShort(at.node)
    const range = (whole ? at.node : (at.key ?? at.node))?.range
    if (!range) return null
    return { depth, range: this.range(range[0], Math.max(range[1], range[0] + 1)) }
  }

  /** @param start, end offsets in the text, in UTF-16 units */
  range(start: number, end: number): SourceRange {
    const from = this.#lines.linePos(start)
    const to = this.#lines.linePos(end)
    return { startLine: from.line, startColumn: from.col, endLine: to.line, endColumn: to.col }
  }

  #step({ node, bare }: Position, step: string | number): Position | null {
    const target = this.#resolve(node)
    if (!bare && target && SHORT_FORMS[target.tag ?? ''] === step) return { node: target, key: null, bare: true }
    if (isMap(target)) {
      const pair = target.items.find((one) => keyText(one) === String(step))
      if (pair) return { node: pair.value as Node | null, key: pair.key as Node, bare: false }
    }
    if (isSeq(target) && typeof step === 'number' && target.items[step]) {
      return { node: target.items[step] as Node, key: null, bare: false }
    }
    // `!GetAtt A.B` is a single scalar, its parts stand together.
    if (isScalar(target) && typeof step === 'number') return { node: target, key: null, bare }
    return this.#branch(target, step)
  }

  /** Below a Fn::If, whose branches were chosen from before the path was made. */
  #branch(target: Node | null, step: string | number): Position | null {
    const branches: unknown = isMap(target) ? target.get('Fn::If', true) : target
    if (!isSeq(branches) || (branches === target && target.tag !== '!If')) return null
    for (const index of [1, 2]) {
      const branch = (branches.items[index] as Node | undefined) ?? null
      const found = this.#step({ node: branch, key: null, bare: false }, step)
      if (found) return found
    }
    return null
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.#aliases.get(node) ?? null) : node
  }

  #convert(written: Node | null, depth: number): TemplateValue {
    if (++this.#values > VALUES_MAX) throw new Unreadable(`A template may hold ${VALUES_MAX} values at most.`)
    if (depth > DEPTH_MAX) throw new Unreadable(TOO_DEEP)
    const node = this.#resolve(written)
    if (node === null) return null
    const shortForm = SHORT_FORMS[node.tag ?? '']
    const value = this.#content(node, depth)
    return shortForm === undefined ? value : longForm(shortForm, value)
  }

  #content(node: Node, depth: number): TemplateValue {
    if (isSeq(node)) return node.items.map((item) => this.#convert(item as Node, depth + 1))
    if (!isMap(node)) return isScalar(node) ? scalarValue(node) : null
    const keys = new Set<string>()
    const entries = node.items.map((pair): [string, TemplateValue] => {
      const key = keyText(pair)
      if (keys.has(key)) this.#reportDuplicate(pair.key as Node, key)
      keys.add(key)
      return [key, this.#convert(pair.value as Node | null, depth + 1)]
    })
    // fromEntries defines properties, so that a key `__proto__` is a key like any other.
    return Object.fromEntries(entries)
  }

  #reportDuplicate({ range }: Node, key: string): void {
    const place = range ? this.range(range[0], Math.max(range[1], range[0] + 1)) : null
    const message = `Duplicate key ${key}: a mapping can have each key only once; the last one counts.`
    this.#found.push(this.#diagnose('template/duplicate-key', message, place))
  }

  #problems(): Diagnostic[] {
    const { errors, warnings } = this.#document
    return [...errors, ...warnings].slice(0, PROBLEMS_MAX).map(({ message, pos }) => {
      const range = this.range(pos[0], Math.max(pos[1], pos[0] + 1))
      const tag = /^Unresolved tag: (\S+)/.exec(message)?.[1]
      if (tag !== undefined) {
        return withHint(
          this.#diagnose('template/unknown-tag', `${tag} is no CloudFormation function.`, range),
          tag,
          Object.keys(SHORT_FORMS),
        )
      }
      return this.#diagnose('template/yaml', `Template format error: YAML not well-formed. ${message}`, range)
    })
  }

  #diagnose(code: string, message: string, range: SourceRange | null): Diagnostic {
    return { severity: 'error', code, message, file: this.file, range }
  }
}

/**
 * Whether the parser should not see the text at all: it takes time and memory by the square of the nesting. Coarse, since
 * it takes brackets in texts for brackets.
 */
function isTooDeep(text: string): boolean {
  if (/^[ \t]*(?:[-?][ \t]+){100}/m.test(text)) return true
  let depth = 0
  for (const character of text) {
    if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1)
    if (depth > BRACKETS_MAX) return true
  }
  return false
}

/** An alias means the last anchor of its name before it. (The parser's own look-up walks through the document.) */
function targetsOfAliases(document: Document): ReadonlyMap<Node, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  visit(document, {
    Node(_, node) {
      const target = isAlias(node) ? anchors.get(node.source) : undefined
      if (target) targets.set(node as Node, target)
      else if ('anchor' in node && node.anchor) anchors.set(node.anchor, node as Node)
    },
  })
  return targets
}

export function keyText(pair: Pair): string {
  const key = pair.key as Node | null
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key)
}

/** Numbers that a double or YAML 1.1's octal would change, such as account ids, stay as they are written. */
function scalarValue({ value, source }: Scalar): TemplateValue {
  if (typeof value === 'bigint') return source ?? String(value)
  if (typeof value === 'number') {
    const changed = source !== undefined && (/^[-+]?0[\d_]/.test(source) || !Number.isFinite(value))
    return changed || !Number.isSafeInteger(Math.trunc(value)) ? (source ?? String(value)) : value
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}

/** Whether the text of a node can be marked as a whole. */
function isShort(node: Node | null): boolean {
  if (isScalar(node)) return node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL'
  return isAlias(node) || ((isMap(node) || isSeq(node)) && node.flow === true)
}
