/** The registry: one import and one line per service; nothing else lists services. */

import type { ServiceDefinition } from './contract'
import { iam } from './iam'
import { sns } from './sns'
import { sqs } from './sqs'

export const services: readonly ServiceDefinition[] = [iam, sns, sqs]
