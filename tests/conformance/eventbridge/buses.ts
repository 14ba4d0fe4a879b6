import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
  PutPermissionCommand,
  PutRuleCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateEventBusCommand,
} from '@aws-sdk/client-eventbridge'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { ACCOUNT, busArn, client, PATTERN, refused } from './fixtures'

const RECORDED = 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events.py, TestEventBus'

export const busCases: Readonly<Record<string, Case>> = {
  'CreateEventBus, ListEventBuses, DescribeEventBus, DeleteEventBus': {
    source: `${RECORDED}.test_create_list_describe_delete_custom_event_buses`,
    async run(aws) {
      const events = client(aws)
      const created = await events.send(new CreateEventBusCommand({ Name: 'orders' }))
      assert.equal(created.EventBusArn, busArn('orders'))
      const { EventBuses } = await events.send(new ListEventBusesCommand({ NamePrefix: 'orders' }))
      assert.deepEqual(
        EventBuses?.map(({ Name, Arn }) => [Name, Arn]),
        [['orders', busArn('orders')]],
      )
      const described = await events.send(new DescribeEventBusCommand({ Name: 'orders' }))
      assert.equal(described.Arn, busArn('orders'))
      assert.equal(described.CreationTime?.getTime(), await aws.now())
      assert.equal(described.Policy, undefined)
      await events.send(new DeleteEventBusCommand({ Name: 'orders' }))
      assert.deepEqual((await events.send(new ListEventBusesCommand({ NamePrefix: 'orders' }))).EventBuses, [])
    },
  },
  'the default bus is there, and stays': {
    source: `${RECORDED}.test_delete_default_event_bus`,
    async run(aws) {
      const events = client(aws)
      assert.equal((await events.send(new DescribeEventBusCommand({}))).Arn, busArn())
      const deleted = events.send(new DeleteEventBusCommand({ Name: 'default' }))
      await refused(deleted, 'ValidationException', 'Cannot delete event bus default.')
    },
  },
  'a bus has its name alone': {
    source: `${RECORDED}.test_create_multiple_event_buses_same_name`,
    async run(aws) {
      const events = client(aws)
      await events.send(new CreateEventBusCommand({ Name: 'orders' }))
      const again = events.send(new CreateEventBusCommand({ Name: 'orders' }))
      await refused(again, 'ResourceAlreadyExistsException', 'Event bus orders already exists.')
    },
  },
  'a bus that is not there: described it is an error, deleted it is none': {
    source: `${RECORDED}.test_describe_delete_not_existing_event_bus`,
    async run(aws) {
      const events = client(aws)
      const described = events.send(new DescribeEventBusCommand({ Name: 'gone' }))
      await refused(described, 'ResourceNotFoundException', 'Event bus gone does not exist.')
      await events.send(new DeleteEventBusCommand({ Name: 'gone' }))
    },
  },
  'a bus with rules is not deleted': {
    source: 'Answer of AWS in hashicorp/terraform-provider-aws issue 22131',
    async run(aws) {
      const events = client(aws)
      await events.send(new CreateEventBusCommand({ Name: 'orders' }))
      await events.send(new PutRuleCommand({ Name: 'r', EventBusName: 'orders', EventPattern: PATTERN }))
      const deleted = events.send(new DeleteEventBusCommand({ Name: 'orders' }))
      await refused(deleted, 'ValidationException', "EventBus can't be deleted since it has rules.")
    },
  },
  'names of buses are checked': {
    source: 'API Reference, CreateEventBus: pattern [/\\.\\-_A-Za-z0-9]+',
    async run(aws) {
      const created = client(aws).send(new CreateEventBusCommand({ Name: 'not a name' }))
      await refused(
        created,
        'ValidationException',
        "1 validation error detected: Value 'not a name' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+",
      )
      await refused(client(aws).send(new CreateEventBusCommand({ Name: 'a/b' })), 'ValidationException')
    },
  },
  'ListEventBuses has pages': {
    source: `${RECORDED}.test_list_event_buses_with_limit`,
    async run(aws) {
      const events = client(aws)
      for (const Name of ['b1', 'b2', 'b3', 'b4', 'b5', 'b6']) await events.send(new CreateEventBusCommand({ Name }))
      const first = await events.send(new ListEventBusesCommand({ NamePrefix: 'b', Limit: 3 }))
      assert.deepEqual(
        first.EventBuses?.map(({ Name }) => Name),
        ['b1', 'b2', 'b3'],
      )
      assert.ok(first.NextToken)
      const second = await events.send(
        new ListEventBusesCommand({ NamePrefix: 'b', Limit: 3, NextToken: first.NextToken }),
      )
      assert.deepEqual(
        second.EventBuses?.map(({ Name }) => Name),
        ['b4', 'b5', 'b6'],
      )
      assert.equal(second.NextToken, undefined)
    },
  },
  'UpdateEventBus changes the description': {
    source: 'API Reference, UpdateEventBus',
    async run(aws) {
      const events = client(aws)
      await events.send(new CreateEventBusCommand({ Name: 'orders', Description: 'old' }))
      const updated = await events.send(new UpdateEventBusCommand({ Name: 'orders', Description: 'new' }))
      assert.deepEqual([updated.Arn, updated.Name, updated.Description], [busArn('orders'), 'orders', 'new'])
      assert.equal((await events.send(new DescribeEventBusCommand({ Name: 'orders' }))).Description, 'new')
    },
  },
  'PutPermission adds statements; a policy takes the place of all': {
    source: `${RECORDED}.test_put_permission`,
    async run(aws) {
      const events = client(aws)
      const Action = 'events:PutEvents'
      await events.send(new PutPermissionCommand({ StatementId: 'one', Principal: '111122223333', Action }))
      await events.send(new PutPermissionCommand({ StatementId: 'all', Principal: '*', Action }))
      const statement = { Effect: 'Allow', Action, Resource: busArn() }
      assert.deepEqual(JSON.parse((await events.send(new DescribeEventBusCommand({}))).Policy ?? ''), {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'one', ...statement, Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
          { Sid: 'all', ...statement, Principal: '*' },
        ],
      })
      const policy = {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'x',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'events:ListRules',
            Resource: '*',
          },
        ],
      }
      await events.send(new PutPermissionCommand({ Policy: JSON.stringify(policy) }))
      assert.deepEqual(JSON.parse((await events.send(new DescribeEventBusCommand({}))).Policy ?? ''), policy)
    },
  },
  'RemovePermission takes one statement or all': {
    source: `${RECORDED}.test_remove_permission`,
    async run(aws) {
      const events = client(aws)
      const Action = 'events:PutEvents'
      for (const StatementId of ['one', 'two']) {
        await events.send(new PutPermissionCommand({ StatementId, Principal: ACCOUNT, Action }))
      }
      await events.send(new RemovePermissionCommand({ StatementId: 'one' }))
      const { Policy = '' } = await events.send(new DescribeEventBusCommand({}))
      const { Statement } = JSON.parse(Policy) as { Statement: { Sid: string }[] }
      assert.deepEqual(
        Statement.map(({ Sid }) => Sid),
        ['two'],
      )
      await events.send(new RemovePermissionCommand({ RemoveAllPermissions: true }))
      assert.equal((await events.send(new DescribeEventBusCommand({}))).Policy, undefined)
    },
  },
  'permissions of a bus or with an id that are not there': {
    source: `${RECORDED}.test_put_permission_non_existing_event_bus, test_remove_permission_non_existing_sid`,
    async run(aws) {
      const events = client(aws)
      const statement = { StatementId: 's', Principal: '*', Action: 'events:PutEvents' }
      const added = events.send(new PutPermissionCommand({ EventBusName: 'gone', ...statement }))
      await refused(added, 'ResourceNotFoundException', 'Event bus gone does not exist.')
      const removed = events.send(new RemovePermissionCommand({ StatementId: 'none' }))
      await refused(removed, 'ResourceNotFoundException', 'Statement with the provided id does not exist.')
    },
  },
  'tags of buses and rules': {
    source: 'Recorded from AWS: LocalStack, tests/aws/services/events/test_events_tags.py, tests_tag_untag_resource',
    async run(aws) {
      const events = client(aws)
      await events.send(new CreateEventBusCommand({ Name: 'orders' }))
      const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'r', EventPattern: PATTERN }))
      for (const ResourceARN of [busArn('orders'), RuleArn ?? '']) {
        const Tags = [
          { Key: 'tag1', Value: 'value1' },
          { Key: 'tag2', Value: 'value2' },
        ]
        await events.send(new TagResourceCommand({ ResourceARN, Tags }))
        assert.deepEqual((await events.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags, Tags)
        await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['tag2'] }))
        assert.deepEqual((await events.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags, [Tags[0]])
      }
      const unknown = events.send(new ListTagsForResourceCommand({ ResourceARN: busArn('gone') }))
      await refused(unknown, 'ResourceNotFoundException')
    },
  },
}
