/**
 * At-least-once delivery made visible. Standard queues and Lambda's queue for asynchronous invocation hand over an event
 * twice now and then; AWS says no more than "occasionally". A run can leave that out, or have it happen often enough to be
 * seen.
 */

import type { Random } from './kernel/random'

/** MODEL: the share of what is delivered that is delivered once more. */
export const DUPLICATE_SHARE = 0.1

export const isDuplicated = (mode: 'never' | 'sometimes', random: () => Random): boolean =>
  mode === 'sometimes' && random().fraction() < DUPLICATE_SHARE
