import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { ACCOUNT, busArn, client, eventsArn, eventsIn, PATTERN, put, queueArn, refused, ruleToQueue } from './fixtures'

const RECORDED = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events.py, TestEventRule'
const SCHEDULES = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events_schedule.py'

export const ruleCases: Readonly<Record<string, Case>> = {
  'PutRule, ListRules, DescribeRule, DeleteRule on the default bus': {
    source: `${RECORDED}.test_put_list_with_prefix_describe_delete_rule[default]`,
    async run(aws) {
      const events = client(aws)
      const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
      assert.equal(RuleArn, eventsArn('rule/r'))
      const rule = { Arn: RuleArn, EventBusName: 'default', EventPattern: PATTERN, Name: 'r', State: 'ENABLED' }
      assert.deepEqual((await events.send(new ListRulesCommand({ NamePrefix: 'r' }))).Rules, [rule])
      const { $metadata: _, ...described } = await events.send(new DescribeRuleCommand({ Name: 'r' }))
      assert.deepEqual(described, { ...rule, CreatedBy: ACCOUNT })
      await events.send(new DeleteRuleCommand({ Name: 'r' }))
      assert.deepEqual((await events.send(new ListRulesCommand({}))).Rules, [])
    },
  },
  'a rule of another bus has the bus in its ARN': {
    source: `${RECORDED}.test_put_list_with_prefix_describe_delete_rule[custom]`,
    async run(aws) {
      const events = client(aws)
      await events.send(new CreateEventBusCommand({ Name: 'orders' }))
      const { RuleArn } = await events.send(
        new PutRuleCommand({ Name: 'r', EventBusName: busArn('orders'), EventPattern: PATTERN }),
      )
      assert.equal(RuleArn, eventsArn('rule/orders/r'))
      const described = await events.send(new DescribeRuleCommand({ Name: 'r', EventBusName: 'orders' }))
      assert.equal(described.EventBusName, 'orders')
    },
  },
  'PutRule again changes the rule and keeps its targets and tags': {
    source: `${RECORDED}.test_update_rule_with_targets; API Reference, PutRule`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      await events.send(
        new PutRuleCommand({
          Name: 'r',
          EventPattern: '{"source":["bank"]}',
          Description: 'changed',
          Tags: [{ Key: 'k', Value: 'v' }],
        }),
      )
      const described = await events.send(new DescribeRuleCommand({ Name: 'r' }))
      assert.equal(described.Description, 'changed')
      const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN: described.Arn }))
      assert.deepEqual(Tags, [])
      await put(events, { n: 1 })
      await put(events, { n: 2 }, { Source: 'bank' })
      assert.deepEqual(
        (await eventsIn(aws, 'q')).map(({ detail }) => detail),
        [{ n: 2 }],
      )
    },
  },
  'a rule needs a pattern or a schedule': {
    source: 'API Reference, PutRule: "you must include EventPattern or ScheduleExpression"',
    async run(aws) {
      const made = client(aws).send(new PutRuleCommand({ Name: 'r' }))
      await refused(made, 'ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
    },
  },
  'an invalid pattern is refused with its place': {
    source: 'Recorded from AWS: LocalStack, event_pattern_templates/arrays_empty_EXC.json5',
    async run(aws) {
      const EventPattern = '{"resources": []}'
      const made = client(aws).send(new PutRuleCommand({ Name: 'r', EventPattern }))
      await refused(
        made,
        'InvalidEventPatternException',
        `Event pattern is not valid. Reason: Empty arrays are not allowed\n at [Source: (String)"${EventPattern}"; line: 1, column: 17]`,
      )
    },
  },
  'names of rules are checked': {
    source: 'Answer of AWS in aws/aws-sdk-js-v3 issue 2240',
    async run(aws) {
      const targets = [{ Id: 't', Arn: queueArn('q') }]
      const made = client(aws).send(new PutTargetsCommand({ Rule: eventsArn('rule/r').slice(0, 40), Targets: targets }))
      await refused(
        made,
        'ValidationException',
        `1 validation error detected: Value '${eventsArn('rule/r').slice(0, 40)}' at 'rule' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      )
    },
  },
  'a rule that is not there: described it is an error, deleted it is none': {
    source: `${RECORDED}.test_describe_nonexistent_rule; API Reference, DeleteRule`,
    async run(aws) {
      const events = client(aws)
      const described = events.send(new DescribeRuleCommand({ Name: 'gone' }))
      await refused(described, 'ResourceNotFoundException', 'Rule gone does not exist on EventBus default.')
      await events.send(new DeleteRuleCommand({ Name: 'gone' }))
    },
  },
  'a rule of a bus that is not there': {
    source: 'Recorded from AWS: LocalStack, test_events.py, test_put_events_nonexistent_event_bus',
    async run(aws) {
      const made = client(aws).send(new PutRuleCommand({ Name: 'r', EventBusName: 'gone', EventPattern: PATTERN }))
      await refused(made, 'ResourceNotFoundException', 'Event bus gone does not exist.')
    },
  },
  'ListRules has pages': {
    source: `${RECORDED}.test_list_rule_with_limit`,
    async run(aws) {
      const events = client(aws)
      for (const Name of ['r1', 'r2', 'r3']) await events.send(new PutRuleCommand({ Name, EventPattern: PATTERN }))
      const first = await events.send(new ListRulesCommand({ Limit: 2 }))
      assert.deepEqual(
        first.Rules?.map(({ Name }) => Name),
        ['r1', 'r2'],
      )
      const second = await events.send(new ListRulesCommand({ Limit: 2, NextToken: first.NextToken }))
      assert.deepEqual(
        second.Rules?.map(({ Name }) => Name),
        ['r3'],
      )
      assert.equal(second.NextToken, undefined)
      await refused(
        events.send(new ListRulesCommand({ Limit: 101 })),
        'ValidationException',
        /less than or equal to 100/,
      )
    },
  },
  'DisableRule and EnableRule': {
    source: `${RECORDED}.test_disable_re_enable_rule`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      await events.send(new DisableRuleCommand({ Name: 'r' }))
      assert.equal((await events.send(new DescribeRuleCommand({ Name: 'r' }))).State, 'DISABLED')
      await put(events, { n: 1 })
      await events.send(new EnableRuleCommand({ Name: 'r' }))
      await put(events, { n: 2 })
      assert.deepEqual(
        (await eventsIn(aws, 'q')).map(({ detail }) => detail),
        [{ n: 2 }],
      )
    },
  },
  'a rule with targets is not deleted': {
    source: `${RECORDED}.test_delete_rule_with_targets`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      const deleted = events.send(new DeleteRuleCommand({ Name: 'r' }))
      await refused(deleted, 'ValidationException', "Rule can't be deleted since it has targets.")
      await events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['t'] }))
      await events.send(new DeleteRuleCommand({ Name: 'r' }))
    },
  },
  ListRuleNamesByTarget: {
    source: 'API Reference, ListRuleNamesByTarget',
    async run(aws) {
      const events = await ruleToQueue(aws)
      await events.send(new PutRuleCommand({ Name: 'other', EventPattern: PATTERN }))
      const { RuleNames } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: queueArn('q') }))
      assert.deepEqual(RuleNames, ['r'])
    },
  },
  'a rule with a schedule': {
    source: `${SCHEDULES}, test_put_rule_with_schedule`,
    async run(aws) {
      const events = client(aws)
      await events.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 minute)' }))
      assert.deepEqual((await events.send(new ListRulesCommand({}))).Rules, [
        {
          Arn: eventsArn('rule/r'),
          EventBusName: 'default',
          Name: 'r',
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
        },
      ])
    },
  },
  'schedules are for the default bus': {
    source: `${SCHEDULES}, tests_put_rule_with_schedule_custom_event_bus`,
    async run(aws) {
      const events = client(aws)
      await events.send(new CreateEventBusCommand({ Name: 'orders' }))
      const made = events.send(
        new PutRuleCommand({ Name: 'r', EventBusName: 'orders', ScheduleExpression: 'rate(1 minute)' }),
      )
      await refused(made, 'ValidationException', 'ScheduleExpression is supported only on the default event bus.')
    },
  },
  'schedules that AWS refuses': {
    source: `${SCHEDULES}, test_put_rule_with_invalid_schedule_rate, test_schedule_cron_with_invalid_expressions`,
    async run(aws) {
      const refusedExpressions = [
        'rate(10 seconds)',
        'rate(1 minutes)',
        'rate(10 minute)',
        'rate(0 minutes)',
        'rate(10 MINUTES)',
        'rate( 10 minutes )',
        'cron(0 1 * * * *)',
        'cron(71 8 1 * ? *)',
        'cron(0 dummy ? * MON-FRI *)',
        'at(2026-12-31T23:59:59)',
      ]
      for (const ScheduleExpression of refusedExpressions) {
        const made = client(aws).send(new PutRuleCommand({ Name: 'r', ScheduleExpression }))
        await refused(made, 'ValidationException', 'Parameter ScheduleExpression is not valid.')
      }
    },
  },
  'a schedule sends its event on time': {
    source: `${SCHEDULES}, tests_schedule_target_sqs`,
    async run(aws) {
      const events = await ruleToQueue(aws)
      await events.send(new PutRuleCommand({ Name: 'r', ScheduleExpression: 'rate(1 minute)' }))
      const start = await aws.now()
      await aws.advance(60_000)
      const [event, ...others] = await eventsIn(aws, 'q')
      assert.equal(others.length, 0)
      const { id, ...rest } = event ?? {}
      assert.match(String(id), /^[0-9a-f-]{36}$/)
      assert.deepEqual(rest, {
        version: '0',
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: ACCOUNT,
        time: `${new Date(start + 60_000).toISOString().slice(0, 19)}Z`,
        region: 'us-east-1',
        resources: [eventsArn('rule/r')],
        detail: {},
      })
      await aws.advance(60_000)
      assert.equal((await eventsIn(aws, 'q')).length, 1)
    },
  },
}
