/** The registry: one import and one line per service; nothing else lists services. */

import type { ServiceDefinition } from './contract'
import { cloudWatch } from './cloudwatch'
import { cloudWatchLogs } from './cloudwatch-logs'
import { eventBridge } from './eventbridge'
import { iam } from './iam'
import { kinesis } from './kinesis'
import { kms } from './kms'
import { s3 } from './s3'
import { scheduler } from './scheduler'
import { sfn } from './sfn'
import { sns } from './sns'
import { sqs } from './sqs'
import { ssm } from './ssm'
import { sts } from './sts'

export const services: readonly ServiceDefinition[] = [
  cloudWatch,
  cloudWatchLogs,
  eventBridge,
  iam,
  kinesis,
  kms,
  s3,
  scheduler,
  sfn,
  sns,
  sqs,
  ssm,
  sts,
]
