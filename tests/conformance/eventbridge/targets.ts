import {
  CreateEventBusCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge'
import { CreateStreamCommand, GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis'
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import assert from 'node:assert/strict'
import type { Aws, Case } from '../sdk/case'
import {
  ACCOUNT,
  ADMIN_ROLE,
  bodies,
  busArn,
  client,
  DELIVERY,
  eventsArn,
  eventsIn,
  messages,
  PATTERN,
  put,
  queue,
  queueArn,
  refused,
  ruleToQueue,
} from './fixtures'

const RECORDED = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events.py, TestEventTarget'
const INPUTS = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events_inputs.py'

/** What the queue gets of an event with this detail. */
async function received(aws: Aws, target: Partial<Target>, detail: object): Promise<string | undefined> {
  const events = await ruleToQueue(aws, target)
  await put(events, detail)
  return (await bodies(aws, 'q'))[0]
}

/** Puts one target to the rule `r`. */
async function putTarget(aws: Aws, target: Partial<Target>): Promise<unknown> {
  const events = client(aws)
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
  const Targets = [{ Id: 't', Arn: queueArn('q'), ...target }]
  return events.send(new PutTargetsCommand({ Rule: 'r', Targets }))
}

export const targetCases: Readonly<Record<string, Case>> = {
  'PutTargets, ListTargetsByRule, RemoveTargets': {
    source: `${RECORDED}.test_put_list_remove_target`,
    async run(aws) {
      const events = client(aws)
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
      const Targets = [{ Id: 't', Arn: queueArn('q') }]
      const added = await events.send(new PutTargetsCommand({ Rule: 'r', Targets }))
      assert.deepEqual([added.FailedEntryCount, added.FailedEntries], [0, []])
      assert.deepEqual((await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets, Targets)
      const removed = await events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['t'] }))
      assert.deepEqual([removed.FailedEntryCount, removed.FailedEntries], [0, []])
      assert.deepEqual((await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets, [])
    },
  },
  'a target is shown as it was given': {
    source: 'API Reference, ListTargetsByRule',
    async run(aws) {
      const target: Target = {
        Id: 't',
        Arn: queueArn('q'),
        InputTransformer: { InputPathsMap: { v: '$.detail.v' }, InputTemplate: '{"v": <v>}' },
        DeadLetterConfig: { Arn: queueArn('dead') },
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
      }
      await putTarget(aws, target)
      assert.deepEqual((await client(aws).send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets, [target])
    },
  },
  'a rule has five targets at most': {
    source: `${RECORDED}.test_add_exceed_fife_targets_per_rule`,
    async run(aws) {
      const events = client(aws)
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
      const Targets = Array.from({ length: 6 }, (_, index) => ({ Id: `t${index}`, Arn: queueArn('q') }))
      const added = events.send(new PutTargetsCommand({ Rule: 'r', Targets }))
      await refused(added, 'LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
    },
  },
  'ListTargetsByRule has pages': {
    source: `${RECORDED}.test_list_target_by_rule_limit`,
    async run(aws) {
      const events = client(aws)
      await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
      const Targets = Array.from({ length: 5 }, (_, index) => ({ Id: `t${index}`, Arn: queueArn('q') }))
      await events.send(new PutTargetsCommand({ Rule: 'r', Targets }))
      const first = await events.send(new ListTargetsByRuleCommand({ Rule: 'r', Limit: 3 }))
      assert.deepEqual(
        first.Targets?.map(({ Id }) => Id),
        ['t0', 't1', 't2'],
      )
      const second = await events.send(
        new ListTargetsByRuleCommand({ Rule: 'r', Limit: 3, NextToken: first.NextToken }),
      )
      assert.deepEqual(
        second.Targets?.map(({ Id }) => Id),
        ['t3', 't4'],
      )
    },
  },
  'ids of targets are checked': {
    source: `${RECORDED}.test_put_target_id_validation`,
    async run(aws) {
      const at = "at 'targets.1.member.id' failed to satisfy constraint: Member must"
      await refused(
        putTarget(aws, { Id: '!@#$@!#$' }),
        'ValidationException',
        `1 validation error detected: Value '!@#$@!#$' ${at} satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      )
      const long = 'x'.repeat(65)
      await refused(
        putTarget(aws, { Id: long }),
        'ValidationException',
        `1 validation error detected: Value '${long}' ${at} have length less than or equal to 64`,
      )
    },
  },
  'targets of a rule that is not there': {
    source: 'API Reference, PutTargets: ResourceNotFoundException',
    async run(aws) {
      const Targets = [{ Id: 't', Arn: queueArn('q') }]
      const added = client(aws).send(new PutTargetsCommand({ Rule: 'gone', Targets }))
      await refused(added, 'ResourceNotFoundException', 'Rule gone does not exist on EventBus default.')
    },
  },
  'one kind of input at most': {
    source: `${INPUTS}, test_put_event_input_path_and_input_transformer`,
    async run(aws) {
      await refused(
        putTarget(aws, { InputPath: '$.detail', InputTransformer: { InputTemplate: '"x"' } }),
        'ValidationException',
        'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
      )
    },
  },
  'a placeholder that means nothing': {
    source: `${INPUTS}, test_put_events_with_input_transformer_missing_keys`,
    async run(aws) {
      await refused(
        putTarget(aws, {
          InputTransformer: { InputPathsMap: { v: '$.detail' }, InputTemplate: '"<v> <notdefinedkey>"' },
        }),
        'ValidationException',
        'InputTemplate for target t contains invalid placeholder notdefinedkey.',
      )
    },
  },
  'a stream needs a role': {
    source:
      'API Reference, PutTargets: Kinesis streams rely on IAM roles; text as in awsdocs/aws-cloudformation-user-guide pull 1178',
    async run(aws) {
      const Arn = `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`
      await refused(putTarget(aws, { Arn }), 'ValidationException', `RoleArn is required for target ${Arn}.`)
    },
  },
  'retry policies are checked': {
    source: 'API Reference, RetryPolicy: 60 to 86400 seconds, 0 to 185 attempts',
    async run(aws) {
      for (const RetryPolicy of [
        { MaximumRetryAttempts: 186 },
        { MaximumRetryAttempts: -1 },
        { MaximumEventAgeInSeconds: 59 },
        { MaximumEventAgeInSeconds: 86_401 },
      ]) {
        await refused(putTarget(aws, { RetryPolicy }), 'ValidationException', /'targets\.1\.member\.retryPolicy\./)
      }
    },
  },
  'the input is a constant': {
    source: 'API Reference, Target: Input "Valid JSON text passed to the target"',
    async run(aws) {
      assert.equal(await received(aws, { Input: '{"fixed":1}' }, {}), '{"fixed":1}')
    },
  },
  'the input is a part of the event': {
    source: `${INPUTS}, test_put_events_with_input_path_nested, test_put_events_with_input_path_max_level_depth`,
    async run(aws) {
      const detail = { command: 'update-account', payload: { acc_id: '0a787ecb-4015', sf_id: 'baz' } }
      const events = await ruleToQueue(aws, { InputPath: '$.detail.payload' })
      await events.send(
        new PutTargetsCommand({
          Rule: 'r',
          Targets: [{ Id: 'deep', Arn: await queue(aws, 'q2'), InputPath: '$.detail.payload.sf_id' }],
        }),
      )
      await put(events, detail)
      assert.deepEqual(await eventsIn(aws, 'q'), [detail.payload])
      assert.deepEqual(await bodies(aws, 'q2'), ['"baz"'])
    },
  },
  'the input is a text with values of the event': {
    source: `${INPUTS}, test_put_events_with_input_transformer_input_template_string`,
    async run(aws) {
      const events = await ruleToQueue(aws, {
        InputTransformer: {
          InputPathsMap: { type: '$.detail-type', command: '$.detail.command' },
          InputTemplate: '"Event of <type> type, info extracted from detail <command>"',
        },
      })
      await put(events, { command: 'update-account' })
      await put(events, {})
      assert.deepEqual(await bodies(aws, 'q'), [
        '"Event of Order type, info extracted from detail update-account"',
        '"Event of Order type, info extracted from detail "',
      ])
    },
  },
  'the input is JSON with values of the event': {
    source: `${INPUTS}, test_put_events_with_input_transformer_input_template_json`,
    async run(aws) {
      const events = await ruleToQueue(aws, {
        InputTransformer: {
          InputPathsMap: { type: '$.detail-type', command: '$.detail.command' },
          InputTemplate: '{"detailType": <type>, "command": <command>}',
        },
      })
      await put(events, { command: 'update-account' })
      await put(events, {})
      assert.deepEqual(await eventsIn(aws, 'q'), [
        { detailType: 'Order', command: 'update-account' },
        { detailType: 'Order', command: '' },
      ])
    },
  },
  'the input has what EventBridge knows of the rule and the event': {
    source: `${INPUTS}, test_input_transformer_predefined_variables`,
    async run(aws) {
      const body = await received(
        aws,
        {
          InputTransformer: {
            InputTemplate:
              '{"rule": <aws.events.rule-arn>, "name": <aws.events.rule-name>, "o": <aws.events.event>, "j": <aws.events.event.json>}',
          },
        },
        { a: 1 },
      )
      const { rule, name, o, j } = JSON.parse(body ?? '') as Record<string, Record<string, unknown>>
      assert.deepEqual([rule, name], [eventsArn('rule/r'), 'r'])
      assert.deepEqual(Object.keys(o ?? {}).sort(), [
        ...['account', 'detailType', 'id', 'region', 'resources', 'source', 'time', 'version'],
      ])
      assert.deepEqual(j?.['detail'], { a: 1 })
      assert.equal(j?.['id'], o?.['id'])
    },
  },
  'a queue that does not allow it: straight to the dead-letter queue': {
    source:
      'User Guide, "Using dead-letter queues to process undelivered events": attributes, NO_PERMISSIONS without retries',
    async run(aws) {
      const events = await ruleToQueue(aws, {
        Arn: await queue(aws, 'closed', false),
        DeadLetterConfig: { Arn: await queue(aws, 'dead') },
      })
      const id = await put(events, { n: 1 })
      const [message] = await messages(aws, 'dead')
      assert.equal((JSON.parse(message?.Body ?? '') as { id: string }).id, id)
      const attributes = message?.MessageAttributes ?? {}
      assert.equal(attributes['RULE_ARN']?.StringValue, eventsArn('rule/r'))
      assert.equal(attributes['TARGET_ARN']?.StringValue, queueArn('closed'))
      assert.equal(attributes['ERROR_CODE']?.StringValue, 'NO_PERMISSIONS')
      assert.equal(attributes['RETRY_ATTEMPTS']?.StringValue, '0')
      assert.ok(attributes['ERROR_MESSAGE']?.StringValue)
    },
  },
  'a queue that is gone: straight to the dead-letter queue': {
    source: 'User Guide, "Using dead-letter queues to process undelivered events": a target that no longer exists',
    async run(aws) {
      const events = await ruleToQueue(aws, {
        Arn: queueArn('gone'),
        RoleArn: ADMIN_ROLE,
        DeadLetterConfig: { Arn: await queue(aws, 'dead') },
      })
      await put(events)
      const [message] = await messages(aws, 'dead')
      assert.equal(message?.MessageAttributes?.['ERROR_CODE']?.StringValue, 'NO_RESOURCE')
    },
  },
  'a stream gets the event, with its id as partition key': {
    source:
      'API Reference, KinesisParameters: "If not specified, the default is to use the eventId as the partition key."',
    async run(aws) {
      const kinesis = new KinesisClient(aws.config)
      await kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }))
      await aws.advance(60_000)
      const events = await ruleToQueue(aws, {
        Arn: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`,
        RoleArn: ADMIN_ROLE,
      })
      const id = await put(events, { n: 1 })
      await aws.advance(DELIVERY)
      const { ShardIterator } = await kinesis.send(
        new GetShardIteratorCommand({
          StreamName: 's',
          ShardId: 'shardId-000000000000',
          ShardIteratorType: 'TRIM_HORIZON',
        }),
      )
      const { Records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }))
      assert.deepEqual(
        Records?.map(({ PartitionKey }) => PartitionKey),
        [id],
      )
      const event = JSON.parse(new TextDecoder().decode(Records?.[0]?.Data)) as { detail: unknown }
      assert.deepEqual(event.detail, { n: 1 })
    },
  },
  'a topic gets the event as its message': {
    source: 'User Guide, "Amazon EventBridge targets": Amazon SNS topics, with a policy for events.amazonaws.com',
    async run(aws) {
      const sns = new SNSClient(aws.config)
      const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'news' }))
      const events = await ruleToQueue(aws, { Arn: TopicArn, DeadLetterConfig: { Arn: await queue(aws, 'dead') } })
      const readers = await queue(aws, 'readers', true, 'sns.amazonaws.com')
      const raw = { RawMessageDelivery: 'true' }
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: readers, Attributes: raw }))
      await put(events, { n: 1 })
      const [dead] = await messages(aws, 'dead')
      assert.equal(dead?.MessageAttributes?.['ERROR_CODE']?.StringValue, 'NO_PERMISSIONS')
      const AttributeValue = JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: TopicArn,
        },
      })
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }))
      await put(events, { n: 2 })
      await aws.advance(60_000)
      assert.deepEqual(
        (await eventsIn(aws, 'readers')).map(({ detail }) => detail),
        [{ n: 2 }],
      )
    },
  },
  'an event goes from bus to bus, and not to a third': {
    source:
      'Recorded from AWS: LocalStack, test_events.py, test_put_events_bus_to_bus; User Guide, "Sending and receiving events between event buses": no third bus',
    async run(aws) {
      const events = client(aws)
      const to = async (bus: string, ...Targets: Target[]): Promise<void> => {
        await events.send(new PutRuleCommand({ Name: 'r', EventBusName: bus, EventPattern: PATTERN }))
        await events.send(new PutTargetsCommand({ Rule: 'r', EventBusName: bus, Targets }))
      }
      for (const Name of ['second', 'third']) await events.send(new CreateEventBusCommand({ Name }))
      const toThird = {
        Id: 'bus',
        Arn: busArn('third'),
        RoleArn: ADMIN_ROLE,
        DeadLetterConfig: { Arn: await queue(aws, 'dead') },
      }
      await to('default', { Id: 'bus', Arn: busArn('second'), RoleArn: ADMIN_ROLE })
      await to('second', { Id: 'queue', Arn: await queue(aws, 'q2') }, toThird)
      await to('third', { Id: 'queue', Arn: await queue(aws, 'q3') })
      const id = await put(events, { n: 1 })
      await aws.advance(DELIVERY)
      assert.deepEqual(
        (await eventsIn(aws, 'q2')).map((event) => event['id']),
        [id],
      )
      assert.deepEqual(await eventsIn(aws, 'q3'), [])
      const [dead] = await messages(aws, 'dead')
      assert.equal(dead?.MessageAttributes?.['ERROR_CODE']?.StringValue, 'THIRD_ACCOUNT_HOP_DETECTED')
    },
  },
  'state machines and API destinations are refused': {
    source: 'Coldstart: not simulated (README, "What differs from AWS")',
    async run(aws) {
      for (const Arn of [
        `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:m`,
        eventsArn('api-destination/d/11111111-2222-3333-4444-555555555555'),
      ]) {
        await refused(putTarget(aws, { Arn, RoleArn: ADMIN_ROLE }), 'ValidationException', /are not simulated/)
      }
    },
  },
}
