/** Event source mappings. Source: Lambda API Reference; texts recorded from AWS where nothing else is said. */

import { formatArn, parseArn } from '../../../aws/arn'
import type { TemplateValue } from '../../../aws/template'
import { ResourceError, type Operation, type ServiceContext } from '../../../services/contract'
import { shownArn, type MappingConfiguration } from '../../event-source-mapping/configuration'
import type { Mapping } from '../../event-source-mapping/mappings'
import { streamProperties } from '../../event-source-mapping/stream-validation'
import { duplicateText, mappingConfiguration } from '../../event-source-mapping/validation'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { referenceOf } from '../../qualifiers'
import { optionalText, page, qualifiedOf, record, text, type Input } from '../input'
import { errors } from '../wire'
import { checkTags } from './tags'

/** @param tags of mappings by their ARN */
export function mappingOperations(
  lambda: Lambda,
  context: ServiceContext,
  tags: Map<string, Readonly<Record<string, string>>>,
): Readonly<Record<string, Operation>> {
  const { mappings } = lambda
  const arnOf = (uuid: string): string => formatArn('lambda', context.account, `event-source-mapping:${uuid}`)

  const mappingOf = (input: Input): Mapping => {
    const mapping = mappings.find(text(input, 'UUID'))
    if (!mapping) throw errors.resourceNotFound()
    return mapping
  }

  /** @throws AwsError while an earlier change is under way */
  const settledOf = (input: Input, change: 'update' | 'delete'): Mapping => {
    const mapping = mappingOf(input)
    if (mapping.state !== 'Enabled' && mapping.state !== 'Disabled') throw errors.mappingInUse(change)
    return mapping
  }

  const shape = ({ configuration, state, lastModified, lastProcessingResult }: Mapping): object => {
    const { uuid, functionName, qualifier, maximumConcurrency, provisionedPollers, metrics, patterns, stream, broker } =
      configuration
    const functionArn = formatArn('lambda', context.account, `function:${functionName}`)
    return {
      UUID: uuid,
      BatchSize: configuration.batchSize,
      ...(!broker && { MaximumBatchingWindowInSeconds: configuration.batchingWindow }),
      ...(!broker && { EventSourceArn: configuration.eventSourceArn }),
      FunctionArn: qualifier === null ? functionArn : `${functionArn}:${qualifier}`,
      LastModified: lastModified / 1000,
      State: state,
      StateTransitionReason: stream ? 'User action' : 'USER_INITIATED',
      FunctionResponseTypes: configuration.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
      ...(maximumConcurrency !== null && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
      ...(provisionedPollers && {
        ProvisionedPollerConfig: {
          MinimumPollers: provisionedPollers.minimum,
          MaximumPollers: provisionedPollers.maximum,
        },
      }),
      ...(metrics.length > 0 && { MetricsConfig: { Metrics: metrics } }),
      ...(patterns.length > 0 && { FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) } }),
      ...(stream && { ...shownStream(configuration), LastProcessingResult: lastProcessingResult }),
      ...broker?.given,
      EventSourceMappingArn: arnOf(uuid),
    }
  }

  const configured = (input: Input, uuid: string): MappingConfiguration => {
    try {
      return mappingConfiguration(lambda, input as Readonly<Record<string, TemplateValue>>, uuid)
    } catch (error) {
      if (error instanceof ResourceError) throw errors.invalidParameter(error.message)
      throw error
    }
  }

  return {
    CreateEventSourceMapping(input) {
      refuseUnsimulated(input)
      qualifiedOf(lambda, input)
      checkSource(lambda, input)
      const uuid = context.kernel.random('mapping-ids').uuid()
      const configuration = configured(input, uuid)
      const duplicate = mappings.duplicateOf(configuration)
      if (duplicate) throw errors.conflict(duplicateText(duplicate.configuration))
      const given = record(input, 'Tags') as Readonly<Record<string, string>>
      checkTags({}, given)
      tags.set(arnOf(uuid), given)
      return shape(mappings.create(configuration, limits.MAPPING_CHANGE))
    },

    GetEventSourceMapping: (input) => shape(mappingOf(input)),

    ListEventSourceMappings(input) {
      const source = optionalText(input, 'EventSourceArn')
      const named = optionalText(input, 'FunctionName')
      const wanted = named === undefined ? null : referenceOf(context.account, named)
      const found = mappings
        .all()
        .filter(
          ({ configuration }) =>
            (source === undefined || shownArn(configuration) === source) &&
            (wanted === null ||
              (configuration.functionName === wanted.name && configuration.qualifier === wanted.qualifier)),
        )
      const { items, NextMarker } = page(found, input, limits.LIST_MAPPINGS_PAGE_MAX)
      return { EventSourceMappings: items.map(shape), ...(NextMarker !== undefined && { NextMarker }) }
    },

    UpdateEventSourceMapping(input) {
      refuseUnsimulated(input)
      const { configuration: present } = settledOf(input, 'update')
      if (input['FunctionName'] !== undefined) qualifiedOf(lambda, input)
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      const configuration = configured({ ...propertiesOf(present), ...given }, present.uuid)
      const updated = mappings.update(present.uuid, configuration, limits.MAPPING_CHANGE)
      return updated ? shape(updated) : {}
    },

    DeleteEventSourceMapping(input) {
      const { uuid } = settledOf(input, 'delete').configuration
      const deleted = mappings.delete(uuid, limits.MAPPING_CHANGE)
      tags.delete(arnOf(uuid))
      return deleted ? shape(deleted) : {}
    },
  }
}

