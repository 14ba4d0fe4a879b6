/** Which settings a template has, by the names of CloudFormation's properties, and where. For notes beside them. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { SourceRange } from '../model'
import { TemplateDocument, type TemplatePath } from './document'
import type { Values } from './expansion'

export interface TemplateSetting {
  /** What it may be known as, the nearest first: `AWS::Serverless::Function/Timeout`, `AWS::Lambda::Function/Timeout`. */
  readonly names: readonly string[]
  /** Of its key. */
  readonly range: SourceRange
}

/** How far down a resource's properties. */
const DEPTH = 3

/** SAM's types are made of CloudFormation's. */
const MADE_OF: Readonly<Record<string, readonly string[]>> = {
  'AWS::Serverless::Function': ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  'AWS::Serverless::Api': ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage'],
  'AWS::Serverless::HttpApi': ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage'],
  'AWS::Serverless::SimpleTable': ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
  'AWS::Serverless::LayerVersion': ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'],
}
/** Properties of functions that become resources of their own. */
const OWN_RESOURCES: Readonly<Record<string, string>> = {
  EventInvokeConfig: 'AWS::Lambda::EventInvokeConfig',
  FunctionUrlConfig: 'AWS::Lambda::Url',
}

/** @returns nothing for a text that is no template */
export function templateSettings(text: string): readonly TemplateSetting[] {
  const document = new TemplateDocument(text, 'template.yaml')
  const template = document.value
  if (!isMapping(template)) return []
  const found: TemplateSetting[] = []

  const note = (names: readonly string[], path: TemplatePath): void => {
    const range = document.place(path, 'key')?.range
    if (range) found.push({ names, range })
  }
  const walk = (values: Values, types: readonly string[], prefix: string, path: TemplatePath, depth: number): void => {
    for (const [key, value] of Object.entries(values)) {
      const at = [...path, key]
      const own = prefix === '' ? OWN_RESOURCES[key] : undefined
      if (own !== undefined && isMapping(value)) walk(value, [own], '', at, depth)
      note(
        types.map((type) => `${type}/${prefix}${key}`),
        at,
      )
      if (key === 'Events' && prefix === '' && isMapping(value)) events(value, at)
      else if (own === undefined && depth > 1 && isMapping(value)) walk(value, types, `${prefix}${key}.`, at, depth - 1)
    }
  }
  const events = (values: Values, path: TemplatePath): void => {
    for (const [name, event] of Object.entries(values)) {
      const type = isMapping(event) ? event['Type'] : undefined
      const properties = isMapping(event) ? event['Properties'] : undefined
      if (typeof type !== 'string') continue
      note([`AWS::Serverless::Function/Events.${type}`], [...path, name, 'Type'])
      if (!isMapping(properties)) continue
      const types = [`AWS::Serverless::Function/Events.${type}`, 'AWS::Lambda::EventSourceMapping']
      for (const [key, value] of Object.entries(properties)) {
        const at = [...path, name, 'Properties', key]
        note([`${types[0]}.${key}`, `${types[1]}/${key}`], at)
        if (isMapping(value)) walk(value, types.slice(1), `${key}.`, at, 1)
      }
    }
  }

  const globals = section(template, 'Globals')
  if (isMapping(globals['Function'])) {
    walk(globals['Function'], MADE_OF['AWS::Serverless::Function'] ?? [], '', ['Globals', 'Function'], DEPTH)
  }
  for (const [logicalId, resource] of Object.entries(section(template, 'Resources'))) {
    const type = isMapping(resource) ? resource['Type'] : undefined
    if (typeof type !== 'string' || !isMapping(resource)) continue
    const types = MADE_OF[type] ?? [type]
    note(types, ['Resources', logicalId, 'Type'])
    const properties = resource['Properties']
    if (isMapping(properties)) walk(properties, types, '', ['Resources', logicalId, 'Properties'], DEPTH)
  }
  return found
}

function section(template: Values, name: string): Readonly<Record<string, TemplateValue>> {
  const value = template[name]
  return isMapping(value) ? value : {}
}
