/** What hands events on: topics, rules, schedules, buckets. */

import { arnOf, lambdaFunction, OUTSIDE_ROLE, queue, resource } from '../../../unit/cloud/stack'
import { breakService, mendService, openTo, type Scenario } from './scenario'

/** A queue that does not work for a while: the topic tries again. */
export const topic: Scenario = {
  resources: [
    queue('Q'),
    openTo('sns', 'Q'),
    resource('T', 'AWS::SNS::Topic', { TopicName: 'T' }),
    resource('Subscription', 'AWS::SNS::Subscription', {
      ...{ TopicArn: { Ref: 'T' }, Protocol: 'sqs', Endpoint: arnOf('Q') },
    }),
  ],
  async play(run) {
    breakService(run, 'Q')
    await run.cloud.send({ target: 'T', body: 'hello' })
    await run.advance(5000)
    mendService(run)
    await run.idle()
  },
}

/** The second message of a group is published while the first is still to be tried again. */
export const fifoTopic: Scenario = {
  resources: [
    queue('Q', { QueueName: 'Q.fifo', FifoQueue: true }),
    openTo('sns', 'Q'),
    resource('T', 'AWS::SNS::Topic', { TopicName: 'T.fifo', FifoTopic: true }),
    resource('Subscription', 'AWS::SNS::Subscription', {
      ...{ TopicArn: { Ref: 'T' }, Protocol: 'sqs', Endpoint: arnOf('Q') },
    }),
  ],
  async play(run) {
    const publish = (body: string) => run.cloud.send({ target: 'T', body, groupId: 'group', deduplicationId: body })
    breakService(run, 'Q')
    await publish('first')
    await run.advance(500)
    mendService(run)
    await publish('second')
    await run.idle()
  },
}

/** A target that does not work, and is given up after its retries. */
export const rule: Scenario = {
  resources: [
    queue('Q'),
    openTo('events', 'Q'),
    resource('R', 'AWS::Events::Rule', {
      EventPattern: { source: ['shop'] },
      Targets: [{ Id: 'Target', Arn: arnOf('Q'), RetryPolicy: { MaximumRetryAttempts: 2 } }],
    }),
  ],
  async play(run) {
    breakService(run, 'Q')
    const target = 'arn:aws:events:us-east-1:123456789012:event-bus/default'
    await run.cloud.send({ target, body: '{}', event: { source: 'shop', detailType: 'sold' } })
    await run.idle()
  },
}

export const schedule: Scenario = {
  resources: [
    lambdaFunction('F'),
    resource('S', 'AWS::Scheduler::Schedule', {
      ...{ Name: 'S', ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow: { Mode: 'OFF' } },
      Target: { Arn: arnOf('F'), RoleArn: OUTSIDE_ROLE },
    }),
  ],
  async play(run) {
    await run.advance(300_000)
    await run.idle()
  },
}

/** Objects that a notification's prefix fits and does not fit; one is removed. */
export const bucket: Scenario = {
  resources: [
    queue('Q'),
    openTo('s3', 'Q'),
    {
      ...resource('B', 'AWS::S3::Bucket', {
        BucketName: 'uploads',
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              ...{ Event: 's3:ObjectCreated:*', Queue: arnOf('Q') },
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
            },
            { Event: 's3:ObjectRemoved:*', Queue: arnOf('Q') },
          ],
        },
      }),
      dependsOn: ['QPolicy'],
    },
  ],
  async play(run) {
    for (const key of ['in/a', 'out/b']) await run.cloud.send({ target: 'B', body: 'text', key })
    await run.advance(1000)
    const url = 'https://uploads.s3.us-east-1.amazonaws.com/in/a'
    await run.cloud.aws({ method: 'DELETE', url, headers: {}, body: '' })
    await run.idle()
  },
}
