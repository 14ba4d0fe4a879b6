/**
 * Events of type SNS: the function subscribes to the topic, or a queue between them does.
 * Source: SAM specification, "SNS"; samtranslator/model/eventsources/push.py: logical ids, error text.
 */

import { isMapping } from '../../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../../cloud/aws/template'
import { pick, type ExpandedResource, type Values } from '../expansion'
import { ANYTHING, required, simulated, TEXT, type Properties } from '../vocabulary/shapes'
import { SNS_SUBSCRIPTION } from '../vocabulary/sns'
import { permissionOf, type EventExpansion, type EventSource, type FunctionEvent } from './event-source'

const properties: Properties = {
  Topic: required(TEXT),
  ...SNS_SUBSCRIPTION,
  // True, or an object that names a queue of the template.
  SqsSubscription: simulated(ANYTHING),
}

export const sns: EventSource = {
  properties,
  expand(event) {
    const between = event.values['SqsSubscription']
    if (between === true || between === 'true') return throughNewQueue(event)
    if (isMapping(between)) return throughQueue(event, between)
    const { functionId, values } = event
    return {
      resources: [
        subscriptionOf(event, 'lambda', { 'Fn::GetAtt': [functionId, 'Arn'] }),
        permissionOf(event, 'sns.amazonaws.com', values['Topic'] ?? null),
      ],
    }
  },
}

function throughNewQueue(event: FunctionEvent): EventExpansion {
  const id = `${event.id}Queue`
  const queue = resource(event, id, 'AWS::SQS::Queue', {})
  const { resources, ...rest } = subscribed(
    event,
    { 'Fn::GetAtt': [id, 'Arn'] },
    { Ref: id },
    `${event.id}QueuePolicy`,
    {},
  )
  return { ...rest, resources: [queue, ...resources] }
}

function throughQueue(event: FunctionEvent, given: Values): EventExpansion {
  const { QueueArn: arn, QueueUrl: url, QueuePolicyLogicalId: policyId } = given
  if (arn === undefined || url === undefined) {
    event.findings.error({
      code: 'invalid-event',
      message: `Event with id [${event.id}] is invalid. No QueueARN or QueueURL provided.`,
      path: [...event.path, 'SqsSubscription'],
    })
    return { resources: [] }
  }
  const id = typeof policyId === 'string' ? policyId : `${event.id}QueuePolicy`
  return subscribed(event, arn, url, id, pick(given, ['BatchSize', 'Enabled']))
}

/** The queue lets the topic in, subscribes, and is polled. */
function subscribed(
  event: FunctionEvent,
  queueArn: TemplateValue,
  queueUrl: TemplateValue,
  policyId: string,
  mapping: Values,
): EventExpansion {
  const topic = event.values['Topic'] ?? null
  const PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sqs:SendMessage',
        Effect: 'Allow',
        Principal: '*',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    ],
  }
  return {
    managedPolicy: 'AWSLambdaSQSQueueExecutionRole',
    resources: [
      resource(event, policyId, 'AWS::SQS::QueuePolicy', { PolicyDocument, Queues: [queueUrl] }),
      subscriptionOf(event, 'sqs', queueArn),
      resource(event, `${event.id}EventSourceMapping`, 'AWS::Lambda::EventSourceMapping', {
        BatchSize: 10,
        Enabled: true,
        EventSourceArn: queueArn,
        FunctionName: { Ref: event.functionId },
        ...mapping,
      }),
    ],
  }
}

function subscriptionOf(event: FunctionEvent, protocol: 'lambda' | 'sqs', endpoint: TemplateValue): ExpandedResource {
  const subscription = resource(event, event.id, 'AWS::SNS::Subscription', {
    Endpoint: endpoint,
    Protocol: protocol,
    TopicArn: event.values['Topic'] ?? null,
    ...pick(event.values, Object.keys(SNS_SUBSCRIPTION)),
  })
  return {
    ...subscription,
    sources: [...subscription.sources, { prefix: ['TopicArn'], source: [...event.path, 'Topic'] }],
  }
}

const resource = (event: FunctionEvent, logicalId: string, type: string, values: Values): ExpandedResource => ({
  logicalId,
  type,
  properties: values,
  dependsOn: [],
  origin: event.functionId,
  sources: [{ prefix: [], source: event.path }],
})
