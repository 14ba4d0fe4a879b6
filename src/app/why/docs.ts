/** AWS's pages about the rules that this page explains: one table, so that an address that moves is changed once. */

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg'
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide'
const EVENTS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide'
const SNS = 'https://docs.aws.amazon.com/sns/latest/dg'

export const DOCS = {
  lifecycle: `${LAMBDA}/lambda-runtime-environment.html`,
  concurrency: `${LAMBDA}/lambda-concurrency.html`,
  reserved: `${LAMBDA}/configuration-concurrency.html`,
  scaling: `${LAMBDA}/scaling-behavior.html`,
  provisioned: `${LAMBDA}/provisioned-concurrency.html`,
  versions: `${LAMBDA}/configuration-versions.html`,
  asyncErrors: `${LAMBDA}/invocation-async-error-handling.html`,
  asyncSettings: `${LAMBDA}/invocation-async-configuring.html`,
  destinations: `${LAMBDA}/invocation-async-retain-records.html`,
  timeout: `${LAMBDA}/configuration-timeout.html`,
  memory: `${LAMBDA}/configuration-memory.html`,
  quotas: `${LAMBDA}/gettingstarted-limits.html`,
  recursion: `${LAMBDA}/invocation-recursion.html`,
  filters: `${LAMBDA}/invocation-eventfiltering.html`,
  batching: `${LAMBDA}/invocation-eventsourcemapping.html`,
  sqsSettings: `${LAMBDA}/services-sqs-configure.html`,
  sqsErrors: `${LAMBDA}/services-sqs-errorhandling.html`,
  sqsScaling: `${LAMBDA}/services-sqs-scaling.html`,
  kinesisSettings: `${LAMBDA}/services-kinesis-parameters.html`,
  streamErrors: `${LAMBDA}/kinesis-on-failure-destination.html`,
  streamWindows: `${LAMBDA}/services-kinesis-windows.html`,
  streamPartial: `${LAMBDA}/services-kinesis-batchfailurereporting.html`,
  visibility: `${SQS}/sqs-visibility-timeout.html`,
  deadLetterQueues: `${SQS}/sqs-dead-letter-queues.html`,
  retention: `${SQS}/sqs-message-metadata.html`,
  deduplication: `${SQS}/using-messagededuplicationid-property.html`,
  atLeastOnce: `${SQS}/standard-queues-at-least-once-delivery.html`,
  patterns: `${EVENTS}/eb-event-patterns.html`,
  eventRetries: `${EVENTS}/eb-rule-retry-policy.html`,
  eventDeadLetters: `${EVENTS}/eb-rule-dlq.html`,
  schedulerDeadLetters: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
  notificationFilters: `${SNS}/sns-subscription-filter-policies.html`,
  notificationRetries: `${SNS}/sns-message-delivery-retries.html`,
  notificationDeduplication: `${SNS}/fifo-message-dedup.html`,
  objectNotifications: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html',
  policyEvaluation: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
} as const

export type DocsPage = keyof typeof DOCS
