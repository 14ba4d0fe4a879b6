/** Events of queues, topics, streams and brokers. */

import type {
  DynamoDBStreamEvent,
  KinesisStreamEvent,
  MSKEvent,
  SelfManagedKafkaEvent,
  SNSEvent,
  SQSEvent,
} from 'aws-lambda'
import { at, base64, type EventTemplate, guide, hex, iso, recordsFrom } from './template'

const ORDER = '{"orderId":"1001","quantity":2}'

const sqs: EventTemplate = {
  id: 'sqs',
  title: 'SQS: message of a queue',
  group: 'Queues and topics',
  page: guide('with-sqs'),
  sources: ['AWS::SQS::Queue'],
  event(context): SQSEvent {
    const id = context.uuid()
    return {
      Records: [
        {
          messageId: id,
          receiptHandle: base64(`${context.uuid()} arn ${id}`),
          body: ORDER,
          attributes: {
            SenderId: 'AIDAIENQZJOLO23YVJ4VO',
            ApproximateFirstReceiveTimestamp: String(context.now),
            ApproximateReceiveCount: '1',
            SentTimestamp: String(context.now),
          },
          messageAttributes: {},
          md5OfBody: '97c70c1a54ae0ceaf0e1ab9d43d41f5b',
          eventSource: 'aws:sqs',
          eventSourceARN: context.resource('AWS::SQS::Queue', 'my-queue').arn,
          awsRegion: context.region,
        },
      ],
    }
  },
  fields: [
    { path: ['Records', 0, 'body'], label: 'Body' },
    { path: ['Records', 0, 'messageId'], label: 'Message id' },
    { path: ['Records', 0, 'attributes', 'ApproximateReceiveCount'], label: 'Receive count' },
    { path: ['Records', 0, 'eventSourceARN'], label: 'Queue ARN' },
  ],
  open: ['Records.*.messageAttributes', 'Records.*.attributes'],
  matches: recordsFrom('aws:sqs'),
}

const sns: EventTemplate = {
  id: 'sns',
  title: 'SNS: message of a topic',
  group: 'Queues and topics',
  page: guide('with-sns'),
  sources: ['AWS::SNS::Topic'],
  event(context): SNSEvent {
    const { arn } = context.resource('AWS::SNS::Topic', 'my-topic')
    const host = `https://sns.${context.region}.amazonaws.com`
    const subscription = `${arn}:${context.uuid()}`
    return {
      Records: [
        {
          EventVersion: '1.0',
          EventSubscriptionArn: subscription,
          EventSource: 'aws:sns',
          Sns: {
            SignatureVersion: '1',
            Timestamp: iso(context.now),
            Signature: base64(context.uuid()),
            SigningCertUrl: `${host}/SimpleNotificationService-${hex(context, 32)}.pem`,
            MessageId: context.uuid(),
            Message: ORDER,
            MessageAttributes: {},
            Type: 'Notification',
            UnsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
            TopicArn: arn,
            Subject: 'Order placed',
          },
        },
      ],
    }
  },
  fields: [
    { path: ['Records', 0, 'Sns', 'Message'], label: 'Message' },
    { path: ['Records', 0, 'Sns', 'Subject'], label: 'Subject' },
    { path: ['Records', 0, 'Sns', 'TopicArn'], label: 'Topic ARN' },
  ],
  optional: ['Records.*.Sns.Subject'],
  open: ['Records.*.Sns.MessageAttributes'],
  matches: recordsFrom('aws:sns', 'EventSource'),
}

