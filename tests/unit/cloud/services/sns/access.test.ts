/** What operations need of IAM. Source: Service Authorization Reference, Amazon SNS; denials of AWS for subscriptions. */

import { describe, expect, it } from 'vitest'
import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import { createAccess } from '../../../../../src/cloud/services/sns/access'
import model from '../../../../../src/cloud/services/sns/model.json'
import { account, QUEUE } from './account'

const rules = createAccess(DEFAULT_ACCOUNT)
const TopicArn = 'arn:aws:sns:us-east-1:123456789012:t'

describe('access to SNS', () => {
  it('has a rule for every operation', () => {
    expect(Object.keys(rules).sort()).toEqual(Object.keys(model.operations).sort())
    expect(Object.keys(account().service.operations).sort()).toEqual(Object.keys(model.operations).sort())
  })

  it.each([
    ['Publish', { TopicArn }, [{ action: 'sns:Publish', resource: TopicArn }]],
    ['Publish', { TargetArn: TopicArn }, [{ action: 'sns:Publish', resource: TopicArn }]],
    ['Publish', { PhoneNumber: '+15551234567' }, [{ action: 'sns:Publish', resource: '*' }]],
    ['PublishBatch', { TopicArn }, [{ action: 'sns:Publish', resource: TopicArn }]],
    [
      'Subscribe',
      { TopicArn, Protocol: 'sqs', Endpoint: QUEUE },
      [
        {
          action: 'sns:Subscribe',
          resource: TopicArn,
          context: { 'sns:Protocol': 'sqs', 'sns:Endpoint': QUEUE },
        },
      ],
    ],
    ['Unsubscribe', { SubscriptionArn: `${TopicArn}:21be56ed` }, [{ action: 'sns:Unsubscribe', resource: TopicArn }]],
    ['ListTopics', {}, [{ action: 'sns:ListTopics', resource: 'arn:aws:sns:us-east-1:123456789012:*' }]],
    [
      'CreateTopic',
      { Name: 't', Tags: [{ Key: 'k', Value: 'v' }] },
      [
        { action: 'sns:CreateTopic', resource: TopicArn },
        { action: 'sns:TagResource', resource: TopicArn },
      ],
    ],
  ])('%s with %j', (operation, input, needs) => {
    expect(rules[operation]?.(input)).toEqual(needs)
  })

  it('bears whatever it gets', () => {
    for (const rule of Object.values(rules)) {
      for (const input of [{}, { TopicArn: 1, SubscriptionArn: [], Name: null, Tags: 'x' }]) {
        for (const need of rule(input)) expect(need.action).toMatch(/^sns:/)
      }
    }
  })

  it('hands out the topic’s policy', () => {
    const sns = account()
    const topic = sns.topic()
    expect(sns.service.resourcePolicy?.(topic)).toMatchObject({ Id: '__default_policy_ID' })
    expect(sns.service.resourcePolicy?.(`${topic}x`)).toBeNull()
  })
})

describe('views of SNS', () => {
  it('show topics with their subscriptions', () => {
    const sns = account()
    const topic = sns.topic()
    sns.subscribe(topic, QUEUE, { RawMessageDelivery: 'true' })
    sns.call('Subscribe', { TopicArn: topic, Protocol: 'email', Endpoint: 'a@example.com' })
    expect(sns.service.views?.()).toMatchObject([
      {
        arn: topic,
        kind: 'Topic',
        name: 't',
        tables: [
          {
            total: 2,
            rows: [
              ['sqs', QUEUE, 'Confirmed', 'yes', '', ''],
              ['email', 'a@example.com', 'Pending confirmation', 'no', '', ''],
            ],
          },
        ],
      },
    ])
  })
})
