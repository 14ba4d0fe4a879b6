/** The services that examples name, as people call them. */

import type { NodeKind } from '../graph/kinds'

interface Service {
  readonly text: string
  /** Whose icon it has in the Architecture view; none where that has nothing of it. */
  readonly kind?: NodeKind
  /** Other names that somebody may look for. */
  readonly words?: string
}

const SERVICES: Readonly<Record<string, Service>> = {
  lambda: { text: 'Lambda', kind: 'function' },
  'api-gateway': { text: 'API Gateway', kind: 'api' },
  sqs: { text: 'SQS', kind: 'queue', words: 'queue' },
  sns: { text: 'SNS', kind: 'topic', words: 'topic' },
  s3: { text: 'S3', kind: 'bucket', words: 'bucket object storage' },
  dynamodb: { text: 'DynamoDB', kind: 'table', words: 'table database' },
  kinesis: { text: 'Kinesis', kind: 'stream', words: 'stream' },
  msk: { text: 'MSK', kind: 'broker', words: 'Kafka' },
  eventbridge: { text: 'EventBridge', kind: 'bus', words: 'event bus' },
  scheduler: { text: 'Scheduler', kind: 'schedule', words: 'EventBridge Scheduler cron' },
  ssm: { text: 'Parameter Store', kind: 'parameter', words: 'SSM Systems Manager' },
  'secrets-manager': { text: 'Secrets Manager', kind: 'secret' },
  kms: { text: 'KMS', kind: 'key', words: 'encryption' },
  cloudwatch: { text: 'CloudWatch', kind: 'log-group', words: 'logs metrics' },
  iam: { text: 'IAM', words: 'permissions policy' },
  sts: { text: 'STS', words: 'credentials' },
}

export const serviceOf = (id: string): Service => SERVICES[id] ?? { text: id }

export const isService = (id: string): boolean => Object.hasOwn(SERVICES, id)
