/** The functions one by one. Error texts: CloudFormation's. */

import type { TemplateValue } from '../template'
import { fail, functionName, isMapping, isScalar, type Path } from './call'
import { conditionFunction } from './conditions'
import { isOpen, NO_VALUE, type Reduced, type Run } from './run'
import { substitute } from './substitute'

/** @param path ends with the function's name; @param argument as written, not yet reduced */
type Evaluate = (argument: TemplateValue, run: Run, path: Path) => Reduced

export const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref(argument, { lookup, strict }, path) {
    if (typeof argument !== 'string') fail('Template error: every Ref object must have a single String value.', path)
    if (argument === 'AWS::NoValue') return NO_VALUE
    const value = lookup.ref(argument)
    if (value === undefined && strict) fail(`Template error: instance of Ref references unknown ${argument}`, path)
    return value ?? { Ref: argument }
  },

  'Fn::GetAtt'(argument, run, path) {
    const [logicalId, attribute] = attributeName(argument, run, path)
    const value = run.lookup.attribute(logicalId, attribute)
    if (value === undefined && run.strict) {
      fail(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`, path)
    }
    return value ?? { 'Fn::GetAtt': [logicalId, attribute] }
  },

  'Fn::Sub': substitute,

  'Fn::Join'(argument, run, path) {
    const pair = list(argument, 2, 2, run, path)
    const [delimiter, parts] = pair
    const complaint =
      'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.'
    if (isOpen(delimiter, run) || isOpen(parts, run)) return { 'Fn::Join': pair }
    if (typeof delimiter !== 'string' || !Array.isArray(parts)) fail(complaint, path)
    const entries = parts as readonly TemplateValue[]
    if (entries.some((entry) => isOpen(entry, run))) return { 'Fn::Join': pair }
    if (entries.some((entry) => typeof entry === 'object')) fail(complaint, path)
    return entries.map(String).join(delimiter)
  },

  'Fn::Split'(argument, run, path) {
    const pair = list(argument, 2, 2, run, path)
    const [delimiter, text] = pair
    if (isOpen(delimiter, run) || isOpen(text, run)) return { 'Fn::Split': pair }
    if (typeof delimiter !== 'string' || delimiter === '' || !isScalar(text)) {
      fail(
        'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
        path,
      )
    }
    return String(text).split(delimiter)
  },

  'Fn::Select'(argument, run, path) {
    const pair = list(argument, 2, 2, run, path)
    const [index, entries] = pair
    if (isOpen(index, run) || isOpen(entries, run)) return { 'Fn::Select': pair }
    if (!isScalar(index) || !/^\d+$/.test(String(index)) || !Array.isArray(entries)) {
      fail('Template error: Fn::Select requires a list argument with two elements: an integer index and a list', path)
    }
    const value = (entries as readonly TemplateValue[])[Number(index)]
    if (value === undefined) fail(`Template error: Fn::Select cannot select nonexistent value at index ${index}`, path)
    return value
  },

  'Fn::FindInMap'(argument, run, path) {
    const entries = list(argument, 3, 4, run, path)
    const [map, topKey, secondKey] = entries
    const options = entries[3]
    if (entries.slice(0, 3).some((entry) => isOpen(entry, run))) return { 'Fn::FindInMap': entries }
    if (!isScalar(map) || !isScalar(topKey) || !isScalar(secondKey)) {
      fail(
        'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
        path,
      )
    }
    const found = run.lookup.mapping?.(String(map), String(topKey), String(secondKey))
    const value = found ?? (isMapping(options) ? options['DefaultValue'] : undefined)
    if (value === undefined && run.strict) {
      fail(`Template error: Unable to get mapping for ${String(map)}::${String(topKey)}::${String(secondKey)}`, path)
    }
    return value ?? { 'Fn::FindInMap': entries }
  },

  'Fn::If'(argument, run, path) {
    const [name, whenTrue, whenFalse] = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : []
    if (typeof name !== 'string' || whenTrue === undefined || whenFalse === undefined) {
      fail('Template error: Fn::If requires a list argument with three elements', path)
    }
    const verdict = run.lookup.condition?.(name)
    if (verdict === undefined) {
      if (run.strict) fail(`Template error: unresolved condition dependency ${name} in Fn::If`, path)
      return { 'Fn::If': argument as readonly TemplateValue[] }
    }
    return run.reduce(verdict ? whenTrue : whenFalse, [...path, verdict ? 1 : 2])
  },

  'Fn::Base64'(argument, run, path) {
    const text = run.reduce(argument, path)
    if (isOpen(text, run)) return { 'Fn::Base64': text }
    if (!isScalar(text)) fail('Template error: every Fn::Base64 object must have a String-typed value.', path)
    let binary = ''
    for (const byte of new TextEncoder().encode(String(text))) binary += String.fromCharCode(byte)
    return btoa(binary)
  },

  'Fn::Length'(argument, run, path) {
    const entries = run.reduce(argument, path)
    if (isOpen(entries, run)) return { 'Fn::Length': entries }
    if (!Array.isArray(entries)) fail('Template error: Fn::Length requires a list', path)
    return entries.length
  },

  'Fn::ToJsonString'(argument, run, path) {
    const value = run.reduce(argument, path)
    if (value === NO_VALUE || typeof value !== 'object' || value === null) {
      fail('Template error: Fn::ToJsonString requires an object or a list', path)
    }
    return containsFunction(value) ? { 'Fn::ToJsonString': value } : JSON.stringify(value)
  },

  'Fn::GetAZs'(argument, run, path) {
    const given = run.reduce(argument, path)
    if (isOpen(given, run)) return { 'Fn::GetAZs': given }
    const region = given === '' ? run.lookup.ref('AWS::Region') : given
    if (region === undefined && !run.strict) return { 'Fn::GetAZs': '' }
    if (typeof region !== 'string')
      fail('Template error: every Fn::GetAZs object must have a String-typed value.', path)
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`)
  },

  'Fn::Equals': conditionFunction,
  'Fn::And': conditionFunction,
  'Fn::Or': conditionFunction,
  'Fn::Not': conditionFunction,
}

function list(argument: TemplateValue, minimum: number, maximum: number, run: Run, path: Path): TemplateValue[] {
  const entries = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : []
  if (entries.length < minimum || entries.length > maximum) {
    const count = minimum === maximum ? `${minimum}` : `${minimum} or ${maximum}`
    fail(`Template error: every ${String(path[path.length - 1])} object requires a list of ${count} elements.`, path)
  }
  return entries.map((entry, index) => {
    const reduced = run.reduce(entry, [...path, index])
    return reduced === NO_VALUE ? null : reduced
  })
}

function attributeName(argument: TemplateValue, run: Run, path: Path): [string, string] {
  const [logicalId, ...rest] = Array.isArray(argument)
    ? (argument as readonly TemplateValue[])
    : typeof argument === 'string'
      ? argument.split('.')
      : []
  const attribute = rest.map((part) => (isScalar(part) ? String(part) : run.reduce(part, path))).join('.')
  if (typeof logicalId !== 'string' || attribute === '') {
    fail(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
      path,
    )
  }
  return [logicalId, attribute]
}

function containsFunction(value: TemplateValue): boolean {
  if (typeof value !== 'object' || value === null) return false
  return functionName(value) !== null || Object.values(value).some(containsFunction)
}
