/** The registry: one import and one line per service; nothing else lists services. */

import type { ServiceDefinition } from './contract'
import { apiGateway } from './apigateway'
import { apiGatewayV2 } from './apigatewayv2'
import { cloudWatch } from './cloudwatch'
import { cloudWatchLogs } from './cloudwatch-logs'
import { docDB } from './docdb'
import { dynamoDB, dynamoDBStreams } from './dynamodb'
import { elbV2 } from './elbv2'
import { eventBridge } from './eventbridge'
import { iam } from './iam'
import { kafka } from './kafka'
import { kinesis } from './kinesis'
import { kms } from './kms'
import { mq } from './mq'
import { s3 } from './s3'
import { scheduler } from './scheduler'
import { secretsManager } from './secrets-manager'
import { sfn } from './sfn'
import { sns } from './sns'
import { sqs } from './sqs'
import { ssm } from './ssm'
import { sts } from './sts'
import { xray } from './xray'

export const services: readonly ServiceDefinition[] = [
  apiGateway,
  apiGatewayV2,
  cloudWatch,
  cloudWatchLogs,
  dynamoDB,
  docDB,
  dynamoDBStreams,
  elbV2,
  eventBridge,
  iam,
  kafka,
  kinesis,
  kms,
  mq,
  s3,
  scheduler,
  secretsManager,
  sfn,
  sns,
  sqs,
  ssm,
  sts,
  xray,
]
