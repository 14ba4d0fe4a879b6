/**
 * What a mapping of a stream may be. Source: CreateEventSourceMapping API; Guide, "Lambda parameters for Kinesis Data
 * Streams / DynamoDB event source mappings". Texts recorded from AWS (LocalStack's test suite) or reported by users, but
 * where they say "not confirmed".
 */

import { parseArn } from '../../aws/arn'
import { parseIsoTimestamp } from '../../aws/timestamps'
import type { TemplateValue } from '../../aws/template'
import { seconds } from '../../aws/units'
import { ResourceError, type StartingPosition } from '../../services/contract'
import { refusalOfSource } from '../execution-role'
import type { FunctionConfiguration } from '../function'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { asRecord, integer, optionalText, type Properties } from '../properties'
import { compiledFilter, switched } from './common-validation'
import { shownArn, type MappingConfiguration, type OwnConfiguration, type StreamOptions } from './configuration'

/** What queues and brokers have and streams do not. */
const NOT_FOR_STREAMS =
  'ScalingConfig Topics Queues SourceAccessConfigurations SelfManagedEventSource AmazonManagedKafkaEventSourceConfig SelfManagedKafkaEventSourceConfig DocumentDBEventSourceConfig ProvisionedPollerConfig'.split(
    ' ',
  )

/** @throws ResourceError */
export function streamConfiguration(
  context: LambdaContext,
  properties: Properties,
  fn: FunctionConfiguration,
): OwnConfiguration {
  const eventSourceArn = String(properties['EventSourceArn'])
  const unsupported = NOT_FOR_STREAMS.find((name) => properties[name] !== undefined)
  if (unsupported !== undefined) throw new ResourceError(unsupportedText(unsupported), [unsupported])
  const source = context.streamSource(eventSourceArn)
  if (!source?.exists(eventSourceArn)) {
    throw new ResourceError(`Stream not found: ${eventSourceArn}`, ['EventSourceArn'])
  }
  const session = context.executionRole(fn)
  const refusal = refusalOfSource(context, eventSourceArn, source.actions, session)
  if (refusal !== null) {
    const policy = parseArn(eventSourceArn)?.service === 'kinesis' ? 'Kinesis' : 'DynamoDB'
    const hint = `AWSLambda${policy}ExecutionRole has what polling the stream needs.`
    throw new ResourceError(refusal, ['EventSourceArn'], hint)
  }
  return {
    eventSourceArn,
    batchSize: integer(properties, ['BatchSize'], limits.STREAM_BATCH_SIZE),
    batchingWindow: integer(properties, ['MaximumBatchingWindowInSeconds'], limits.BATCHING_WINDOW_SECONDS),
    maximumConcurrency: null,
    provisionedPollers: null,
    ...compiledFilter(properties, source.filterKey),
    stream: streamOptions(context, properties, fn),
  }
}

/** Where to begin, and what follows when the function fails. @throws ResourceError */
export function streamOptions(
  context: LambdaContext,
  properties: Properties,
  fn: FunctionConfiguration,
): StreamOptions {
  const startingPosition = startOf(properties, String(properties['EventSourceArn'] ?? ''), context.kernel.now)
  const onFailure = onFailureOf(properties, context, fn)
  const tumblingWindow = integer(properties, ['TumblingWindowInSeconds'], limits.TUMBLING_WINDOW_SECONDS)
  const parallelizationFactor = integer(properties, ['ParallelizationFactor'], limits.PARALLELIZATION_FACTOR)
  if (tumblingWindow > 0 && parallelizationFactor > 1) {
    // AWS's text is not confirmed.
    throw new ResourceError('ParallelizationFactor must be 1 when TumblingWindowInSeconds is set.', [
      'ParallelizationFactor',
    ])
  }
  return {
    startingPosition,
    parallelizationFactor,
    maximumRetryAttempts: limited(integer(properties, ['MaximumRetryAttempts'], limits.STREAM_RETRIES)),
    maximumRecordAge: recordAge(properties),
    bisectBatchOnFunctionError: switched(properties['BisectBatchOnFunctionError'], false),
    tumblingWindow,
    onFailure,
  }
}

/** The options in the API's words, for its answers. */
export const streamProperties = (stream: StreamOptions): Readonly<Record<string, TemplateValue>> => ({
  BisectBatchOnFunctionError: stream.bisectBatchOnFunctionError,
  DestinationConfig: { OnFailure: stream.onFailure === null ? {} : { Destination: stream.onFailure } },
  MaximumRecordAgeInSeconds: stream.maximumRecordAge ?? -1,
  MaximumRetryAttempts: stream.maximumRetryAttempts ?? -1,
  ParallelizationFactor: stream.parallelizationFactor,
  StartingPosition: stream.startingPosition.type,
  ...(stream.startingPosition.type === 'AT_TIMESTAMP' && {
    StartingPositionTimestamp: stream.startingPosition.timestamp / 1000,
  }),
  TumblingWindowInSeconds: stream.tumblingWindow,
})

