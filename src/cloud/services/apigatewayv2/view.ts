/** What the page's inspectors show of HTTP APIs. */

import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { HttpApi, HttpApis } from './state'

export const createViews = (apis: HttpApis, region: string): readonly ResourceView[] =>
  apis.all().map((api) => ({
    arn: api.arn,
    kind: 'HTTP API',
    name: api.name,
    facts: [
      { label: 'ID', value: api.id },
      { label: 'Endpoint', value: `https://${api.id}.execute-api.${region}.amazonaws.com` },
      { label: 'Stages', value: [...api.stages.keys()].join(', ') || 'none' },
      { label: 'CORS', value: api.cors ? api.cors.allowOrigins.join(', ') : 'no' },
    ],
    tables: [
      {
        title: 'Routes',
        columns: ['Route', 'Authorization', 'Integration', 'Payload format', 'Timeout (ms)'],
        rows: [...api.routes.values()].slice(0, VIEW_ROWS_MAX).map((route) => rowOf(api, route)),
        total: api.routes.size,
      },
    ],
  }))

function rowOf(
  api: HttpApi,
  route: HttpApi['routes'] extends Map<string, infer Value> ? Value : never,
): readonly string[] {
  const integration = route.integrationId === null ? undefined : api.integrations.get(route.integrationId)
  const authorizer = route.authorizerId === null ? undefined : api.authorizers.get(route.authorizerId)
  return [
    route.key,
    authorizer ? `${route.authorization} (${authorizer.name})` : route.authorization,
    integration?.uri ?? 'none',
    integration?.payloadFormatVersion ?? '',
    integration ? String(integration.timeout) : '',
  ]
}
