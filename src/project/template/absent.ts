/**
 * What AWS does and does not happen here, where that depends on a value or on another resource: it is warned of. What
 * depends on nothing is marked in the vocabulary.
 *
 * Source for durable functions: Guide, "Best practices for Lambda durable functions" (they are not retried; a dead-letter
 * queue takes what failed).
 */

import { dependencies, isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import { sourceOf, type ExpandedResource, type Values } from './expansion'
import type { Findings } from './findings'

/** Metrics of a mapping that are not recorded. */
const ABSENT_METRICS: readonly TemplateValue[] = ['ErrorCount', 'KafkaMetrics']
/** Notifications of S3 that nothing raises: objects are neither archived, moved nor replicated, and have no ACLs. */
const ABSENT_NOTIFICATIONS =
  /^s3:(ObjectRestore|ReducedRedundancyLostObject|LifecycleTransition|LifecycleExpiration|IntelligentTiering|ObjectAcl|Replication)\b/
/** They configure Node.js itself on AWS. */
const ABSENT_VARIABLES = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']

export function warnOfAbsent(resources: readonly ExpandedResource[], findings: Findings): void {
  const groups = new Set<string>()
  for (const resource of resources) {
    const { type, properties } = resource
    const warn = (path: TemplatePath, message: string, on: 'key' | 'value' = 'key'): void =>
      findings.warning({ code: 'not-simulated', message, path: sourceOf(resource, path), on })
    if (type === 'AWS::Lambda::Function') ofFunction(properties, warn)
    else if (type === 'AWS::Lambda::EventSourceMapping') ofMapping(properties, groups, warn)
    else if (type === 'AWS::Lambda::EventInvokeConfig' && isDurable(properties['FunctionName'], resources)) {
      ofDurable(properties, warn)
    } else if (type === 'AWS::S3::Bucket') ofBucket(properties, warn)
  }
}

type Warn = (path: TemplatePath, message: string, on?: 'key' | 'value') => void

function ofFunction(properties: Values, warn: Warn): void {
  const variables = member(member(properties, 'Environment'), 'Variables')
  for (const name of ABSENT_VARIABLES) {
    if (!isMapping(variables) || variables[name] === undefined) continue
    warn(
      ['Environment', 'Variables', name],
      `${name} does not configure Node.js here: it is a variable like any other.`,
    )
  }
}

/** @param groups consumer groups of the mappings before */
function ofMapping(properties: Values, groups: Set<string>, warn: Warn): void {
  const metrics = member(properties['MetricsConfig'], 'Metrics')
  for (const [index, metric] of listOf(metrics).entries()) {
    if (!ABSENT_METRICS.includes(metric)) continue
    warn(['MetricsConfig', 'Metrics', index], `Metrics of the group ${String(metric)} are not recorded here.`, 'value')
  }
  if (properties['Topics'] === undefined) return
  if (properties['ProvisionedPollerConfig'] !== undefined) {
    const message =
      'ProvisionedPollerConfig has no effect here on a mapping of Kafka: each partition is read by itself.'
    warn(['ProvisionedPollerConfig'], message)
  }
  for (const config of ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig']) {
    const group = member(properties[config], 'ConsumerGroupId')
    if (typeof group !== 'string') continue
    const path = [config, 'ConsumerGroupId']
    if (groups.has(group))
      warn(path, `Mappings of one consumer group do not share its partitions here: each reads all.`)
    groups.add(group)
  }
}

function ofDurable(properties: Values, warn: Warn): void {
  for (const name of ['OnSuccess', 'OnFailure']) {
    if (member(properties['DestinationConfig'], name) === undefined) continue
    const message = `A durable function has no destinations: ${name} gets nothing. Its dead-letter queue gets what failed.`
    warn(['DestinationConfig', name], message)
  }
  if (properties['MaximumRetryAttempts'] === undefined) return
  warn(
    ['MaximumRetryAttempts'],
    'MaximumRetryAttempts has no effect on a durable function: a failed execution is final.',
  )
}

function ofBucket(properties: Values, warn: Warn): void {
  const notifications = properties['NotificationConfiguration']
  for (const kind of ['LambdaConfigurations', 'QueueConfigurations', 'TopicConfigurations']) {
    for (const [index, configuration] of listOf(member(notifications, kind)).entries()) {
      const event = member(configuration, 'Event')
      if (typeof event !== 'string' || !ABSENT_NOTIFICATIONS.test(event)) continue
      warn(['NotificationConfiguration', kind, index, 'Event'], `Nothing raises ${event} here.`, 'value')
    }
  }
}

/** Of a function in this template, or of an alias of it. */
function isDurable(reference: TemplateValue | undefined, resources: readonly ExpandedResource[]): boolean {
  const ids = reference === undefined ? [] : dependencies(reference)
  return resources.some(
    ({ logicalId, type, properties }) =>
      type === 'AWS::Lambda::Function' &&
      properties['DurableConfig'] !== undefined &&
      (ids.includes(logicalId) || properties['FunctionName'] === reference),
  )
}

const member = (value: TemplateValue | undefined, name: string): TemplateValue | undefined =>
  isMapping(value) ? value[name] : undefined
const listOf = (value: TemplateValue | undefined): readonly TemplateValue[] =>
  Array.isArray(value) ? (value as readonly TemplateValue[]) : []
