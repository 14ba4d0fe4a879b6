/** The Resources section: what stands in it, checked, with globals, parameters and conditions worked in. */

import { IntrinsicError, isMapping, simplify, type Lookup } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { checkProperties } from './check'
import type { TemplatePath } from './document'
import { propertiesPath, type SourceResource, type Values } from './expansion'
import type { Findings } from './findings'
import { apiRoutes, IMPLICIT_API, type ApiKind } from './api-routes'
import { mergeGlobal, type Globals } from './globals'
import type { Names } from './names'
import { suggestion } from './spelling'
import { AWS_RESOURCES, RESOURCE_ATTRIBUTES, SIMULATED_RESOURCES } from './vocabulary'

export interface Resources {
  /** Those that exist here. */
  readonly simulated: readonly SourceResource[]
  /** Logical id → type of all in the template whose condition is true. */
  readonly types: ReadonlyMap<string, string>
}

/** Source: aws/serverless-application-model, samtranslator/plugins/api. */
const IMPLICIT_PROPERTIES: Readonly<Record<ApiKind, Values>> = {
  Api: { Properties: { StageName: 'Prod' } },
  HttpApi: { Properties: {} },
}

/** CloudFormation quotas. */
const RESOURCES_MAX = 500
const LOGICAL_ID_LENGTH_MAX = 255

export function readResources(section: Values, globals: Globals, names: Names, findings: Findings): Resources {
  const types = new Map<string, string>()
  const members = Object.entries(section)
  if (members.length > RESOURCES_MAX) {
    const message = `Template format error: Number of resources, ${members.length}, is greater than maximum allowed, ${RESOURCES_MAX}`
    findings.error({ code: 'too-many-resources', message, path: ['Resources'], on: 'key' })
  }
  for (const [logicalId, resource] of members.slice(0, RESOURCES_MAX)) {
    const type = readType(logicalId, resource, findings)
    if (type !== null && isWanted(logicalId, resource, names, findings)) types.set(logicalId, type)
  }
  const lookup = withStandIns(names.lookup, types)
  const simulated: SourceResource[] = [...types].flatMap(([logicalId, type]) => {
    if (!Object.hasOwn(SIMULATED_RESOURCES, type)) return []
    return [readResource(logicalId, type, section[logicalId] as Values, globals, lookup, findings)]
  })
  // Events that name no API belong to one that SAM makes.
  for (const kind of ['Api', 'HttpApi'] as const) {
    const logicalId = IMPLICIT_API[kind]
    if (types.has(logicalId) || !apiRoutes(kind, simulated).some(({ apiId }) => apiId === logicalId)) continue
    types.set(logicalId, `AWS::Serverless::${kind}`)
    simulated.push(
      readResource(logicalId, `AWS::Serverless::${kind}`, IMPLICIT_PROPERTIES[kind], globals, lookup, findings),
    )
  }
  return { simulated, types }
}

/** @returns null (reported) when the resource has no type that AWS knows */
function readType(logicalId: string, resource: TemplateValue, findings: Findings): string | null {
  const path = ['Resources', logicalId]
  const refuse = (code: string, message: string, at: readonly string[] = path, hint?: string): null => {
    findings.error({ code, message, path: at, on: at === path ? 'key' : 'value', hint })
    return null
  }
  if (!/^[A-Za-z0-9]+$/.test(logicalId) || logicalId.length > LOGICAL_ID_LENGTH_MAX) {
    return refuse('logical-id', `Template format error: Resource name ${logicalId} is non alphanumeric.`)
  }
  if (!isMapping(resource))
    return refuse('not-a-mapping', 'Template format error: Every Resources member must be an object.')
  for (const name of Object.keys(resource)) {
    if (RESOURCE_ATTRIBUTES.includes(name)) continue
    const message = `Invalid template resource property '${name}'`
    const hint = suggestion(name, RESOURCE_ATTRIBUTES) ?? 'Properties of the resource stand below Properties.'
    findings.error({ code: 'unknown-attribute', message, path: [...path, name], on: 'key', hint })
  }
  warnOfPolicies(resource, path, findings)
  const type = resource['Type']
  if (typeof type !== 'string') {
    return refuse(
      'missing-type',
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    )
  }
  if (Object.hasOwn(SIMULATED_RESOURCES, type)) return type
  const hint = suggestion(type, AWS_RESOURCES)
  const looksLikeAws = /^(AWS::[A-Z]\w+::[A-Z]\w+|AWS::CloudFormation::CustomResource|Custom::[\w@-]+)$/.test(type)
  if (!AWS_RESOURCES.includes(type) && (hint !== undefined || !looksLikeAws || type.startsWith('AWS::Serverless::'))) {
    return refuse(
      'unknown-type',
      `Template format error: Unrecognized resource types: [${type}]`,
      [...path, 'Type'],
      hint,
    )
  }
  findings.warning({
    code: 'not-simulated',
    message: `${type} is not simulated yet: ${logicalId} will not exist here, and references to it are plain text.`,
    path: [...path, 'Type'],
  })
  return type
}

