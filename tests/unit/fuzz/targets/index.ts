import type { Target } from '../target'
import { dynamoDbTargets } from './dynamodb'
import { languageTargets } from './languages'
import { linkTargets } from './links'
import { messageTargets } from './messages'
import { operationTargets } from './operations'
import { policyTargets } from './policies'
import { templateTargets } from './template'
import { wireTargets } from './wire'

/** Every decoder and parser of what may come from anybody. */
export const TARGETS: readonly Target[] = [
  ...linkTargets,
  ...templateTargets,
  ...languageTargets,
  ...dynamoDbTargets,
  ...policyTargets,
  ...wireTargets,
  ...operationTargets,
  ...messageTargets,
]
