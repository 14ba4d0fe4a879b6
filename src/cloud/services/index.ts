/** The registry: one import and one line per service; nothing else lists services. */

import type { ServiceDefinition } from './contract'
import { eventBridge } from './eventbridge'
import { iam } from './iam'
import { kinesis } from './kinesis'
import { sns } from './sns'
import { sqs } from './sqs'

export const services: readonly ServiceDefinition[] = [eventBridge, iam, kinesis, sns, sqs]
