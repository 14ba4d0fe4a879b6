/**
 * AWS::Serverless::Function → a function, its role, its event source mappings and its settings for asynchronous
 * invocation, with the logical ids that SAM gives them.
 *
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py; error texts from there.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { autoPublished, towardsAlias, type Published } from './auto-publish'
import { checkProperties } from './check'
import { EVENT_SOURCES } from './events'
import type { EventExpansion } from './events/event-source'
import { expandExecutionRole } from './execution-role'
import {
  pick,
  propertiesPath,
  type ExpandedResource,
  type Expansion,
  type SourceResource,
  type Values,
} from './expansion'
import type { Findings } from './findings'
import { expandFunctionUrl } from './function-url'
import { suggestion } from './spelling'

/** Taken over as they are. */
const SAME: readonly string[] =
  'Handler Runtime MemorySize Timeout Environment ReservedConcurrentExecutions Description FunctionName Architectures EphemeralStorage Layers SnapStart LoggingConfig TenancyConfig KmsKeyArn RecursiveLoop DurableConfig'.split(
    ' ',
  )

export function expandFunction(fn: SourceResource, findings: Findings): Expansion {
  const { logicalId, properties, dependsOn } = fn
  const path = propertiesPath(logicalId)
  const deadLetterQueue = properties['DeadLetterQueue']
  const events = expandEvents(fn, findings)
  const published = autoPublished(fn, findings)
  const made: ExpandedResource[] = []
  const tags = isMapping(properties['Tags']) ? tagList(properties['Tags']) : undefined
  const role = expandExecutionRole(fn, events, tags ?? tagList({}), findings)
  if (role) made.push(role)
  made.push({
    logicalId,
    type: 'AWS::Lambda::Function',
    properties: {
      ...pick(properties, SAME),
      ...(properties['Tracing'] !== undefined &&
        properties['Tracing'] !== 'Disabled' && { TracingConfig: { Mode: properties['Tracing'] } }),
      ...(isMapping(deadLetterQueue) && { DeadLetterConfig: pick(deadLetterQueue, ['TargetArn']) }),
      ...(tags !== undefined && { Tags: tags }),
      Role: properties['Role'] ?? { 'Fn::GetAtt': [`${logicalId}Role`, 'Arn'] },
    },
    dependsOn,
    origin: logicalId,
    sources: [
      { prefix: [], source: path },
      { prefix: ['TracingConfig'], source: [...path, 'Tracing'] },
      { prefix: ['DeadLetterConfig'], source: [...path, 'DeadLetterQueue'] },
    ],
  })
  if (published) made.push(...published.resources)
  const started: Expansion = {
    resources: events.flatMap(({ resources }) => resources),
    amendments: events.flatMap(({ amendments = [] }) => amendments),
  }
  const { resources, amendments } = published ? towardsAlias(logicalId, published, started) : started
  made.push(...resources, ...expandEventInvokeConfig(fn, published, findings), ...expandFunctionUrl(fn, published))
  return { resources: made, amendments }
}

function tagList(tags: Values): TemplateValue {
  return [...Object.entries(tags), ['lambda:createdBy', 'SAM'] as const].map(([Key, Value]) => ({ Key, Value }))
}

// --- Events

function expandEvents({ logicalId, properties }: SourceResource, findings: Findings): readonly EventExpansion[] {
  const events = properties['Events']
  if (!isMapping(events)) return []
  const base = [...propertiesPath(logicalId), 'Events']
  return Object.entries(events).flatMap(([name, event]) => {
    const id = `${logicalId}${name}`
    const path = [...base, name]
    const refuse = (message: string, step: string, hint?: string): readonly EventExpansion[] => {
      findings.error({
        code: 'invalid-event',
        message: `Event with id [${id}] is invalid. ${message}`,
        path: [...path, step],
        hint,
      })
      return []
    }
    const type = isMapping(event) ? event['Type'] : undefined
    if (!isMapping(event) || typeof type !== 'string') return refuse("Event is missing 'Type'.", 'Type')
    if (!Object.hasOwn(EVENT_SOURCES, type)) {
      return refuse(`${type} is not a type of event.`, 'Type', suggestion(type, Object.keys(EVENT_SOURCES)))
    }
    const source = EVENT_SOURCES[type] ?? type
    if (typeof source === 'string') {
      const message = `${source} is not simulated: ${name} will not invoke the function.`
      findings.warning({ code: 'not-simulated', message, path: [...path, 'Type'] })
      return []
    }
    const given = event['Properties']
    const values = isMapping(given) ? given : {}
    const at = [...path, ...(isMapping(given) ? ['Properties'] : [])]
    checkProperties(values, source.properties, at, findings, {
      service: 'lambda',
      unknown: (property) =>
        `Event with id [${id}] is invalid. property ${property} not defined for resource of type ${type}`,
      missing: (property) => `Event with id [${id}] is invalid. Missing required property '${property}'.`,
    })
    const complete = Object.entries(source.properties).every(
      ([key, { required }]) => !required || values[key] !== undefined,
    )
    return complete ? [source.expand({ id, name, functionId: logicalId, values, path: at, findings })] : []
  })
}

// --- Asynchronous invocation

function expandEventInvokeConfig(
  fn: SourceResource,
  published: Published | null,
  findings: Findings,
): readonly ExpandedResource[] {
  const { logicalId, properties } = fn
  const config = properties['EventInvokeConfig']
  if (!isMapping(config)) return []
  const id = `${logicalId}EventInvokeConfig`
  const path = [...propertiesPath(logicalId), 'EventInvokeConfig']
  const given = isMapping(config['DestinationConfig']) ? config['DestinationConfig'] : {}
  const destinations: Record<string, TemplateValue> = {}
  const made: ExpandedResource[] = []
  for (const name of ['OnSuccess', 'OnFailure']) {
    const destination = given[name]
    if (!isMapping(destination)) continue
    const at = [...path, 'DestinationConfig', name]
    const type = String(destination['Type'])
    if (destination['Destination'] !== undefined) {
      destinations[name] = { Destination: destination['Destination'] }
    } else if (type === 'SQS' || type === 'SNS') {
      const target = `${id}${name}${type === 'SQS' ? 'Queue' : 'Topic'}`
      made.push({
        logicalId: target,
        type: type === 'SQS' ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic',
        properties: {},
        dependsOn: [],
        origin: logicalId,
        sources: [{ prefix: [], source: at }],
      })
      destinations[name] = { Destination: type === 'SQS' ? { 'Fn::GetAtt': [target, 'Arn'] } : { Ref: target } }
    } else {
      const message = `Resource with id [${logicalId}] is invalid. Destination is required if Type is not ['SQS', 'SNS']`
      findings.error({ code: 'missing-property', message, path: at, on: 'key' })
    }
  }
  const invokeConfig: ExpandedResource = {
    logicalId: id,
    type: 'AWS::Lambda::EventInvokeConfig',
    properties: {
      FunctionName: { Ref: logicalId },
      Qualifier: published?.name ?? '$LATEST',
      ...pick(config, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']),
      DestinationConfig: destinations,
    },
    // The alias has to be there first, and a name does not say so.
    dependsOn: published ? [published.aliasId] : [],
    origin: logicalId,
    sources: [{ prefix: [], source: path }],
  }
  return [...made, invokeConfig]
}
