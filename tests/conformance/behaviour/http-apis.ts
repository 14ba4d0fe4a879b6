/** HTTP APIs for the tests of §5.3: routes to functions, as templates have them. */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { arnOf, deploy, lambdaFunction, resource, type Deployed, type Run } from '../../unit/cloud/stack'
import { fail, respond, type Script, type ScriptedTurn } from '../../unit/cloud/scripted-host'
import { endpointOf, permission, sender, type Send } from './web'

type Properties = Readonly<Record<string, TemplateValue>>

export interface ApiOptions {
  readonly api?: Properties
  readonly stage?: Properties
  readonly integration?: Properties
  /** Route key → further properties. */
  readonly routes?: Readonly<Record<string, Properties>>
  readonly fn?: Properties
  readonly more?: readonly StackResource[]
  /** Without one the function may be invoked by API Gateway. */
  readonly permissions?: readonly StackResource[]
  readonly basePath?: string
}

export interface TestApi extends Run, Deployed {
  readonly request: Send
  /** Events of invocations, in order. */
  readonly events: Record<string, unknown>[]
  /** What _X_AMZN_TRACE_ID was in each of them. */
  readonly traceIds: string[]
}

export const idOf = (route: string): string => `Route${route.replace(/[^A-Za-z0-9]/g, '')}`

export function httpApi(answer: (event: Record<string, unknown>) => ScriptedTurn, options: ApiOptions = {}): TestApi {
  const events: Record<string, unknown>[] = []
  const traceIds: string[] = []
  const script: Script = {
    invoke(event, { traceId }) {
      traceIds.push(traceId)
      events.push(event as Record<string, unknown>)
      return answer(event as Record<string, unknown>)
    },
  }
  const routes = options.routes ?? { $default: {} }
  const stageName = String(options.stage?.['StageName'] ?? '$default')
  const resources = [
    lambdaFunction('F', { Timeout: 900, ...options.fn }),
    ...(options.permissions ?? [permission('F')]),
    resource('Api', 'AWS::ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP', ...options.api }),
    resource('Integration', 'AWS::ApiGatewayV2::Integration', {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arnOf('F'),
      PayloadFormatVersion: '2.0',
      ...options.integration,
    }),
    ...(options.more ?? []),
    ...Object.entries(routes).map(([key, more]) =>
      resource(idOf(key), 'AWS::ApiGatewayV2::Route', {
        ApiId: { Ref: 'Api' },
        RouteKey: key,
        Target: { 'Fn::Sub': 'integrations/${Integration}' },
        ...more,
      }),
    ),
    resource('Stage', 'AWS::ApiGatewayV2::Stage', {
      ApiId: { Ref: 'Api' },
      StageName: '$default',
      AutoDeploy: true,
      ...options.stage,
    }),
  ]
  const run = deploy(resources, script)
  const id = run.cloud
    .views()
    .find(({ kind }) => kind === 'HTTP API')
    ?.facts.find(({ label }) => label === 'ID')?.value
  if (run.diagnostics.length > 0) throw new Error(JSON.stringify(run.diagnostics, null, 2))
  const base = `https://${id ?? 'none'}.execute-api.us-east-1.amazonaws.com`
  const prefix = options.basePath ?? (stageName === '$default' ? '' : `/${stageName}`)
  return { ...run, events, traceIds, request: sender(run, `${base}${prefix}`) }
}

export const responding =
  (value: unknown): (() => ScriptedTurn) =>
  () => ({ outcome: respond(value) })
export const failing =
  (message: string): (() => ScriptedTurn) =>
  () => ({ outcome: fail(message) })
export { endpointOf }
