/**
 * Events of type EventBridgeRule, CloudWatchEvent (its old name) and Schedule: a rule with the function as its target.
 * Source: SAM specification; samtranslator/model/eventsources/push.py, model/eventbridge_utils.py: logical ids, error texts.
 */

import { isMapping } from '../../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../../cloud/aws/template'
import { pick, type ExpandedResource, type Values } from '../expansion'
import { INPUT_TRANSFORMER, RETRY_POLICY, RULE_STATE } from '../vocabulary/eventbridge'
import { ANYTHING, BOOLEAN, object, oneOf, required, simulated, TEXT, type Properties } from '../vocabulary/shapes'
import { permissionOf, type EventExpansion, type EventSource, type FunctionEvent } from './event-source'

/** Of all events that wait for EventBridge or Scheduler. */
export const DEAD_LETTERS: Properties = {
  DeadLetterConfig: simulated(
    object({ Arn: simulated(TEXT), Type: simulated(oneOf('SQS')), QueueLogicalId: simulated(TEXT) }),
  ),
  RetryPolicy: simulated(RETRY_POLICY),
}

export const eventBridgeRule: EventSource = {
  properties: {
    Pattern: required(ANYTHING),
    EventBusName: simulated(TEXT),
    RuleName: simulated(TEXT),
    Input: simulated(TEXT),
    InputPath: simulated(TEXT),
    InputTransformer: simulated(INPUT_TRANSFORMER),
    Target: simulated(object({ Id: required(TEXT) })),
    State: simulated(RULE_STATE),
    Enabled: simulated(BOOLEAN),
    ...DEAD_LETTERS,
  },
  expand(event) {
    const { Pattern, RuleName, Target } = event.values
    const rule: Record<string, TemplateValue> = {
      EventPattern: Pattern ?? null,
      ...pick(event.values, ['EventBusName']),
    }
    if (RuleName !== undefined) rule['Name'] = RuleName
    const id = isMapping(Target) ? Target['Id'] : undefined
    return expandRule(event, rule, ['Input', 'InputPath', 'InputTransformer'], id)
  },
}

export const schedule: EventSource = {
  properties: {
    Schedule: required(TEXT),
    Name: simulated(TEXT),
    Description: simulated(TEXT),
    Input: simulated(TEXT),
    State: simulated(RULE_STATE),
    Enabled: simulated(BOOLEAN),
    ...DEAD_LETTERS,
  },
  expand: (event) =>
    expandRule(
      event,
      { ScheduleExpression: event.values['Schedule'] ?? null, ...pick(event.values, ['Name', 'Description']) },
      ['Input'],
    ),
}

/** @param inputs names of the properties that belong to the target */
function expandRule(
  event: FunctionEvent,
  rule: Values,
  inputs: readonly string[],
  targetId: TemplateValue = `${event.id}LambdaTarget`,
): EventExpansion {
  const arn = { 'Fn::GetAtt': [event.id, 'Arn'] }
  const deadLetters = deadLettersOf(event)
  const target = {
    Arn: { 'Fn::GetAtt': [event.functionId, 'Arn'] },
    Id: targetId,
    ...pick(event.values, inputs),
    ...(deadLetters && { DeadLetterConfig: { Arn: deadLetters.arn } }),
    ...pick(event.values, ['RetryPolicy']),
  }
  const properties = { ...rule, ...stateOf(event), Targets: [target] }
  const named: Readonly<Record<string, string>> = {
    EventPattern: 'Pattern',
    ScheduleExpression: 'Schedule',
    ...(rule['EventPattern'] !== undefined && { Name: 'RuleName' }),
  }
  const made: ExpandedResource = {
    ...resource(event, event.id, 'AWS::Events::Rule', properties),
    sources: [
      { prefix: [], source: event.path },
      { prefix: ['Targets', 0], source: event.path },
      ...Object.entries(named).map(([name, own]) => ({ prefix: [name], source: [...event.path, own] })),
    ],
  }
  return {
    resources: [
      made,
      ...(deadLetters?.queue ? [deadLetters.queue, queuePolicy(event, arn, deadLetters.queue.logicalId)] : []),
      permissionOf(event, 'events.amazonaws.com', arn),
    ],
  }
}

function stateOf({ id, values, path, findings }: FunctionEvent): Values {
  const { Enabled: enabled, State: state } = values
  if (enabled !== undefined && state !== undefined) {
    findings.error({
      code: 'invalid-event',
      message: `Event with id [${id}] is invalid. State and Enabled Properties cannot both be specified.`,
      path: [...path, 'Enabled'],
    })
  }
  if (state !== undefined) return { State: state }
  if (enabled === undefined) return {}
  return { State: enabled === true || enabled === 'true' ? 'ENABLED' : 'DISABLED' }
}

/** Where an event's dead letters go, and the queue for them when SAM makes it. */
export function deadLettersOf(
  event: FunctionEvent,
): { readonly arn: TemplateValue; readonly queue: ExpandedResource | null } | null {
  const { id, values, path, findings } = event
  const config = values['DeadLetterConfig']
  if (!isMapping(config)) return null
  const { Arn: arn, Type: type, QueueLogicalId: queueId } = config
  if ((arn === undefined) === (type === undefined)) {
    const reason =
      arn === undefined
        ? "'DeadLetterConfig' requires either 'Arn' or 'Type' be specified"
        : "You can either set 'Arn' or 'Type' for the DeadLetterConfig property, but not both"
    findings.error({
      code: 'invalid-event',
      message: `Event with id [${id}] is invalid. ${reason}`,
      path: [...path, 'DeadLetterConfig'],
    })
    return null
  }
  if (arn !== undefined) return { arn, queue: null }
  const logicalId = typeof queueId === 'string' ? queueId : `${id}Queue`
  return { arn: { 'Fn::GetAtt': [logicalId, 'Arn'] }, queue: resource(event, logicalId, 'AWS::SQS::Queue', {}) }
}

/** Lets the rule send to the queue that SAM made for it. */
function queuePolicy(event: FunctionEvent, ruleArn: TemplateValue, queueId: string): ExpandedResource {
  const Statement = [
    {
      Action: 'sqs:SendMessage',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: { 'Fn::GetAtt': [queueId, 'Arn'] },
      Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
    },
  ]
  return resource(event, `${event.id}QueuePolicy`, 'AWS::SQS::QueuePolicy', {
    PolicyDocument: { Version: '2012-10-17', Statement },
    Queues: [{ Ref: queueId }],
  })
}

export const resource = (
  event: FunctionEvent,
  logicalId: string,
  type: string,
  properties: Values,
): ExpandedResource => ({
  logicalId,
  type,
  properties,
  dependsOn: [],
  origin: event.functionId,
  sources: [{ prefix: [], source: event.path }],
})
