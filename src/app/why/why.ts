/**
 * Why something happened: the rule that decided it in a sentence with its numbers, the setting that the rule reads, and
 * AWS's page about it. Numbers are those that the cloud recorded with the fact; nothing is guessed.
 */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { whyDelivery } from './deliveries'
import type { DocsPage } from './docs'
import { whyInvocation } from './invocations'
import { whyPolled } from './mappings'
import type { Setting, Stack } from './settings'

export interface Reason {
  /** One sentence or two. */
  readonly rule: string
  readonly setting?: Setting | undefined
  readonly docs: DocsPage
}

/** @returns null for what needs no explanation */
export const why = (record: TraceRecord, stack: Stack): Reason | null =>
  whyInvocation(record, stack) ?? whyPolled(record, stack) ?? whyDelivery(record, stack)