/** As users report it for DestinationConfig; of the other parameters not confirmed. */
export const unsupportedText = (parameter: string): string =>
  `Unsupported ${parameter} parameter for given event source mapping type.`

/** Recorded from AWS; the blanks are its own. */
export const streamDuplicateText = (existing: MappingConfiguration): string =>
  `The event source arn (" ${shownArn(existing) ?? ''} ") and function (" ${existing.functionName} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${existing.uuid}`

function startOf(properties: Properties, eventSourceArn: string, now: number): StartingPosition {
  const type = properties['StartingPosition']
  if (type === undefined) {
    throw new ResourceError(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
      ['StartingPosition'],
      'Kinesis has TRIM_HORIZON, LATEST and AT_TIMESTAMP, DynamoDB the first two.',
    )
  }
  const given = properties['StartingPositionTimestamp']
  if (type === 'TRIM_HORIZON' || type === 'LATEST') return { type }
  if (type !== 'AT_TIMESTAMP') {
    throw new ResourceError(
      `1 validation error detected: Value '${String(type)}' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]`,
      ['StartingPosition'],
    )
  }
  if (parseArn(eventSourceArn)?.service === 'dynamodb') {
    throw new ResourceError(`Unsupported starting position for arn type: ${eventSourceArn}`, ['StartingPosition'])
  }
  const timestamp = typeof given === 'string' && Number.isNaN(Number(given)) ? parseIsoTimestamp(given) : epoch(given)
  // AWS's texts for these two are not confirmed.
  if (timestamp === null) {
    throw new ResourceError('StartingPositionTimestamp must be set when StartingPosition is AT_TIMESTAMP.', [
      'StartingPositionTimestamp',
    ])
  }
  if (timestamp > now) {
    throw new ResourceError('StartingPositionTimestamp cannot be in the future.', ['StartingPositionTimestamp'])
  }
  return { type, timestamp }
}

/** @param value seconds since the epoch @returns milliseconds */
function epoch(value: TemplateValue | undefined): number | null {
  const number = Number(value)
  return value === undefined || value === '' || Number.isNaN(number) ? null : seconds(number)
}

const limited = (value: number): number | null => (value === -1 ? null : value)

function recordAge(properties: Properties): number | null {
  const range = limits.RECORD_AGE_SECONDS
  const age = integer(properties, ['MaximumRecordAgeInSeconds'], range)
  if (age !== -1 && age < limits.RECORD_AGE_SECONDS_MINIMUM) {
    throw new ResourceError(
      `MaximumRecordAgeInSeconds must be either -1 (forever) or between ${limits.RECORD_AGE_SECONDS_MINIMUM} and ${range.maximum} (inclusive)`,
      ['MaximumRecordAgeInSeconds'],
    )
  }
  return limited(age)
}

/** What Lambda calls at a destination, as refusals name it. */
const CALLS: Readonly<Record<string, string>> = {
  sqs: 'SendMessage on SQS',
  sns: 'Publish on SNS',
  s3: 'PutObject on S3',
}

function onFailureOf(properties: Properties, context: LambdaContext, fn: FunctionConfiguration): string | null {
  const destinations = asRecord(properties['DestinationConfig'])
  if (destinations['OnSuccess'] !== undefined) {
    throw new ResourceError(unsupportedText('DestinationConfig'), ['DestinationConfig', 'OnSuccess'])
  }
  const target = optionalText(asRecord(destinations['OnFailure'])['Destination'])
  if (target === null) return null
  const path = ['DestinationConfig', 'OnFailure', 'Destination']
  const call = CALLS[parseArn(target)?.service ?? '']
  // AWS's texts for these two are not confirmed.
  if (call === undefined) {
    throw new ResourceError(
      `The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=${target})) is invalid.`,
      path,
      'A queue, a topic or a bucket can be one; topics of Kafka are not simulated.',
    )
  }
  if (target.endsWith('.fifo')) {
    throw new ResourceError(`The destination ARN ${target} is invalid: FIFO queues and topics are not supported.`, path)
  }
  if (context.canDeliver(target, context.executionRole(fn)) === 'allowed') return target
  throw new ResourceError(`The provided execution role does not have permissions to call ${call}`, path)
}
