/** A template's JSON Schema: made from its example, and from what the template says of single values. */

import type { JsonObject, JsonValue } from '../../../cloud/aws/json'
import type { EventTemplate } from './template'

/** The part of JSON Schema (2020-12) that is needed here. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'boolean'
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly enum?: readonly JsonValue[]
}

/** Whatever the example has is required and of its type, other members may be there; where it has null, anything may be. */
export function schemaOf(template: EventTemplate, example: JsonValue): JsonSchema {
  const { optional = [], open = [], fields } = template
  const enums = new Map(
    fields.flatMap(({ path, oneOf }) => (oneOf ? [[path.map(starred).join('.'), oneOf] as const] : [])),
  )
  const schema = (value: JsonValue, path: readonly string[]): JsonSchema => {
    const name = path.join('.')
    if (value === null) return {}
    if (Array.isArray(value)) {
      const [first] = value as readonly JsonValue[]
      return { type: 'array', ...(first !== undefined && { items: schema(first, [...path, '*']) }) }
    }
    if (typeof value !== 'object') {
      const oneOf = enums.get(name)
      return { type: typeof value as 'string' | 'number' | 'boolean', ...(oneOf && { enum: oneOf }) }
    }
    if (open.includes(name)) return { type: 'object' }
    const members = Object.entries(value as JsonObject)
    return {
      type: 'object',
      properties: Object.fromEntries(members.map(([key, one]) => [key, schema(one, [...path, key])])),
      required: members.map(([key]) => key).filter((key) => !optional.includes([...path, key].join('.'))),
    }
  }
  return schema(example, [])
}

const starred = (step: string | number): string => (typeof step === 'number' ? '*' : step)

export interface SchemaProblem {
  /** `Records[0].messageId` */
  readonly path: string
  readonly expected: string
  readonly got: string
}

/** What of a value is not as its schema says, in the order of the schema; at most `limit`. */
export function problemsOf(schema: JsonSchema, value: JsonValue, limit = 20): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = []
  const check = (
    { type, properties = {}, required = [], items, enum: oneOf }: JsonSchema,
    one: JsonValue,
    path: string,
  ) => {
    if (problems.length >= limit) return
    if (type !== undefined && typeName(one) !== type) {
      problems.push({ path: path || 'the event', expected: withArticle(type), got: brief(one) })
      return
    }
    if (oneOf && !oneOf.includes(one)) {
      problems.push({ path, expected: oneOf.join(' or '), got: brief(one) })
    }
    if (Array.isArray(one) && items)
      one.forEach((member, index) => check(items, member as JsonValue, `${path}[${index}]`))
    if (typeName(one) !== 'object') return
    const members = one as JsonObject
    for (const [name, below] of Object.entries(properties)) {
      const inside = joined(path, name)
      if (Object.hasOwn(members, name)) check(below, members[name] as JsonValue, inside)
      else if (required.includes(name))
        problems.push({ path: inside, expected: withArticle(below.type), got: 'nothing' })
    }
  }
  check(schema, value, '')
  return problems.slice(0, limit)
}

const joined = (path: string, name: string): string => {
  if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}

const typeName = (value: JsonValue): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)

const WORDS = { object: 'an object', array: 'a list', string: 'a text', number: 'a number', boolean: 'true or false' }
const withArticle = (type: JsonSchema['type']): string => (type ? WORDS[type] : 'a value')

function brief(value: JsonValue): string {
  const text = JSON.stringify(value)
  return text.length > 30 ? `${text.slice(0, 29)}…` : text
}

export const problemText = ({ path, expected, got }: SchemaProblem): string =>
  `${path}: expected ${expected}, got ${got}`
