/**
 * template.yaml → what the bundler builds, what the cloud deploys, and what is wrong with it.
 *
 * In order: YAML with positions (`document.ts`), Parameters, Mappings and Conditions (`names.ts`), Globals and resources
 * (`globals.ts`, `resources.ts`), SAM's expansion (`serverless-function.ts`), references (`reference-checks.ts`). A
 * resource with a mistake stays in the stack, so that a slip of the keyboard does not delete what is running.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { ResourceDiagnostic, StackModel, TemplateValue } from '../../cloud/aws/template'
import type { Diagnostic, SourceRange } from '../model'
import { warnOfAbsent } from './absent'
import { TemplateDocument, type TemplatePath } from './document'
import {
  propertiesPath,
  sourceOf,
  type Amendment,
  type ExpandedResource,
  type Expansion,
  type SourceResource,
  type Values,
} from './expansion'
import { apiRoutes, checkApiOf } from './api-routes'
import { connect } from './connectors'
import { Findings } from './findings'
import { checkFunction, checkIsArn, checkMapping } from './function-checks'
import { readFunctionSources, type BuildEntry, type InlineFunction } from './functions'
import { resolveSamNames } from './auto-publish'
import { readGlobals } from './globals'
import { readNames, section } from './names'
import { readOutputs } from './outputs'
import { checkCycles, checkReferences, unresolved, type Scope } from './reference-checks'
import { readResources } from './resources'
import { checkSections } from './sections'
import { expandLayerVersion } from './layer-version'
import { expandApi } from './serverless-api'
import { expandFunction } from './serverless-function'
import { expandHttpApi } from './serverless-http-api'
import { expandSimpleTable } from './simple-table'
import { suggestion } from './spelling'
import { EMPTY_SUMMARY, summarise, type TemplateSummary } from './summary'

export type { TemplatePath } from './document'
export type { BuildEntry, InlineFunction } from './functions'
export type { FunctionSummary, MappingSummary, QueueSummary, TemplateSummary } from './summary'

export interface TemplateReading {
  /** Null when there is nothing that could be deployed. */
  readonly stack: StackModel | null
  /** What has to be built. */
  readonly functions: readonly BuildEntry[]
  /** Functions with InlineCode: their packages need no build. */
  readonly inlineFunctions: readonly InlineFunction[]
  /** In the order of their lines. */
  readonly diagnostics: readonly Diagnostic[]
  readonly summary: TemplateSummary
  /**
   * Where a property of the stack stands in the text, or the nearest part above it.
   * @param path from the resource's properties down; empty for the resource as a whole
   */
  locate(logicalId: string, path: TemplatePath): SourceRange | null
  /** The cloud's complaint with its place in the text. */
  place(complaint: ResourceDiagnostic): Diagnostic
}

/** Names of generated resources begin with it, as with a stack's name on AWS. */
export const STACK_NAME = 'coldstart'

export type ReadTemplate = typeof readTemplate

/** Reads a template; whatever is wrong with it becomes a diagnostic. @param file the path that diagnostics name */
export function readTemplate(text: string, file = 'template.yaml'): TemplateReading {
  const document = new TemplateDocument(text, file)
  const template = document.value
  if (!isMapping(template)) return unreadable(document)
  const findings = new Findings(document, globalAlternatives)
  checkSections(template, findings)
  const names = readNames(template, STACK_NAME, findings)
  const globals = readGlobals(section(template, 'Globals', findings), findings)
  const { simulated, types } = readResources(section(template, 'Resources', findings), globals, names, findings)
  const plain = amended(simulated.map((resource) => expand(resource, findings, simulated)))
  const made = connect(simulated, plain, types, findings)
  const resolved = resolveSamNames(made)
  const expanded = made.map((resource) => ({
    ...resource,
    properties: resolved(resource.properties) as ExpandedResource['properties'],
  }))
  checkNewIds(simulated, expanded, findings)
  const scope: Scope = {
    types: new Map([...expanded.map(({ logicalId, type }) => [logicalId, type] as const), ...types]),
    parameters: names.parameters,
  }
  for (const resource of simulated) checkResource(resource, scope, findings)
  for (const kind of ['Api', 'HttpApi'] as const) {
    for (const route of apiRoutes(kind, simulated)) checkApiOf(kind, route, simulated, findings)
  }
  warnOfAbsent(expanded, findings)
  checkCycles(expanded, findings)
  const outputs = readOutputs(section(template, 'Outputs', findings), names, scope, findings)
  const { entries, inline } = readFunctionSources(simulated, findings)
  return {
    stack:
      expanded.length === 0
        ? null
        : {
            stackName: STACK_NAME,
            resources: expanded.map(({ sources: _, ...resource }) => resource),
            parameters: Object.fromEntries(
              Object.entries(names.parameters).map(([name, value]) => [name, String(value)]),
            ),
            outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, resolved(value)])),
          },
    functions: entries,
    inlineFunctions: inline,
    diagnostics: inOrder([...document.diagnostics, ...findings.diagnostics]),
    summary: summarise(expanded),
    ...locators(expanded, findings),
  }
}

