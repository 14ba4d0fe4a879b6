/** What each action needs. Source: Service Authorization Reference, "AWS X-Ray": none of these knows resources. */

import type { AccessRule } from '../contract'

const ACTIONS =
  'PutTraceSegments PutTelemetryRecords GetTraceSummaries BatchGetTraces GetSamplingRules GetSamplingTargets GetServiceGraph'.split(
    ' ',
  )

export const access: Readonly<Record<string, AccessRule>> = Object.fromEntries(
  ACTIONS.map((action): [string, AccessRule] => [action, () => [{ action: `xray:${action}`, resource: '*' }]]),
)