/** What AWS acts on and this simulation does not. @throws AwsError */
function refuseUnsimulated(input: Input): void {
  if (optionalText(input, 'KMSKeyArn')) throw errors.notSimulated('Encryption of filter criteria is')
  if (Object.keys(record(input, 'LoggingConfig')).length > 0) throw errors.notSimulated('Logs of mappings are')
  const { Metrics: metrics } = record(input, 'MetricsConfig')
  const absent = Array.isArray(metrics) ? metrics.find((name) => name !== 'EventCount') : undefined
  if (absent !== undefined) throw errors.notSimulated(`Metrics of the group ${String(absent)} are`)
  for (const name of ['AmazonManagedKafkaEventSourceConfig', 'SelfManagedKafkaEventSourceConfig']) {
    if (record(input, name)['SchemaRegistryConfig'] !== undefined) throw errors.notSimulated('Schema registries are')
  }
}

/** @throws AwsError for what cannot be polled, here or anywhere */
function checkSource(lambda: Lambda, input: Input): void {
  const arn = optionalText(input, 'EventSourceArn')
  if (input['SelfManagedEventSource'] !== undefined) return
  const service = arn === undefined ? undefined : parseArn(arn)?.service
  if (service === undefined) throw errors.invalidParameter('Unrecognized event source.')
  if (!lambda.context.queueSource(arn ?? '') && !lambda.context.streamSource(arn ?? '')) {
    throw errors.notSimulated(`Event source mappings of ${service} are`)
  }
}

/** A configuration in the API's words. */
function propertiesOf(configuration: MappingConfiguration): Input {
  const { functionName, qualifier, maximumConcurrency, provisionedPollers, metrics, patterns, stream, broker } =
    configuration
  return {
    FunctionName: qualifier === null ? functionName : `${functionName}:${qualifier}`,
    ...(!broker && { EventSourceArn: configuration.eventSourceArn }),
    Enabled: configuration.enabled,
    BatchSize: configuration.batchSize,
    ...(!broker && { MaximumBatchingWindowInSeconds: configuration.batchingWindow }),
    ...(configuration.reportBatchItemFailures && { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    ...(maximumConcurrency !== null && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(provisionedPollers && {
      ProvisionedPollerConfig: {
        MinimumPollers: provisionedPollers.minimum,
        MaximumPollers: provisionedPollers.maximum,
      },
    }),
    ...(metrics.length > 0 && { MetricsConfig: { Metrics: metrics } }),
    ...(patterns.length > 0 && { FilterCriteria: { Filters: patterns.map((Pattern) => ({ Pattern })) } }),
    ...(stream && shownStream(configuration)),
    ...broker?.given,
  }
}

/** Brokers have fewer of a stream's options: topics no windows and lanes, change streams no way out for what fails. */
function shownStream({ stream, broker }: MappingConfiguration): Input {
  if (!stream) return {}
  const shown = streamProperties(stream)
  if (!broker) return shown
  const { ParallelizationFactor: _, TumblingWindowInSeconds: __, DestinationConfig: ___, ...kafka } = shown
  if (broker.given['DocumentDBEventSourceConfig'] === undefined) return kafka
  const { StartingPosition, StartingPositionTimestamp } = shown
  return { StartingPosition, ...(StartingPositionTimestamp !== undefined && { StartingPositionTimestamp }) }
}