function unreadable(document: TemplateDocument): TemplateReading {
  const { file, diagnostics, value } = document
  const message =
    value === null
      ? 'Template format error: At least one Resources member must be defined.'
      : 'Template format error: unsupported structure.'
  const hint = 'A template is a mapping with a section Resources.'
  const range = document.place([])?.range ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 }
  return {
    stack: null,
    functions: [],
    inlineFunctions: [],
    diagnostics:
      diagnostics.length > 0
        ? inOrder(diagnostics)
        : [{ severity: 'error', code: 'template/no-resources', message, file, range, hint }],
    summary: EMPTY_SUMMARY,
    locate: () => null,
    place: ({ severity, code, message, hint }) => ({
      ...{ severity, code, message, file, range: null },
      ...(hint !== undefined && { hint }),
    }),
  }
}

/** A property of a function or an API may stand in Globals. */
function globalAlternatives(path: TemplatePath): readonly TemplatePath[] {
  const [top, , below, ...rest] = path
  return top === 'Resources' && below === 'Properties' && rest.length > 0
    ? ['Function', 'Api', 'HttpApi'].map((section) => ['Globals', section, ...rest])
    : []
}

/** SAM's types → what they come to. */
const EXPANDERS: Readonly<
  Record<string, (resource: SourceResource, findings: Findings, all: readonly SourceResource[]) => Expansion>
> = {
  'AWS::Serverless::Api': expandApi,
  'AWS::Serverless::HttpApi': expandHttpApi,
  'AWS::Serverless::Function': expandFunction,
  'AWS::Serverless::LayerVersion': expandLayerVersion,
  'AWS::Serverless::SimpleTable': expandSimpleTable,
  // Made last, when it is known what they connect.
  'AWS::Serverless::Connector': () => ({ resources: [], amendments: [] }),
}

function expand(resource: SourceResource, findings: Findings, all: readonly SourceResource[]): Expansion {
  const { logicalId, type, properties, dependsOn } = resource
  const expander = EXPANDERS[type]
  if (expander) return expander(resource, findings, all)
  const sources = [{ prefix: [], source: propertiesPath(logicalId) }]
  // Its code comes beside the stack.
  const { Code: _, Content: __, ...others } = properties
  const own = ['AWS::Lambda::Function', 'AWS::Lambda::LayerVersion'].includes(type) ? others : properties
  return { resources: [{ logicalId, type, properties: own, dependsOn, origin: logicalId, sources }], amendments: [] }
}

function amended(expansions: readonly Expansion[]): readonly ExpandedResource[] {
  const amendments = new Map<string, Amendment[]>()
  for (const amendment of expansions.flatMap((expansion) => expansion.amendments)) {
    amendments.set(amendment.logicalId, [...(amendments.get(amendment.logicalId) ?? []), amendment])
  }
  return expansions
    .flatMap(({ resources }) => resources)
    .map((resource) =>
      (amendments.get(resource.logicalId) ?? []).reduce((result, { amend }) => amend(result), resource),
    )
}

