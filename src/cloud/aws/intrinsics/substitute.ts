/** Fn::Sub. */

import type { TemplateValue } from '../template'
import { fail, isMapping, isScalar, VARIABLE, type Mapping, type Path } from './call'
import { isOpen, type Reduced, type Run } from './run'

/** `literal`: `${!Name}`; `open`: a variable that is not known yet. */
type Piece = { readonly kind: 'text' | 'value' | 'literal' | 'open'; readonly text: string }

/** @param path ends with `Fn::Sub` */
export function substitute(argument: TemplateValue, run: Run, path: Path): TemplateValue {
  const [text, given, ...more] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [argument, {}]
  if (typeof text !== 'string' || !isMapping(given) || more.length > 0) {
    fail(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
      path,
    )
  }
  const left: Record<string, TemplateValue> = {}
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, exclamation, name = ''] = match
    pieces.push({ kind: 'text', text: text.slice(end, match.index) })
    end = match.index + whole.length
    if (exclamation) pieces.push({ kind: 'literal', text: name })
    else pieces.push(variable(name, given, left, run, path))
  }
  pieces.push({ kind: 'text', text: text.slice(end) })
  if (!pieces.some(({ kind }) => kind === 'open')) {
    return pieces.map((piece) => (piece.kind === 'literal' ? `\${${piece.text}}` : piece.text)).join('')
  }
  const rest = pieces.map(written).join('')
  return { 'Fn::Sub': Object.keys(left).length > 0 ? [rest, left] : rest }
}

/** As part of a Fn::Sub again: what a variable was replaced by must not be taken for variables. */
function written({ kind, text }: Piece): string {
  switch (kind) {
    case 'text':
      return text
    case 'value':
      return text.replaceAll('${', '${!')
    case 'literal':
      return `\${!${text}}`
    case 'open':
      return `\${${text}}`
  }
}

function variable(name: string, given: Mapping, left: Record<string, TemplateValue>, run: Run, path: Path): Piece {
  const own = Object.hasOwn(given, name)
  const value = own ? run.reduce(given[name] ?? null, [...path, 1, name]) : named(name, run, path)
  if (isOpen(value, run)) {
    if (own) left[name] = value
    return { kind: 'open', text: name }
  }
  if (!isScalar(value)) {
    fail(`Template error: variable ${name} in Fn::Sub expression does not resolve to a string`, path)
  }
  return { kind: 'value', text: String(value) }
}

function named(name: string, run: Run, path: Path): Reduced {
  const dot = name.indexOf('.')
  const value = dot > 0 ? run.lookup.attribute(name.slice(0, dot), name.slice(dot + 1)) : run.lookup.ref(name)
  if (value !== undefined) return value
  if (run.strict) fail(`Template error: variable ${name} in Fn::Sub expression does not resolve to a string`, path)
  return { Ref: name }
}
