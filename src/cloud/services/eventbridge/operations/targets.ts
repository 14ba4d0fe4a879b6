/** PutTargets and its like. Source: EventBridge API Reference, "PutTargets"; User Guide, "Amazon EventBridge targets". */

import { parseArn } from '../../../aws/arn'
import { checkConstraints, type Constraints } from '../../../aws/constraints'
import type { Operation } from '../../contract'
import type { Buses } from '../buses'
import { busNameOf, page, PAGING, record, records, strings, text, type Input } from '../input'
import { parseJsonPath, type Step } from '../json-path'
import * as limits from '../limits'
import type { Rule, Target } from '../state'
import { parseTemplate, type TargetInput } from '../transform'
import { errors } from '../wire'

export const TARGET: Constraints = {
  Id: { required: true, length: [1, 64], pattern: '[\\.\\-_A-Za-z0-9]+' },
  Arn: { required: true, length: [1, 1600] },
  RoleArn: { length: [1, 1600] },
  Input: { length: [0, limits.INPUT_LENGTH_MAX] },
  InputPath: { length: [0, limits.INPUT_PATH_LENGTH_MAX] },
  InputTransformer: {
    members: {
      InputPathsMap: {
        length: [0, limits.INPUT_PATHS_MAX],
        keys: { length: [1, 256], pattern: '[A-Za-z0-9_\\-]+' },
        entries: { length: [0, limits.INPUT_PATH_LENGTH_MAX] },
      },
      InputTemplate: { required: true, length: [1, limits.INPUT_LENGTH_MAX] },
    },
  },
  KinesisParameters: { members: { PartitionKeyPath: { required: true, length: [0, 256] } } },
  DeadLetterConfig: { members: { Arn: { length: [1, 1600] } } },
  RetryPolicy: {
    members: {
      MaximumRetryAttempts: { range: limits.RETRY_ATTEMPTS },
      MaximumEventAgeInSeconds: { range: limits.EVENT_AGE },
    },
  },
}

const OF_RULE: Constraints = { Rule: { required: true, ...limits.RULE_NAME }, EventBusName: limits.BUS_NAME_OR_ARN }

/** Parameters for targets that are not simulated. */
const OTHER_PARAMETERS: Readonly<Record<string, string>> = {
  RunCommandParameters: 'Systems Manager Run Command',
  EcsParameters: 'Amazon ECS',
  BatchParameters: 'AWS Batch',
  HttpParameters: 'API Gateway and API destinations',
  RedshiftDataParameters: 'Amazon Redshift',
  SageMakerPipelineParameters: 'SageMaker AI pipelines',
  AppSyncParameters: 'AWS AppSync',
}