/** What happens to a resource when it is made, changed and deleted; only the default happens here. */
function warnOfPolicies(resource: Values, path: TemplatePath, findings: Findings): void {
  const reasons: Readonly<Record<string, string>> = {
    CreationPolicy: 'a resource is there at once',
    UpdatePolicy: 'a change is there at once',
    DeletionPolicy: 'what leaves the template is deleted',
    UpdateReplacePolicy: 'what is replaced is deleted',
  }
  for (const [name, reason] of Object.entries(reasons)) {
    if (resource[name] === undefined || resource[name] === 'Delete') continue
    const message = `${name} has no effect here: ${reason}.`
    findings.warning({ code: 'not-simulated', message, path: [...path, name], on: 'key' })
  }
}

function isWanted(logicalId: string, resource: TemplateValue, { conditions }: Names, findings: Findings): boolean {
  const name = isMapping(resource) ? resource['Condition'] : undefined
  if (name === undefined) return true
  const verdict = typeof name === 'string' ? conditions.get(name) : undefined
  if (verdict !== undefined) return verdict
  const message = `Template format error: Unresolved condition dependency ${String(name)} in the Resources block of the template`
  const hint = suggestion(String(name), conditions.keys())
  findings.error({ code: 'invalid-condition', message, path: ['Resources', logicalId, 'Condition'], hint })
  return false
}

/** What is not simulated cannot keep the rest from being deployed: its name and attributes are texts. */
function withStandIns(lookup: Lookup, types: ReadonlyMap<string, string>): Lookup {
  const isMissing = (logicalId: string): boolean => {
    const type = types.get(logicalId)
    return type !== undefined && !Object.hasOwn(SIMULATED_RESOURCES, type)
  }
  return {
    ...lookup,
    ref: (name) => lookup.ref(name) ?? (isMissing(name) ? name : undefined),
    attribute: (logicalId, name) => (isMissing(logicalId) ? `${logicalId}.${name}` : undefined),
  }
}

function readResource(
  logicalId: string,
  type: string,
  resource: Values,
  globals: Globals,
  lookup: Lookup,
  findings: Findings,
): SourceResource {
  const path = propertiesPath(logicalId)
  const given = resource['Properties']
  if (given !== undefined && given !== null && !isMapping(given)) {
    const message = 'Template format error: Properties must be an object.'
    findings.error({ code: 'not-a-mapping', message, path, on: 'key' })
  }
  const own = isMapping(given) ? given : {}
  const shared = globals[type]
  const isServerless = shared !== undefined
  const merged = shared ? (mergeGlobal(shared, own) as Values) : own
  const properties = simplified(merged, path, lookup, findings)
  const vocabulary = SIMULATED_RESOURCES[type]?.properties ?? {}
  checkProperties(properties, vocabulary, path, findings, {
    service: type.startsWith('AWS::SQS::') ? 'sqs' : 'lambda',
    unknown: (name) =>
      isServerless
        ? `Resource with id [${logicalId}] is invalid. property ${name} not defined for resource of type ${type}`
        : `Encountered unsupported property ${name}`,
    missing: (name) =>
      isServerless
        ? `Resource with id [${logicalId}] is invalid. Missing required property '${name}'.`
        : `Properties validation failed for resource ${logicalId} with message: #: required key [${name}] not found`,
  })
  return {
    logicalId,
    type,
    properties: Object.fromEntries(
      Object.entries(properties).filter(
        ([name]) => vocabulary[name] !== undefined && vocabulary[name].effect !== 'not-yet',
      ),
    ),
    metadata: isMapping(resource['Metadata']) ? resource['Metadata'] : {},
    dependsOn: readDependsOn(resource['DependsOn']),
    connectors: isMapping(resource['Connectors'])
      ? simplified(resource['Connectors'], ['Resources', logicalId, 'Connectors'], lookup, findings)
      : {},
  }
}

/** Property by property, so that one malformed function does not spoil the others. */
function simplified(properties: Values, path: TemplatePath, lookup: Lookup, findings: Findings): Values {
  const result = new Map<string, TemplateValue>()
  for (const [name, value] of Object.entries(properties)) {
    try {
      const { [name]: plain } = simplify({ [name]: value }, lookup) as Values
      if (plain !== undefined) result.set(name, plain)
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error
      findings.error({ code: 'invalid-function', message: error.message, path: [...path, ...error.path] })
    }
  }
  return Object.fromEntries(result)
}

const readDependsOn = (value: TemplateValue | undefined): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string')
