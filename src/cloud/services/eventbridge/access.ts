/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
 */

import { formatArn, type Account } from '../../aws/arn'
import type { PolicyDocument } from '../../aws/policy'
import type { AccessNeed, AccessRule } from '../contract'
import { EVENTS_PRINCIPAL } from './deliveries'
import { busNameOf, DEFAULT_BUS, records, text, type Input } from './input'
import type { EventBus } from './state'

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  const arn = (resource: string): string => formatArn('events', account, resource)
  const busArn = (input: Input, name = 'EventBusName'): string => arn(`event-bus/${busNameOf(input, name)}`)
  const ruleArn = (input: Input, name: string): string => {
    const bus = busNameOf(input)
    const rule = text(input, name) ?? ''
    return arn(bus === DEFAULT_BUS ? `rule/${rule}` : `rule/${bus}/${rule}`)
  }

  const onBus =
    (action: string): AccessRule =>
    (input) => [{ action, resource: busArn(input, 'Name') }]
  const onRule =
    (action: string, name = 'Name'): AccessRule =>
    (input) => [{ action, resource: ruleArn(input, name) }]
  const on =
    (action: string, type: 'archive' | 'replay', name: string): AccessRule =>
    (input) => [{ action, resource: arn(`${type}/${text(input, name) ?? ''}`) }]
  const onTagged =
    (action: string): AccessRule =>
    (input) => [{ action, resource: text(input, 'ResourceARN') ?? '*' }]
  const anywhere =
    (action: string): AccessRule =>
    () => [{ action, resource: '*' }]

  return {
    CreateEventBus: onBus('events:CreateEventBus'),
    DeleteEventBus: onBus('events:DeleteEventBus'),
    DescribeEventBus: onBus('events:DescribeEventBus'),
    ListEventBuses: anywhere('events:ListEventBuses'),
    UpdateEventBus: onBus('events:UpdateEventBus'),
    PutPermission: anywhere('events:PutPermission'),
    RemovePermission: anywhere('events:RemovePermission'),

    PutRule: (input) => [...onRule('events:PutRule')(input), ...passed([input])],
    DescribeRule: onRule('events:DescribeRule'),
    EnableRule: onRule('events:EnableRule'),
    DisableRule: onRule('events:DisableRule'),
    DeleteRule: onRule('events:DeleteRule'),
    ListRules: anywhere('events:ListRules'),
    ListRuleNamesByTarget: anywhere('events:ListRuleNamesByTarget'),

    PutTargets(input) {
      const targets = records(input, 'Targets')
      const arns = targets.map((target) => text(target, 'Arn') ?? '')
      const need = { action: 'events:PutTargets', resource: ruleArn(input, 'Rule') }
      return [{ ...need, context: { 'events:TargetArn': arns } }, ...passed(targets)]
    },
    ListTargetsByRule: onRule('events:ListTargetsByRule', 'Rule'),
    RemoveTargets: onRule('events:RemoveTargets', 'Rule'),

    PutEvents: (input) => putEventsNeeds(records(input, 'Entries'), busArn),
    TestEventPattern: anywhere('events:TestEventPattern'),

    CreateArchive: (input) => [
      ...on('events:CreateArchive', 'archive', 'ArchiveName')(input),
      { action: 'events:CreateArchive', resource: text(input, 'EventSourceArn') ?? '*' },
    ],
    DescribeArchive: on('events:DescribeArchive', 'archive', 'ArchiveName'),
    ListArchives: anywhere('events:ListArchives'),
    UpdateArchive: on('events:UpdateArchive', 'archive', 'ArchiveName'),
    DeleteArchive: on('events:DeleteArchive', 'archive', 'ArchiveName'),
    StartReplay: (input) => [
      { action: 'events:StartReplay', resource: text(input, 'EventSourceArn') ?? '*' },
      ...on('events:StartReplay', 'replay', 'ReplayName')(input),
    ],
    DescribeReplay: on('events:DescribeReplay', 'replay', 'ReplayName'),
    ListReplays: anywhere('events:ListReplays'),
    CancelReplay: on('events:CancelReplay', 'replay', 'ReplayName'),

    TagResource: onTagged('events:TagResource'),
    UntagResource: onTagged('events:UntagResource'),
    ListTagsForResource: onTagged('events:ListTagsForResource'),
  }
}

/** Who hands a role to EventBridge must be allowed to. */
function passed(inputs: readonly Input[]): readonly AccessNeed[] {
  return inputs.flatMap((input) => {
    const resource = text(input, 'RoleArn')
    if (resource === undefined) return []
    return [{ action: 'iam:PassRole', resource, context: { 'iam:PassedToService': EVENTS_PRINCIPAL } }]
  })
}

/** One need for each bus. */
function putEventsNeeds(entries: readonly Input[], busArn: (entry: Input) => string): readonly AccessNeed[] {
  return [...new Set(entries.map((entry) => busArn(entry)))].map((resource) => {
    const own = entries.filter((entry) => busArn(entry) === resource)
    return {
      action: 'events:PutEvents',
      resource,
      context: {
        'events:source': own.map((entry) => text(entry, 'Source') ?? ''),
        'events:detail-type': own.map((entry) => text(entry, 'DetailType') ?? ''),
        'events:eventBusInvocation': 'false',
      },
    }
  })
}

/** Services that send their events to the default bus without anybody's permission. User Guide, "Events from AWS services". */
const EVENT_SOURCES = ['s3', 'ssm', 'secretsmanager', 'kms', 'lambda'].map((service) => `${service}.amazonaws.com`)

/** A bus's policy as IAM sees it. */
export function policyOf(bus: EventBus): PolicyDocument | null {
  if (bus.name !== DEFAULT_BUS) return bus.policy
  const statements = bus.policy?.Statement ?? []
  return {
    Version: '2012-10-17',
    Statement: [
      ...(Array.isArray(statements) ? statements : [statements]),
      { Effect: 'Allow', Principal: { Service: EVENT_SOURCES }, Action: 'events:PutEvents', Resource: bus.arn },
    ],
  }
}
