/** What the page's inspectors show of REST APIs and usage plans. */

import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import { pathOf, type Method, type RestApi, type RestApis, type Resource, type UsagePlan } from './state'

export function createViews(apis: RestApis, region: string): readonly ResourceView[] {
  return [
    ...apis.all().map((api) => viewOf(api, region)),
    ...[...apis.plans.values()].map((plan) => planView(plan, apis, region)),
  ]
}

function viewOf(api: RestApi, region: string): ResourceView {
  const methods = [...api.resources.values()].flatMap((resource) =>
    [...resource.methods.values()].map((method) => [resource, method] as const),
  )
  const base = `https://${api.id}.execute-api.${region}.amazonaws.com`
  return {
    arn: api.arn,
    kind: 'REST API',
    name: api.name,
    facts: [
      { label: 'ID', value: api.id },
      ...[...api.stages.keys()].map((stage) => ({ label: 'Endpoint', value: `${base}/${stage}` })),
      { label: 'Type', value: api.endpoint },
      ...(api.binaryMediaTypes.length > 0
        ? [{ label: 'Binary media types', value: api.binaryMediaTypes.join(', ') }]
        : []),
    ],
    tables: [
      {
        title: 'Methods',
        columns: ['Method', 'Resource', 'Authorization', 'API key', 'Integration', 'Timeout (ms)'],
        rows: methods.slice(0, VIEW_ROWS_MAX).map(([resource, method]) => rowOf(api, resource, method)),
        total: methods.length,
      },
    ],
  }
}

function rowOf(api: RestApi, resource: Resource, method: Method): readonly string[] {
  const authorizer = method.authorizerId === null ? undefined : api.authorizers.get(method.authorizerId)
  const { integration } = method
  return [
    method.httpMethod,
    pathOf(api.resources, resource),
    authorizer ? `${method.authorization} (${authorizer.name})` : method.authorization,
    method.apiKeyRequired ? 'required' : 'no',
    integration ? `${integration.type} ${integration.uri}`.trim() : 'none',
    integration ? String(integration.timeout) : '',
  ]
}

function planView(plan: UsagePlan, apis: RestApis, region: string): ResourceView {
  const keys = [...plan.keys].flatMap((id) => apis.keys.get(id) ?? [])
  const { throttle, quota } = plan
  return {
    arn: `arn:aws:apigateway:${region}::/usageplans/${plan.id}`,
    kind: 'Usage plan',
    name: plan.name,
    facts: [
      { label: 'Stages', value: [...plan.stages.keys()].join(', ') || 'none' },
      { label: 'Throttle', value: throttle ? `${throttle.rate}/s, burst ${throttle.burst}` : 'none' },
      { label: 'Quota', value: quota ? `${quota.limit} a ${quota.period.toLowerCase()}` : 'none' },
    ],
    tables: [
      {
        title: 'API keys',
        columns: ['Name', 'Value', 'Enabled', 'Requests in the period'],
        rows: keys
          .slice(0, VIEW_ROWS_MAX)
          .map((key) => [key.name, key.value, key.enabled ? 'yes' : 'no', String(plan.used.get(key.id)?.count ?? 0)]),
        total: keys.length,
      },
    ],
  }
}
