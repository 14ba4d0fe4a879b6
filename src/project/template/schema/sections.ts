/** The template around its resources. Sources: CloudFormation User Guide, "Template sections"; SAM, "Building Node.js functions". */

import type { JsonSchema } from './json-schema'
import { PAGES } from './aws-pages'

/** In our own words. */
export const SECTION_ABOUT: Readonly<Record<string, string>> = {
  AWSTemplateFormatVersion: 'There is one version.',
  Transform: 'With SAM’s transform, resources of the types `AWS::Serverless::*` become plain ones.',
  Description: 'What the stack is for.',
  Metadata: 'Remarks that nothing acts on; for a function, how it is built.',
  Globals: 'What functions and APIs have in common. A resource’s own value wins; maps are merged, lists are joined.',
  Parameters: 'Values that `!Ref` gives. Here each one has its Default.',
  Mappings: 'Tables that `!FindInMap` looks in.',
  Conditions: 'Named yes or no, for `!If` and for the Condition of a resource.',
  Rules: 'Checks of parameters. They have no effect here.',
  Resources: 'What the stack has: logical id, type, properties.',
  Outputs: 'Values to look at once the stack is there.',
  Hooks: 'They have no effect here.',
  Type: 'What it is.',
  Properties: 'How it is.',
  DependsOn: 'Resources that have to be there first, beside those that it refers to.',
  Condition: 'The resource exists if this condition is true.',
  DeletionPolicy: 'What becomes of it when it leaves the template. Here it is always deleted.',
  UpdateReplacePolicy: 'What becomes of the old one when it is replaced. Here it is always deleted.',
  CreationPolicy: 'Has no effect here: a resource is there at once.',
  UpdatePolicy: 'Has no effect here: a change is there at once.',
  Connectors: 'Permissions from this resource to others, by SAM.',
  IgnoreGlobals: 'Properties of Globals that this resource does without.',
}

const TEXT: JsonSchema = { type: 'string' }

export function parameters(): JsonSchema {
  return {
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: {
        Type: {
          anyOf: [
            { enum: ['String', 'Number', 'CommaDelimitedList', 'List<Number>'] },
            { type: 'string', pattern: '^(List<)?AWS::' },
          ],
        },
        Default: { type: ['string', 'number', 'boolean'] },
        AllowedValues: { type: 'array', items: { type: ['string', 'number', 'boolean'] } },
        AllowedPattern: TEXT,
        ConstraintDescription: TEXT,
        Description: TEXT,
        MaxLength: { type: ['integer', 'string'] },
        MinLength: { type: ['integer', 'string'] },
        MaxValue: { type: ['number', 'string'] },
        MinValue: { type: ['number', 'string'] },
        NoEcho: { type: ['boolean', 'string'] },
      },
      required: ['Type'],
      additionalProperties: false,
    },
  }
}

export function outputs(): JsonSchema {
  return {
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: {
        Value: {},
        Description: TEXT,
        Condition: TEXT,
        Export: { type: 'object', properties: { Name: {} } },
      },
      required: ['Value'],
      additionalProperties: false,
    },
  }
}

/** What `sam build` hands to esbuild. */
export function buildProperties(): JsonSchema {
  const list: JsonSchema = { type: 'array', items: TEXT }
  const about = (text: string): JsonSchema => ({ markdownDescription: `${text}\n\n[AWS’s page](${PAGES.esbuild})` })
  return {
    type: 'object',
    properties: {
      EntryPoints: { ...list, ...about('The files that are built, from CodeUri.') },
      Target: { type: 'string', ...about('The version of JavaScript: `es2022`.') },
      Format: { enum: ['cjs', 'esm'], ...about('CommonJS or ES modules.') },
      Minify: {
        type: 'boolean',
        ...about(
          'Whether the code is made small. SAM does so unless told not to; here it stays as it is unless told to.',
        ),
      },
      Sourcemap: { type: 'boolean', ...about('Whether stack traces can lead to the source; here they always do.') },
      External: { ...list, ...about('Packages that stay outside.') },
      Loader: { type: ['array', 'object'], ...about('How files are taken, by their ending: `.html=text`.') },
      MainFields: {
        type: ['array', 'string'],
        ...about('Which fields of package.json name the entry. **No effect here.**'),
      },
      Define: { type: ['array', 'object'], ...about('Names that are replaced by values.') },
      OutExtension: { type: ['array', 'object'], ...about('Endings of what is built: `.js=.mjs`.') },
      Banner: { type: ['array', 'object'], ...about('Text in front of what is built: `js=…`. **No effect here.**') },
      KeepNames: { type: 'boolean', ...about('Whether functions keep their names. **No effect here.**') },
    },
  }
}