const kinesis: EventTemplate = {
  id: 'kinesis',
  title: 'Kinesis: record of a stream',
  group: 'Streams and brokers',
  page: guide('with-kinesis'),
  sources: ['AWS::Kinesis::Stream'],
  event(context): KinesisStreamEvent {
    const sequenceNumber = '49590338271490256608559692538361571095921575989136588898'
    const shard = 'shardId-000000000000'
    return {
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'customer-7',
            sequenceNumber,
            data: base64(ORDER),
            approximateArrivalTimestamp: context.now / 1000,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `${shard}:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: `arn:aws:iam::${context.accountId}:role/lambda-role`,
          awsRegion: context.region,
          eventSourceARN: context.resource('AWS::Kinesis::Stream', 'my-stream').arn,
        },
      ],
    }
  },
  fields: [
    { path: ['Records', 0, 'kinesis', 'data'], label: 'Data', encoding: 'base64' },
    { path: ['Records', 0, 'kinesis', 'partitionKey'], label: 'Partition key' },
    { path: ['Records', 0, 'eventSourceARN'], label: 'Stream ARN' },
  ],
  matches: recordsFrom('aws:kinesis'),
}

const dynamodb: EventTemplate = {
  id: 'dynamodb',
  title: 'DynamoDB: record of a table’s stream',
  group: 'Storage and tables',
  page: guide('with-ddb'),
  sources: ['AWS::DynamoDB::Table'],
  event(context): DynamoDBStreamEvent {
    const table = context.resource('AWS::DynamoDB::Table', 'my-table')
    const keys = { id: { S: '1001' } }
    return {
      Records: [
        {
          eventID: hex(context, 32),
          eventName: 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: context.region,
          dynamodb: {
            ApproximateCreationDateTime: Math.floor(context.now / 1000),
            Keys: keys,
            NewImage: { ...keys, status: { S: 'placed' }, quantity: { N: '2' } },
            SequenceNumber: '100000000000000000001',
            SizeBytes: 43,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
          eventSourceARN: `${table.arn}/stream/${iso(context.now).slice(0, 23)}`,
        },
      ],
    }
  },
  fields: [
    { path: ['Records', 0, 'eventName'], label: 'Change', oneOf: ['INSERT', 'MODIFY', 'REMOVE'] },
    { path: ['Records', 0, 'dynamodb', 'Keys'], label: 'Keys' },
    { path: ['Records', 0, 'dynamodb', 'NewImage'], label: 'New image' },
    { path: ['Records', 0, 'eventSourceARN'], label: 'Stream ARN' },
  ],
  optional: ['Records.*.dynamodb.NewImage'],
  open: ['Records.*.dynamodb.Keys', 'Records.*.dynamodb.NewImage'],
  matches: recordsFrom('aws:dynamodb'),
}

function kafkaRecord(now: number) {
  const timestampType = 'CREATE_TIME' as const
  const key = base64('customer-7')
  return {
    topic: 'orders',
    partition: 0,
    offset: 15,
    timestamp: now,
    timestampType,
    key,
    value: base64(ORDER),
    headers: [],
  }
}

const KAFKA_FIELDS: EventTemplate['fields'] = [
  { path: ['records', '*', 0, 'value'], label: 'Value', encoding: 'base64' },
  { path: ['records', '*', 0, 'key'], label: 'Key', encoding: 'base64' },
  { path: ['records', '*', 0, 'topic'], label: 'Topic' },
]

const msk: EventTemplate = {
  id: 'msk',
  title: 'Amazon MSK: record of a topic',
  group: 'Streams and brokers',
  page: guide('with-msk'),
  sources: ['AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster'],
  event: (context): MSKEvent => ({
    eventSource: 'aws:kafka',
    eventSourceArn: context.resource('AWS::MSK::Cluster', 'my-cluster/5d7a1f0e-4d1b-4bf5-9f0f-b1a2c3d4e5f6-3').arn,
    bootstrapServers: `b-1.my-cluster.c1.kafka.${context.region}.amazonaws.com:9098`,
    records: { 'orders-0': [kafkaRecord(context.now)] },
  }),
  fields: KAFKA_FIELDS,
  open: ['records'],
  matches: ({ eventSource }) => eventSource === 'aws:kafka',
}

const kafka: EventTemplate = {
  id: 'kafka',
  title: 'Self-managed Kafka: record of a topic',
  group: 'Streams and brokers',
  page: guide('with-kafka'),
  sources: [],
  event: (context): SelfManagedKafkaEvent => ({
    eventSource: 'SelfManagedKafka',
    bootstrapServers: 'kafka.example.com:9092',
    records: { 'orders-0': [kafkaRecord(context.now)] },
  }),
  fields: KAFKA_FIELDS,
  open: ['records'],
  matches: ({ eventSource }) => eventSource === 'SelfManagedKafka',
}

const activeMq: EventTemplate = {
  id: 'activemq',
  title: 'Amazon MQ: message of an ActiveMQ queue',
  group: 'Streams and brokers',
  page: guide('with-mq'),
  sources: ['AWS::AmazonMQ::Broker'],
  event: (context) => ({
    eventSource: 'aws:mq',
    eventSourceArn: context.resource('AWS::AmazonMQ::Broker', 'my-broker').arn,
    messages: [
      {
        messageID: `ID:b-${context.uuid()}-1.mq.${context.region}.amazonaws.com-1-1:1:1:1:1`,
        messageType: 'jms/text-message',
        deliveryMode: 1,
        replyTo: null,
        type: null,
        expiration: '0',
        priority: 4,
        redelivered: false,
        destination: { physicalName: 'orders' },
        data: base64(ORDER),
        timestamp: context.now,
        brokerInTime: context.now,
        brokerOutTime: context.now,
        properties: {},
      },
    ],
  }),
  fields: [
    { path: ['messages', 0, 'data'], label: 'Data', encoding: 'base64' },
    { path: ['messages', 0, 'destination', 'physicalName'], label: 'Queue' },
  ],
  open: ['messages.*.properties'],
  matches: ({ eventSource }) => eventSource === 'aws:mq',
}

const rabbitMq: EventTemplate = {
  id: 'rabbitmq',
  title: 'Amazon MQ: message of a RabbitMQ queue',
  group: 'Streams and brokers',
  page: guide('with-mq'),
  sources: ['AWS::AmazonMQ::Broker'],
  event: (context) => ({
    eventSource: 'aws:rmq',
    eventSourceArn: context.resource('AWS::AmazonMQ::Broker', 'my-broker').arn,
    rmqMessagesByQueue: {
      'orders::/': [
        {
          basicProperties: {
            contentType: 'text/plain',
            contentEncoding: null,
            headers: {},
            deliveryMode: 1,
            priority: 0,
            correlationId: null,
            replyTo: null,
            expiration: null,
            messageId: context.uuid(),
            timestamp: null,
            type: null,
            userId: null,
            appId: null,
            clusterId: null,
            bodySize: ORDER.length,
          },
          redelivered: false,
          data: base64(ORDER),
        },
      ],
    },
  }),
  fields: [{ path: ['rmqMessagesByQueue', '*', 0, 'data'], label: 'Data', encoding: 'base64' }],
  open: ['rmqMessagesByQueue'],
  matches: ({ eventSource }) => eventSource === 'aws:rmq',
}

const docdb: EventTemplate = {
  id: 'docdb',
  title: 'DocumentDB: change of a collection',
  group: 'Streams and brokers',
  page: guide('with-documentdb'),
  sources: ['AWS::DocDB::DBCluster'],
  event: (context) => ({
    eventSourceArn: context.resource('AWS::DocDB::DBCluster', 'my-cluster').arn,
    events: [
      {
        event: {
          _id: { _data: '0163eeb6e7000000090100000009000041e1' },
          clusterTime: { $timestamp: { t: Math.floor(context.now / 1000), i: 9 } },
          documentKey: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' } },
          fullDocument: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' }, orderId: '1001' },
          ns: { db: 'shop', coll: 'orders' },
          operationType: 'insert',
        },
      },
    ],
    eventSource: 'aws:docdb',
  }),
  fields: [
    {
      path: ['events', 0, 'event', 'operationType'],
      label: 'Change',
      oneOf: ['insert', 'update', 'replace', 'delete'],
    },
    { path: ['events', 0, 'event', 'fullDocument'], label: 'Document' },
    { path: ['events', 0, 'event', 'ns', 'coll'], label: 'Collection' },
  ],
  optional: ['events.*.event.fullDocument'],
  open: ['events.*.event.fullDocument', 'events.*.event.documentKey'],
  matches: (event) => event['eventSource'] === 'aws:docdb' && at(event, 'events') !== undefined,
}

export const MESSAGES: readonly EventTemplate[] = [sqs, sns, kinesis, msk, kafka, activeMq, rabbitMq, docdb, dynamodb]
