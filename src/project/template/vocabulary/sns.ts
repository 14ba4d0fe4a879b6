/** AWS::SNS::*. Source: CloudFormation resource reference for Amazon SNS. */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  kept,
  listOf,
  NOT_ENCRYPTED,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Properties,
  type ResourceVocabulary,
} from './shapes'

const PROTOCOL = oneOf('application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs')

/** In AWS::SNS::Subscription, and of an SNS event of SAM. */
export const SNS_SUBSCRIPTION: Properties = {
  FilterPolicy: simulated(ANYTHING),
  FilterPolicyScope: simulated(oneOf('MessageAttributes', 'MessageBody')),
  RedrivePolicy: simulated(ANYTHING),
  ...kept('Region', 'there is one Region', 'us-east-1'),
}

export const SNS_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::SNS::Topic': {
    attributes: ['TopicArn', 'TopicName'],
    properties: {
      TopicName: simulated({ kind: 'text', pattern: /^[A-Za-z0-9_-]{1,256}(\.fifo)?$/, maximumLength: 256 }),
      DisplayName: simulated({ kind: 'text', maximumLength: 100 }),
      FifoTopic: simulated(BOOLEAN),
      ContentBasedDeduplication: simulated(BOOLEAN),
      FifoThroughputScope: simulated(oneOf('Topic', 'MessageGroup')),
      SignatureVersion: simulated(oneOf('1', '2')),
      Subscription: simulated(listOf(object({ Endpoint: required(TEXT), Protocol: required(PROTOCOL) }))),
      Tags: simulated(ANYTHING),
      ...kept('KmsMasterKeyId', NOT_ENCRYPTED),
      ...kept('DataProtectionPolicy', 'data in messages is neither audited, masked nor denied'),
      ...kept('DeliveryStatusLogging', 'topics write no logs'),
      ...kept('TracingConfig', 'topics write no segments', 'PassThrough'),
      ...notYet('ArchivePolicy'),
    },
  },
  'AWS::SNS::Subscription': {
    attributes: ['Arn'],
    properties: {
      TopicArn: required(TEXT),
      Protocol: required(PROTOCOL),
      Endpoint: simulated(TEXT),
      RawMessageDelivery: simulated(BOOLEAN),
      ...SNS_SUBSCRIPTION,
      ...accepted('SubscriptionRoleArn'),
      ...kept('DeliveryPolicy', 'nothing is sent over HTTP'),
      ...notYet('ReplayPolicy'),
    },
  },
  'AWS::SNS::TopicPolicy': {
    attributes: ['Id'],
    properties: { PolicyDocument: required(ANYTHING), Topics: required(listOf(TEXT)) },
  },
  'AWS::SNS::TopicInlinePolicy': {
    attributes: [],
    properties: { PolicyDocument: required(ANYTHING), TopicArn: required(TEXT) },
  },
}
