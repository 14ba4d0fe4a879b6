/**
 * What an event source mapping may be, for templates and the API alike.
 * Source: CreateEventSourceMapping API; error texts recorded from AWS (LocalStack's test suite).
 */

import { ResourceError } from '../../services/contract'
import type { DurableConfig } from '../durable/config'
import { tooLongForSync, unqualified } from '../durable/errors'
import { SYNC_EXECUTION_TIMEOUT_SECONDS } from '../durable/limits'
import { refusalOfSource } from '../execution-role'
import type { FunctionConfiguration } from '../function'
import type { Lambda } from '../lambda'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { asRecord, integer, type Properties } from '../properties'
import { isAliasName, referenceOf, versionOrAlias } from '../qualifiers'
import { brokerConfiguration, brokerKind } from './broker-validation'
import { compiledFilter, pollersOf, switched } from './common-validation'
import type { MappingConfiguration, OwnConfiguration } from './configuration'
import { streamConfiguration, streamDuplicateText, unsupportedText } from './stream-validation'

/** @throws ResourceError */
export function mappingConfiguration(lambda: Lambda, properties: Properties, uuid: string): MappingConfiguration {
  const { context } = lambda
  const { name: functionName, qualifier } = referenceOf(context.account, String(properties['FunctionName'] ?? ''))
  const fn = lambda.find(functionName)
  if (!fn) throw new ResourceError(`Function not found: ${functionName}`, ['FunctionName'])
  if (qualifier !== null && !versionOrAlias(fn, qualifier)) {
    const subject = isAliasName(qualifier) ? 'Cannot find alias arn' : 'Function not found'
    throw new ResourceError(`${subject}: ${fn.arn}:${qualifier}`, ['FunctionName'])
  }
  refuseDurable(fn.configuration.durable, qualifier)
  const responseTypes = properties['FunctionResponseTypes']
  const kind = brokerKind(properties)
  const isStream = context.streamSource(String(properties['EventSourceArn'] ?? '')) !== null
  return {
    uuid,
    functionName,
    qualifier,
    enabled: switched(properties['Enabled'], true),
    reportBatchItemFailures: Array.isArray(responseTypes) && responseTypes.includes('ReportBatchItemFailures'),
    metrics: metricsOf(properties),
    ...(kind !== null
      ? brokerConfiguration(context, properties, fn.configuration, kind)
      : isStream
        ? streamConfiguration(context, properties, fn.configuration)
        : queueConfiguration(context, properties, fn.configuration)),
  }
}

/** What streams and brokers have and queues do not. */
const NOT_FOR_QUEUES =
  'ParallelizationFactor StartingPosition StartingPositionTimestamp DestinationConfig MaximumRecordAgeInSeconds BisectBatchOnFunctionError MaximumRetryAttempts TumblingWindowInSeconds Topics Queues SourceAccessConfigurations SelfManagedEventSource AmazonManagedKafkaEventSourceConfig SelfManagedKafkaEventSourceConfig DocumentDBEventSourceConfig'.split(
    ' ',
  )

function queueConfiguration(
  context: LambdaContext,
  properties: Properties,
  fn: FunctionConfiguration,
): OwnConfiguration {
  const eventSourceArn = String(properties['EventSourceArn'] ?? '')
  const unsupported = NOT_FOR_QUEUES.find((name) => properties[name] !== undefined)
  if (unsupported !== undefined) throw new ResourceError(unsupportedText(unsupported), [unsupported])
  const source = context.queueSource(eventSourceArn)
  if (!source?.exists(eventSourceArn)) {
    throw new ResourceError(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
      ['EventSourceArn'],
    )
  }
  const refusal = refusalOfSource(context, eventSourceArn, source.actions, context.executionRole(fn))
  if (refusal !== null) {
    throw new ResourceError(
      refusal,
      ['EventSourceArn'],
      'AWSLambdaSQSQueueExecutionRole has what polling a queue needs.',
    )
  }
  const visibility = source.visibilityTimeout(eventSourceArn) / 1000
  if (visibility < fn.timeout) {
    throw new ResourceError(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${fn.timeout} seconds`,
      ['EventSourceArn'],
      'Raise the queue’s VisibilityTimeout; AWS recommends six times the function’s timeout.',
    )
  }
  const batchSize = integer(properties, ['BatchSize'], limits.SQS_BATCH_SIZE)
  const batchingWindow = integer(properties, ['MaximumBatchingWindowInSeconds'], limits.BATCHING_WINDOW_SECONDS)
  // AWS's texts for these two are not confirmed.
  if (eventSourceArn.endsWith('.fifo') && batchingWindow > 0) {
    throw new ResourceError('Batching window is not supported for FIFO queues', ['MaximumBatchingWindowInSeconds'])
  }
  if (eventSourceArn.endsWith('.fifo') && batchSize > limits.SQS_BATCH_SIZE_WITHOUT_WINDOW) {
    throw new ResourceError('Maximum batch size for FIFO queues is 10', ['BatchSize'])
  }
  if (batchSize > limits.SQS_BATCH_SIZE_WITHOUT_WINDOW && batchingWindow === 0) {
    throw new ResourceError(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
      ['BatchSize'],
    )
  }
  const scaling = asRecord(properties['ScalingConfig'])
  const provisionedPollers = pollersOf(properties, limits.SQS_MINIMUM_POLLERS, limits.SQS_MAXIMUM_POLLERS)
  if (provisionedPollers && scaling['MaximumConcurrency'] !== undefined) {
    // AWS's text is not confirmed.
    throw new ResourceError('MaximumConcurrency and ProvisionedPollerConfig cannot be used together.', [
      'ProvisionedPollerConfig',
    ])
  }
  return {
    eventSourceArn,
    batchSize,
    batchingWindow,
    maximumConcurrency:
      scaling['MaximumConcurrency'] === undefined
        ? null
        : integer(properties, ['ScalingConfig', 'MaximumConcurrency'], {
            ...limits.SQS_MAXIMUM_CONCURRENCY,
            default: 2,
          }),
    provisionedPollers,
    ...compiledFilter(properties, source.filterKey),
    stream: null,
  }
}

function metricsOf(properties: Properties): readonly string[] {
  const metrics = asRecord(properties['MetricsConfig'])['Metrics']
  return Array.isArray(metrics) ? metrics.map(String) : []
}

/**
 * A durable function is polled for by a qualified name, and has ended within 15 minutes. Source: Guide, "Event source
 * mappings with durable functions"; the texts are those of Invoke, for want of confirmed ones. @throws ResourceError
 */
function refuseDurable(durable: DurableConfig | null, qualifier: string | null): void {
  if (!durable) return
  if (qualifier === null) throw new ResourceError(unqualified().message, ['FunctionName'])
  if (durable.executionTimeout > SYNC_EXECUTION_TIMEOUT_SECONDS) {
    throw new ResourceError(tooLongForSync().message, ['FunctionName'])
  }
}

/** Recorded from AWS; the blanks are its own. */
export const duplicateText = (existing: MappingConfiguration): string =>
  existing.stream || existing.broker
    ? streamDuplicateText(existing)
    : `An event source mapping with SQS arn (" ${existing.eventSourceArn} ") and function (" ${existing.functionName} ") already exists. Please update or delete the existing mapping with UUID ${existing.uuid}`
