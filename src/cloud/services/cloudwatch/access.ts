/** What each action needs. Source: Service Authorization Reference, "Amazon CloudWatch": none of these knows resources. */

import type { AccessRule } from '../contract'

export const access: Readonly<Record<string, AccessRule>> = {
  PutMetricData: (input) => [
    {
      action: 'cloudwatch:PutMetricData',
      resource: '*',
      ...(typeof input['Namespace'] === 'string' && { context: { 'cloudwatch:namespace': input['Namespace'] } }),
    },
  ],
  GetMetricStatistics: () => [{ action: 'cloudwatch:GetMetricStatistics', resource: '*' }],
  GetMetricData: () => [{ action: 'cloudwatch:GetMetricData', resource: '*' }],
  ListMetrics: () => [{ action: 'cloudwatch:ListMetrics', resource: '*' }],
}
