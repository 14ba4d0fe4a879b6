/** The registry: one import and one line per service; nothing else lists services. */

import type { ServiceDefinition } from './contract'
import { eventBridge } from './eventbridge'
import { iam } from './iam'
import { kinesis } from './kinesis'
import { sfn } from './sfn'
import { s3 } from './s3'
import { sns } from './sns'
import { sqs } from './sqs'
import { sts } from './sts'

export const services: readonly ServiceDefinition[] = [eventBridge, iam, kinesis, s3, sfn, sns, sqs, sts]
