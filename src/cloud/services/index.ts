/** The registry: one import and one line per service; nothing else lists services. */

import type { ServiceDefinition } from './contract'
import { sqs } from './sqs'

export const services: readonly ServiceDefinition[] = [sqs]