/** What SAM makes must not collide with what the template has. */
function checkNewIds(
  simulated: readonly SourceResource[],
  expanded: readonly ExpandedResource[],
  findings: Findings,
): void {
  const own = new Set(simulated.map(({ logicalId }) => logicalId))
  for (const { logicalId, origin, type } of expanded) {
    if (logicalId === origin || !own.has(logicalId)) continue
    const message = `Transforming resource with id [${origin}] attempts to create a new resource with id [${logicalId}] and type "${type}". A resource with that id already exists within this template. Please use a different id for that resource.`
    findings.error({ code: 'duplicate-id', message, path: ['Resources', logicalId], on: 'key' })
  }
}

function checkResource(
  { logicalId, type, properties, dependsOn }: SourceResource,
  scope: Scope,
  findings: Findings,
): void {
  const path = propertiesPath(logicalId)
  checkReferences(properties, path, 'Resources', scope, findings)
  for (const name of dependsOn) {
    if (scope.types.has(name)) continue
    const hint = suggestion(name, scope.types.keys())
    const message = unresolved([name], 'Resources')
    findings.error({ code: 'unresolved-reference', message, path: ['Resources', logicalId, 'DependsOn'], hint })
  }
  if (type === 'AWS::Lambda::EventSourceMapping') return checkMapping(properties, path, 'EventSourceArn', findings)
  if (type !== 'AWS::Lambda::Function' && type !== 'AWS::Serverless::Function') return
  if (properties['Handler'] === undefined || properties['Runtime'] === undefined) {
    const message = `Resource with id [${logicalId}] is invalid. Runtime and Handler needs to be present when PackageType is of type \`Zip\``
    findings.error({ code: 'missing-property', message, path, on: 'key' })
  }
  checkFunction(properties, path, findings)
  checkTargets(properties, path, scope, findings)
}

/** Places in a function where an ARN is wanted. */
function checkTargets(properties: Values, path: TemplatePath, scope: Scope, findings: Findings): void {
  const events = properties['Events']
  for (const [name, event] of isMapping(events) ? Object.entries(events) : []) {
    const values = isMapping(event) && event['Type'] === 'SQS' ? event['Properties'] : undefined
    if (isMapping(values)) checkMapping(values, [...path, 'Events', name, 'Properties'], 'Queue', findings)
  }
  const arns: readonly TemplatePath[] = [
    ['DeadLetterQueue', 'TargetArn'],
    ['DeadLetterConfig', 'TargetArn'],
    ['EventInvokeConfig', 'DestinationConfig', 'OnSuccess', 'Destination'],
    ['EventInvokeConfig', 'DestinationConfig', 'OnFailure', 'Destination'],
  ]
  for (const steps of arns) {
    let value: TemplateValue | undefined = properties
    for (const step of steps) value = isMapping(value) ? value[step] : undefined
    // Ref of a topic is its ARN.
    const referred = isMapping(value) ? value['Ref'] : undefined
    if (typeof referred === 'string' && scope.types.get(referred) === 'AWS::SNS::Topic') continue
    checkIsArn(value, [...path, ...steps], findings)
  }
}

function locators(
  expanded: readonly ExpandedResource[],
  findings: Findings,
): Pick<TemplateReading, 'locate' | 'place'> {
  const byId = new Map(expanded.map((resource) => [resource.logicalId, resource]))
  const locate = (logicalId: string, path: TemplatePath): SourceRange | null => {
    const resource = byId.get(logicalId)
    if (!resource) return null
    if (path.length === 0) return findings.rangeOf(['Resources', resource.origin], 'key')
    return findings.rangeOf(sourceOf(resource, path))
  }
  return {
    locate,
    place: ({ severity, logicalId, path, code, message, hint }) => ({
      ...{ severity, code, message, file: findings.document.file, range: locate(logicalId, path) },
      ...(hint !== undefined && { hint }),
    }),
  }
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const position = ({ range }: Diagnostic): number => (range ? range.startLine * 10_000 + range.startColumn : 0)
  return [...diagnostics].sort((a, b) => position(a) - position(b))
}
