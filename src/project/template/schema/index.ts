/**
 * A JSON schema of template.yaml, made from the vocabulary: the same tables that templates are read with. For completion
 * and hover in editors, and for whoever checks templates elsewhere. Templates here are checked by `readTemplate`, which
 * knows more: what names refer to, and what AWS would say.
 */

import { EVENT_SOURCES } from '../events'
import { POLICY_TEMPLATES } from '../policy-templates'
import { SHORT_FORMS } from '../tags'
import {
  GLOBALS_SECTIONS,
  NOT_GLOBAL,
  RESOURCE_ATTRIBUTES,
  SIMULATED_RESOURCES,
  SIMULATED_RUNTIMES,
  TRANSFORMS,
  type Property,
} from '../vocabulary'
import { SERVERLESS_API, SERVERLESS_HTTP_API } from '../vocabulary/apigateway'
import { pageOfEvent, pageOfType, PAGES } from './aws-pages'
import type { JsonSchema } from './json-schema'
import { EVENT_NOTES, NOTES } from './notes'
import { buildProperties, outputs, parameters, SECTION_ABOUT } from './sections'
import { FUNCTION_CALL, propertiesSchema, schemaOf, type ShapeContext } from './shapes'

export type { JsonSchema } from './json-schema'
export { NO_EFFECT, REQUIRED } from './shapes'

export interface SchemaOptions {
  /**
   * Whether values may be function calls in their long form, as they have once short forms are read. An editor's schema
   * does without: there, `!Ref` and its kind are texts.
   */
  readonly functions: boolean
}

type Definitions = Record<string, JsonSchema>

const SERVERLESS_FUNCTION = 'AWS::Serverless::Function'

export function templateSchema({ functions }: SchemaOptions): JsonSchema {
  const definitions: Definitions = {
    ...(functions && { function: functionCall() }),
    events: events(functions),
    policies: policies(functions),
    build: buildProperties(),
  }
  for (const type of Object.keys(SIMULATED_RESOURCES)) definitions[type] = resourceProperties(type, functions)
  const globalFunction = definitions[SERVERLESS_FUNCTION]
  definitions['globals'] = globals(globalFunction ?? {}, functions)
  definitions['resource'] = resource()
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'AWS SAM template, as Coldstart reads it',
    type: 'object',
    definitions,
    properties: {
      AWSTemplateFormatVersion: { enum: ['2010-09-09'], ...about('AWSTemplateFormatVersion') },
      Transform: {
        anyOf: [{ enum: TRANSFORMS }, { type: 'array', items: { enum: TRANSFORMS } }],
        ...about('Transform'),
      },
      Description: { type: 'string', maxLength: 1024, ...about('Description') },
      Metadata: { type: 'object', ...about('Metadata') },
      Globals: { $ref: '#/definitions/globals', ...about('Globals') },
      Parameters: { ...parameters(), ...about('Parameters') },
      Mappings: {
        type: 'object',
        additionalProperties: { type: 'object', additionalProperties: { type: 'object' } },
        ...about('Mappings'),
      },
      Conditions: { type: 'object', additionalProperties: functions ? FUNCTION_CALL : {}, ...about('Conditions') },
      Rules: { type: 'object', ...about('Rules') },
      Resources: {
        type: 'object',
        minProperties: 1,
        patternProperties: { '^[A-Za-z0-9]{1,255}$': { $ref: '#/definitions/resource' } },
        additionalProperties: false,
        ...about('Resources'),
      },
      Outputs: { ...outputs(), ...about('Outputs') },
      Hooks: { type: 'object', ...about('Hooks') },
    },
    required: ['Resources'],
    additionalProperties: false,
  }
}

const about = (section: string): JsonSchema => ({
  markdownDescription: `${SECTION_ABOUT[section] ?? ''}\n\n[AWS’s page](${section === 'Globals' ? PAGES.globals : PAGES.sections})`,
})

const typed = (type: string, then: JsonSchema): JsonSchema => ({
  // A pattern: while one is typing, yaml-language-server takes the beginning of a `const` for the whole.
  if: { properties: { Type: { type: 'string', pattern: `^${type}$` } }, required: ['Type'] },
  then,
})

