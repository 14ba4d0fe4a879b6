/** What a value refers to by name, without evaluating it. */

import type { TemplateValue } from '../template'
import { functionName, isMapping, VARIABLE, type Path } from './call'

export interface Reference {
  readonly logicalId: string
  /** Of Fn::GetAtt and `${Id.Attribute}`; null for Ref and `${Id}`. */
  readonly attribute: string | null
  /** From the searched value down to the function. */
  readonly path: Path
  readonly by: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub'
}

/** Logical ids and parameter names that a value depends on: each once, in order; no pseudo parameters. */
export function dependencies(value: TemplateValue): string[] {
  const names = references(value).map(({ logicalId }) => logicalId)
  return [...new Set(names)].filter((name) => !name.startsWith('AWS::'))
}

/** Every place where a value refers to something by name. Malformed functions refer to nothing. */
export function references(value: TemplateValue): readonly Reference[] {
  const found: Reference[] = []
  collect(value, [], found)
  return found
}

function collect(value: TemplateValue, path: Path, found: Reference[]): void {
  if (Array.isArray(value)) {
    for (const [index, entry] of (value as readonly TemplateValue[]).entries()) collect(entry, [...path, index], found)
    return
  }
  if (!isMapping(value)) return
  const name = functionName(value)
  const argument = name === null ? undefined : value[name]
  if (name === 'Ref' && typeof argument === 'string') {
    if (argument !== 'AWS::NoValue') found.push({ logicalId: argument, attribute: null, path, by: name })
  } else if (name === 'Fn::GetAtt' && argument !== undefined) {
    const [logicalId, ...attribute] = Array.isArray(argument)
      ? (argument as readonly TemplateValue[])
      : String(argument).split('.')
    if (typeof logicalId !== 'string') return
    found.push({ logicalId, attribute: attribute.map(String).join('.'), path, by: name })
    collect(attribute, [...path, name], found)
  } else {
    if (name === 'Fn::Sub' && argument !== undefined) collectVariables(argument, path, found)
    for (const [key, entry] of Object.entries(value)) collect(entry, [...path, key], found)
  }
}

function collectVariables(argument: TemplateValue, path: Path, found: Reference[]): void {
  const [text, given] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : [argument, {}]
  if (typeof text !== 'string') return
  for (const [, literal, name = ''] of text.matchAll(VARIABLE)) {
    if (literal === '!' || (isMapping(given) && Object.hasOwn(given, name))) continue
    const [logicalId = '', ...attribute] = name.split('.')
    found.push({ logicalId, attribute: attribute.length > 0 ? attribute.join('.') : null, path, by: 'Fn::Sub' })
  }
}
