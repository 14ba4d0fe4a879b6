/** SAM's types of events. Those simulated have a file each; of the others, the service that is not simulated. */

import { api, httpApi } from './api'
import { documentDB, mq, msk, selfManagedKafka } from './brokers'
import { cloudWatchLogs } from './cloudwatch-logs'
import type { EventSource } from './event-source'
import { eventBridgeRule, schedule } from './eventbridge'
import { s3 } from './s3'
import { scheduleV2 } from './scheduler'
import { sns } from './sns'
import { sqs } from './sqs'
import { dynamoDB, kinesis } from './streams'

export const EVENT_SOURCES: Readonly<Record<string, EventSource | string>> = {
  SQS: sqs,
  S3: s3,
  SNS: sns,
  Kinesis: kinesis,
  DynamoDB: dynamoDB,
  MSK: msk,
  SelfManagedKafka: selfManagedKafka,
  MQ: mq,
  DocumentDB: documentDB,
  Api: api,
  HttpApi: httpApi,
  Schedule: schedule,
  ScheduleV2: scheduleV2,
  EventBridgeRule: eventBridgeRule,
  CloudWatchEvent: eventBridgeRule,
  CloudWatchLogs: cloudWatchLogs,
  IoTRule: 'AWS IoT',
  Cognito: 'Amazon Cognito',
  AlexaSkill: 'Alexa',
}
