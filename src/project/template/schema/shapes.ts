/** The vocabulary's shapes as JSON Schema, with a description of each property. */

import type { Property, Shape } from '../vocabulary'
import type { JsonSchema } from './json-schema'
import { unitOf, type Note } from './notes'

export interface ShapeContext {
  /** Whether values may be function calls in their long form: for checking a template, not for typing one. */
  readonly functions: boolean
  note(path: readonly string[]): Note | undefined
  /** AWS's page about a property. */
  page(path: readonly string[]): string
}

export const FUNCTION_CALL: JsonSchema = { $ref: '#/definitions/function' }

/** @param path names from the type's properties down */
export function schemaOf(shape: Shape, path: readonly string[], context: ShapeContext): JsonSchema {
  const plain = plainSchema(shape, path, context)
  if (!context.functions || shape.kind === 'anything') return plain
  return { anyOf: [plain, FUNCTION_CALL] }
}

function plainSchema(shape: Shape, path: readonly string[], context: ShapeContext): JsonSchema {
  switch (shape.kind) {
    case 'anything':
      return {}
    case 'boolean':
      // CloudFormation takes the texts, too; an editor need not offer them.
      return context.functions ? { enum: [true, false, 'true', 'false'] } : { type: 'boolean' }
    case 'integer': {
      const { minimum, maximum } = shape
      const number: JsonSchema = { type: 'integer', minimum, ...(maximum < Number.MAX_SAFE_INTEGER && { maximum }) }
      return context.functions ? { anyOf: [number, { type: 'string', pattern: '^-?\\d+$' }] } : number
    }
    case 'text':
      if (shape.oneOf) return { enum: shape.oneOf }
      return {
        type: context.functions ? ['string', 'number', 'boolean'] : 'string',
        ...(shape.pattern && { pattern: shape.pattern.source }),
        ...(shape.maximumLength !== undefined && { maxLength: shape.maximumLength }),
      }
    case 'list':
      return {
        type: 'array',
        items: schemaOf(shape.of, path, context),
        ...(shape.maximumLength !== undefined && { maxItems: shape.maximumLength }),
      }
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.of, path, context) }
    case 'object':
      return propertiesSchema(shape.properties, path, context)
  }
}

export function propertiesSchema(
  properties: Readonly<Record<string, Property>>,
  path: readonly string[],
  context: ShapeContext,
): JsonSchema {
  const required = Object.entries(properties).flatMap(([name, property]) => (property.required ? [name] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, described(property, [...path, name], context)]),
    ),
    additionalProperties: false,
    ...(required.length > 0 && { required }),
  }
}

function described(property: Property, path: readonly string[], context: ShapeContext): JsonSchema {
  const note = context.note(path)
  return {
    ...schemaOf(property.shape, path, context),
    ...(note?.default !== undefined && { default: note.default }),
    markdownDescription: describe(property, path, note, context.page(path)),
  }
}

/** What begins the description of a property that must be there; lists of properties put those first. */
export const REQUIRED = '**Required.**'
/** … and of one that has no effect here; they come last. */
export const NO_EFFECT = '**No effect here'

function describe(
  { shape, required, effect, reason }: Property,
  path: readonly string[],
  note: Note | undefined,
  page: string,
): string {
  const unit = note?.unit ?? unitOf(path.at(-1) ?? '')
  const kind = kindOf(shape, unit)
  const facts = [kind, note?.default === undefined ? null : `default ${note.default}`].filter((fact) => fact !== null)
  const effects: Readonly<Record<Property['effect'], string | null>> = {
    simulated: null,
    none: 'Accepted; on AWS, too, it changes nothing that could be seen here.',
    kept: `${NO_EFFECT}: ${reason ?? ''}.**`,
    'not-yet': `${NO_EFFECT}: not simulated yet.**`,
  }
  return [
    [required ? REQUIRED : null, note?.about].filter(Boolean).join(' '),
    facts.length > 0 ? `${facts.join('; ')}.` : '',
    effects[effect] ?? '',
    `[AWS’s page](${page})`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** In words, with its limits: `Integer, 0 to 900 seconds`. */
export function kindOf(shape: Shape, unit?: string): string | null {
  switch (shape.kind) {
    case 'anything':
      return null
    case 'boolean':
      return 'true or false'
    case 'integer': {
      const { minimum, maximum } = shape
      const range =
        maximum < Number.MAX_SAFE_INTEGER
          ? `${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`
          : `from ${minimum}`
      return `Integer, ${range}${unit === undefined ? '' : ` ${unit}`}`
    }
    case 'text':
      if (shape.oneOf)
        return shape.oneOf.length === 1
          ? `\`${shape.oneOf[0]}\``
          : `One of ${shape.oneOf.map((one) => `\`${one}\``).join(', ')}`
      return shape.maximumLength === undefined
        ? 'Text'
        : `Text of at most ${shape.maximumLength.toLocaleString('en')} characters`
    case 'list': {
      const most = shape.maximumLength === undefined ? '' : ` of at most ${shape.maximumLength}`
      const of = kindOf(shape.of)
      return `List${most}${of === null || shape.of.kind === 'object' ? '' : `: ${of.charAt(0).toLowerCase()}${of.slice(1)}`}`
    }
    case 'map':
      return 'Names and values'
    case 'object':
      return null
  }
}