function resource(): JsonSchema {
  const types = Object.keys(SIMULATED_RESOURCES)
  const text: JsonSchema = { type: 'string' }
  const attributes: Readonly<Record<string, JsonSchema>> = {
    Type: {
      // Types that are not simulated are taken too, with a warning of the reader.
      anyOf: [
        { enum: types, markdownEnumDescriptions: types.map((type) => `[AWS’s page](${pageOfType(type)})`) },
        { type: 'string', pattern: '^(AWS::[A-Z]\\w+::[A-Z]\\w+|Custom::.+)$' },
      ],
    },
    Properties: { type: 'object' },
    DependsOn: { anyOf: [text, { type: 'array', items: text }] },
    Condition: text,
    Metadata: {
      type: 'object',
      properties: { BuildMethod: { enum: ['esbuild'] }, BuildProperties: { $ref: '#/definitions/build' } },
    },
    DeletionPolicy: { enum: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'] },
    UpdateReplacePolicy: { enum: ['Delete', 'Retain', 'Snapshot'] },
  }
  return {
    type: 'object',
    properties: Object.fromEntries(
      RESOURCE_ATTRIBUTES.map((name) => [
        name,
        {
          ...(attributes[name] ?? {}),
          markdownDescription: `${SECTION_ABOUT[name] ?? ''}\n\n[AWS’s page](${PAGES.attributes})`,
        },
      ]),
    ),
    required: ['Type'],
    additionalProperties: false,
    allOf: types.map((type) => {
      const properties = SIMULATED_RESOURCES[type]?.properties ?? {}
      // What Globals may bring need not stand here.
      const needed = Object.values(properties).some((property) => property.required)
      return typed(type, {
        properties: { Properties: { $ref: `#/definitions/${type}` } },
        ...(needed && { required: ['Properties'] }),
      })
    }),
  }
}

function contextOf(type: string, functions: boolean): ShapeContext {
  return {
    functions,
    note: (path) => NOTES[type]?.[path.join('.')],
    page: ([property]) => pageOfType(type, property),
  }
}

function resourceProperties(type: string, functions: boolean): JsonSchema {
  const schema = propertiesSchema(SIMULATED_RESOURCES[type]?.properties ?? {}, [], contextOf(type, functions))
  const own = schema.properties ?? {}
  if (type === SERVERLESS_FUNCTION) {
    replace(own, 'Events', { type: 'object', additionalProperties: { $ref: '#/definitions/events' } })
    replace(own, 'Policies', { $ref: '#/definitions/policies' })
  }
  // A runtime that is not simulated is AWS's business, and the reader's.
  if (own['Runtime'] && !functions) replace(own, 'Runtime', { enum: SIMULATED_RUNTIMES })
  return schema
}

function replace(properties: Record<string, JsonSchema>, name: string, schema: JsonSchema): void {
  const { markdownDescription } = properties[name] ?? {}
  properties[name] = { ...schema, ...(markdownDescription !== undefined && { markdownDescription }) }
}

function globals(ofFunction: JsonSchema, functions: boolean): JsonSchema {
  const shared = (properties: Readonly<Record<string, Property>>, type: string): JsonSchema => {
    const { required: _, ...schema } = propertiesSchema(properties, [], contextOf(type, functions))
    return schema
  }
  const sections: Readonly<Record<string, JsonSchema>> = {
    Function: {
      ...ofFunction,
      properties: Object.fromEntries(
        Object.entries(ofFunction.properties ?? {}).filter(([name]) => !NOT_GLOBAL.has(name)),
      ),
    },
    Api: shared(SERVERLESS_API, 'AWS::Serverless::Api'),
    HttpApi: shared(SERVERLESS_HTTP_API, 'AWS::Serverless::HttpApi'),
  }
  return {
    type: 'object',
    properties: Object.fromEntries(GLOBALS_SECTIONS.map((name) => [name, sections[name] ?? { type: 'object' }])),
    additionalProperties: false,
  }
}

function events(functions: boolean): JsonSchema {
  const names = Object.keys(EVENT_SOURCES)
  return {
    type: 'object',
    properties: {
      Type: {
        enum: names,
        markdownEnumDescriptions: names.map((name) => `[AWS’s page](${pageOfEvent(name)})`),
        markdownDescription: 'What invokes the function.',
      },
      Properties: { type: 'object', markdownDescription: 'Which one, and how.' },
    },
    required: ['Type'],
    additionalProperties: false,
    allOf: Object.entries(EVENT_SOURCES).flatMap(([name, source]) => {
      if (typeof source === 'string') return []
      const context: ShapeContext = {
        functions,
        note: (path) => EVENT_NOTES[path.join('.')],
        page: () => pageOfEvent(name),
      }
      return [typed(name, { properties: { Properties: propertiesSchema(source.properties, [], context) } })]
    }),
  }
}

function policies(functions: boolean): JsonSchema {
  const context: ShapeContext = { functions, note: () => undefined, page: () => PAGES.policyTemplates }
  const value = schemaOf({ kind: 'text' }, [], context)
  const templates = Object.fromEntries(
    [...POLICY_TEMPLATES].map(([name, { description, parameters: own }]): [string, JsonSchema] => [
      name,
      {
        type: 'object',
        properties: Object.fromEntries(own.map((parameter) => [parameter, value])),
        required: own,
        markdownDescription: `${description}.\n\n[AWS’s page](${PAGES.policyTemplates})`,
      },
    ]),
  )
  const one: JsonSchema = {
    anyOf: [
      { type: 'string', markdownDescription: 'Name or ARN of a managed policy.' },
      { type: 'object', properties: templates, additionalProperties: false, minProperties: 1, maxProperties: 1 },
      { type: 'object', required: ['Statement'], properties: { Version: { enum: ['2012-10-17'] }, Statement: {} } },
      ...(functions ? [FUNCTION_CALL] : []),
    ],
  }
  return { anyOf: [{ type: 'array', items: one }, one] }
}

/** `{ Ref: … }`, `{ 'Fn::Sub': … }`: one key, the function's name. */
function functionCall(): JsonSchema {
  const names = [...new Set(Object.values(SHORT_FORMS))]
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, {}])),
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  }
}
