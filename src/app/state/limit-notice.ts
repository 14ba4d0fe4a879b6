/** What the page says when a run has come to one of its limits. */

import { limitText, PAGE_LIMITS } from '../../cloud/aws/page-limits'
import type { TraceRecord } from '../../cloud/aws/trace-records'

type Reached = Extract<TraceRecord, { type: 'limit.reached' }>

export function limitNotice({ limit, value, functionName }: Reached): {
  readonly title: string
  readonly detail: string
} {
  const { of, then, unit, value: most } = PAGE_LIMITS[limit]
  return {
    title: `A limit of this page: ${limitText({ value: most, unit })}`,
    detail: `${functionName}: ${of}, here ${limitText({ value, unit })}. ${then}.`,
  }
}
