/**
 * AWS::Serverless::Function → a function, its role, its event source mappings and its settings for asynchronous
 * invocation, with the logical ids that SAM gives them.
 *
 * Source: aws/serverless-application-model, samtranslator/model/sam_resources.py and eventsources/pull.py; error texts
 * from there.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { checkProperties } from './check'
import { pick, propertiesPath, type ExpandedResource, type SourceResource, type Values } from './expansion'
import type { Findings } from './findings'
import { suggestion } from './spelling'
import { EVENT_SOURCES } from './vocabulary'

/** Taken over as they are. */
const SAME: readonly string[] =
  'Handler Runtime MemorySize Timeout Environment ReservedConcurrentExecutions Description FunctionName Architectures EphemeralStorage LoggingConfig KmsKeyArn'.split(
    ' ',
  )

export function expandFunction(fn: SourceResource, findings: Findings): readonly ExpandedResource[] {
  const { logicalId, properties, dependsOn } = fn
  const path = propertiesPath(logicalId)
  const deadLetterQueue = properties['DeadLetterQueue']
  const mappings = expandEvents(fn, findings)
  const made: ExpandedResource[] = []
  if (properties['Role'] === undefined) made.push(executionRole(fn, mappings.length > 0))
  made.push({
    logicalId,
    type: 'AWS::Lambda::Function',
    properties: {
      ...pick(properties, SAME),
      ...(isMapping(deadLetterQueue) && { DeadLetterConfig: pick(deadLetterQueue, ['TargetArn']) }),
      ...(isMapping(properties['Tags']) && { Tags: tagList(properties['Tags']) }),
      Role: properties['Role'] ?? { 'Fn::GetAtt': [`${logicalId}Role`, 'Arn'] },
    },
    dependsOn,
    origin: logicalId,
    sources: [
      { prefix: [], source: path },
      { prefix: ['DeadLetterConfig'], source: [...path, 'DeadLetterQueue'] },
    ],
  })
  made.push(...mappings, ...expandEventInvokeConfig(fn, findings))
  return made
}

function executionRole({ logicalId }: SourceResource, pollsQueues: boolean): ExpandedResource {
  const managed = ['AWSLambdaBasicExecutionRole', ...(pollsQueues ? ['AWSLambdaSQSQueueExecutionRole'] : [])]
  return {
    logicalId: `${logicalId}Role`,
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] } }],
      },
      ManagedPolicyArns: managed.map((name) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/service-role/${name}`,
      })),
    },
    dependsOn: [],
    origin: logicalId,
    sources: [],
  }
}

function tagList(tags: Values): TemplateValue {
  return [...Object.entries(tags), ['lambda:createdBy', 'SAM'] as const].map(([Key, Value]) => ({ Key, Value }))
}

// --- Events

function expandEvents({ logicalId, properties }: SourceResource, findings: Findings): readonly ExpandedResource[] {
  const events = properties['Events']
  if (!isMapping(events)) return []
  const base = [...propertiesPath(logicalId), 'Events']
  return Object.entries(events).flatMap(([name, event]) => {
    const id = `${logicalId}${name}`
    const path = [...base, name]
    const refuse = (message: string, step: string, hint?: string): readonly ExpandedResource[] => {
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
    const vocabulary = EVENT_SOURCES[type]
    if (!vocabulary) {
      const message = `Events of type ${type} are not simulated yet: ${name} will not invoke the function.`
      findings.warning({ code: 'not-simulated', message, path: [...path, 'Type'] })
      return []
    }
    const given = event['Properties']
    const values = isMapping(given) ? given : {}
    checkProperties(values, vocabulary, [...path, ...(isMapping(given) ? ['Properties'] : [])], findings, {
      service: 'lambda',
      unknown: (property) =>
        `Event with id [${id}] is invalid. property ${property} not defined for resource of type ${type}`,
      missing: (property) => `Event with id [${id}] is invalid. Missing required property '${property}'.`,
    })
    return values['Queue'] === undefined ? [] : [mapping(id, logicalId, values, [...path, 'Properties'], vocabulary)]
  })
}

function mapping(
  id: string,
  origin: string,
  values: Values,
  path: readonly (string | number)[],
  vocabulary: NonNullable<(typeof EVENT_SOURCES)[string]>,
): ExpandedResource {
  const names = Object.keys(vocabulary).filter((name) => name !== 'Queue' && vocabulary[name]?.effect !== 'not-yet')
  return {
    logicalId: id,
    type: 'AWS::Lambda::EventSourceMapping',
    properties: { EventSourceArn: values['Queue'] ?? null, FunctionName: { Ref: origin }, ...pick(values, names) },
    dependsOn: [],
    origin,
    sources: [
      { prefix: [], source: path },
      { prefix: ['EventSourceArn'], source: [...path, 'Queue'] },
    ],
  }
}

// --- Asynchronous invocation

function expandEventInvokeConfig(fn: SourceResource, findings: Findings): readonly ExpandedResource[] {
  const { logicalId, properties } = fn
  const config = properties['EventInvokeConfig']
  if (!isMapping(config)) return []
  const id = `${logicalId}EventInvokeConfig`
  const path = [...propertiesPath(logicalId), 'EventInvokeConfig']
  const given = isMapping(config['DestinationConfig']) ? config['DestinationConfig'] : {}
  const destinations: Record<string, TemplateValue> = {}
  const queues: ExpandedResource[] = []
  for (const name of ['OnSuccess', 'OnFailure']) {
    const destination = given[name]
    if (!isMapping(destination)) continue
    const at = [...path, 'DestinationConfig', name]
    const type = String(destination['Type'])
    if (type === 'SNS' || type === 'EventBridge' || type === 'S3Bucket') {
      const message = `Destinations of type ${type} are not simulated yet: ${name} has no effect here.`
      findings.warning({ code: 'not-simulated', message, path: [...at, 'Type'] })
    } else if (destination['Destination'] !== undefined) {
      destinations[name] = { Destination: destination['Destination'] }
    } else if (type === 'SQS') {
      const queue = `${id}${name}Queue`
      queues.push({
        logicalId: queue,
        type: 'AWS::SQS::Queue',
        properties: {},
        dependsOn: [],
        origin: logicalId,
        sources: [{ prefix: [], source: at }],
      })
      destinations[name] = { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } }
    } else if (type === 'Lambda') {
      const message = `Resource with id [${logicalId}] is invalid. Destination is required if Type is not ['SQS', 'SNS']`
      findings.error({ code: 'missing-property', message, path: at, on: 'key' })
    }
  }
  const invokeConfig: ExpandedResource = {
    logicalId: id,
    type: 'AWS::Lambda::EventInvokeConfig',
    properties: {
      FunctionName: { Ref: logicalId },
      Qualifier: '$LATEST',
      ...pick(config, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']),
      DestinationConfig: destinations,
    },
    dependsOn: [],
    origin: logicalId,
    sources: [{ prefix: [], source: path }],
  }
  return [...queues, invokeConfig]
}