export function targetOperations(buses: Buses): Readonly<Record<string, Operation>> {
  const ruleOf = (input: Input): Rule => buses.rule(busNameOf(input), text(input, 'Rule') ?? '')

  return {
    PutTargets(input) {
      checkConstraints(input, {
        ...OF_RULE,
        Targets: { required: true, length: [1, 100], entries: { members: TARGET } },
      })
      const rule = ruleOf(input)
      if (rule.managedBy !== null) throw errors.managedRule(rule.name)
      putTargets(rule, records(input, 'Targets'))
      return { FailedEntryCount: 0, FailedEntries: [] }
    },

    ListTargetsByRule(input) {
      checkConstraints(input, { ...OF_RULE, ...PAGING })
      const targets = [...ruleOf(input).targets.values()].map((target) => ({ name: target.id, target }))
      const { entries, token } = page(input, targets)
      return { Targets: entries.map(({ target }) => target.given), ...token }
    },

    /** Ids of no target are passed over (unconfirmed: AWS may list them as failed). */
    RemoveTargets(input) {
      checkConstraints(input, {
        ...OF_RULE,
        Ids: { required: true, length: [1, 100], entries: { length: [1, 64], pattern: '[\\.\\-_A-Za-z0-9]+' } },
      })
      const rule = ruleOf(input)
      if (rule.managedBy !== null && input['Force'] !== true) throw errors.managedRule(rule.name)
      for (const id of strings(input, 'Ids')) rule.targets.delete(id)
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
  }
}

/** Adds targets to a rule, in place of those with the same ids. @throws AwsError */
export function putTargets(rule: Rule, given: readonly Input[]): void {
  const targets = given.map(targetOf)
  const ids = new Set([...rule.targets.keys(), ...targets.map(({ id }) => id)])
  if (ids.size > limits.TARGETS_PER_RULE_MAX) throw errors.limitExceeded()
  for (const target of targets) rule.targets.set(target.id, target)
}

/** @throws AwsError ValidationException */
export function targetOf(given: Input): Target {
  const id = text(given, 'Id') ?? ''
  const arn = text(given, 'Arn') ?? ''
  const roleArn = text(given, 'RoleArn') ?? null
  for (const [name, what] of Object.entries(OTHER_PARAMETERS)) {
    if (given[name] !== undefined) throw errors.targetNotSimulated(what)
  }
  const service = serviceOf(arn)
  if (roleArn === null && (service === 'kinesis' || service === 'events')) throw errors.roleRequired(arn)
  const input = inputOf(given, id)
  if (service === 'events' && input.kind !== 'event') throw errors.inputOfBus(id)
  const groupId = text(record(given, 'SqsParameters') ?? {}, 'MessageGroupId') ?? null
  if (service === 'sqs' && arn.endsWith('.fifo') && groupId === null) throw errors.sqsParametersRequired(id)
  const partitionKeyPath = text(record(given, 'KinesisParameters') ?? {}, 'PartitionKeyPath')
  const retry = record(given, 'RetryPolicy') ?? {}
  return {
    id,
    arn,
    input,
    roleArn,
    deadLetterArn: deadLetterArnOf(given),
    retryAttempts: numberOr(retry['MaximumRetryAttempts'], limits.RETRY_ATTEMPTS[1]),
    eventAge: numberOr(retry['MaximumEventAgeInSeconds'], limits.EVENT_AGE[1]),
    groupId,
    partitionKeyPath: partitionKeyPath === undefined ? null : pathOf(partitionKeyPath, id),
    given,
  }
}

/** Templates may have numbers as texts. */
const numberOr = (value: unknown, fallback: number): number => (value === undefined ? fallback : Number(value))

/** @throws AwsError for what is no ARN, and for targets that are not simulated */
function serviceOf(text: string): string {
  const arn = parseArn(text)
  if (!arn || arn.resource === '') throw errors.invalidArn(text)
  const { service, resource } = arn
  if (service === 'events' && resource.startsWith('api-destination/')) {
    throw errors.targetNotSimulated('API destinations')
  }
  if (service === 'states') throw errors.targetNotSimulated('Step Functions state machines')
  const isSimulated =
    ['sqs', 'sns'].includes(service) ||
    (service === 'lambda' && resource.startsWith('function:')) ||
    (service === 'kinesis' && resource.startsWith('stream/')) ||
    (service === 'logs' && resource.startsWith('log-group:')) ||
    (service === 'events' && resource.startsWith('event-bus/'))
  if (!isSimulated) throw errors.targetNotSimulated(`${service} (${text})`)
  return service
}

function inputOf(given: Input, id: string): TargetInput {
  const [constant, path, transformer] = [
    text(given, 'Input'),
    text(given, 'InputPath'),
    record(given, 'InputTransformer'),
  ]
  if ([constant, path, transformer].filter((value) => value !== undefined).length > 1) throw errors.severalInputs(id)
  if (constant !== undefined) {
    try {
      JSON.parse(constant)
    } catch {
      throw errors.invalidInput(id)
    }
    return { kind: 'constant', text: constant }
  }
  if (path !== undefined) return { kind: 'path', steps: pathOf(path, id) }
  if (!transformer) return { kind: 'event' }
  const template = parseTemplate(text(transformer, 'InputTemplate') ?? '', record(transformer, 'InputPathsMap') ?? {})
  if ('unknown' in template) throw errors.invalidPlaceholder(id, template.unknown)
  if ('noPath' in template) throw errors.invalidInputPath(id)
  return template
}

function pathOf(path: string, id: string): readonly Step[] {
  const steps = parseJsonPath(path)
  if (!steps) throw errors.invalidInputPath(id)
  return steps
}

/** Only standard queues will do. The texts are unconfirmed. */
function deadLetterArnOf(given: Input): string | null {
  const arn = text(record(given, 'DeadLetterConfig') ?? {}, 'Arn')
  if (arn === undefined) return null
  if (!arn.startsWith('arn:aws:sqs:')) throw errors.invalidArn(arn)
  if (arn.endsWith('.fifo')) {
    throw errors.invalidParameter('DeadLetterConfig.Arn', 'A dead-letter queue must be a standard queue.')
  }
  return arn
}
