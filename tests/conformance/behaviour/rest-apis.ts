/** REST APIs for the tests of §5.2: methods of an OpenAPI body, a deployment, a stage. */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { deploy, lambdaFunction, resource, type Deployed, type Run } from '../../unit/cloud/stack'
import type { Script, ScriptedTurn } from '../../unit/cloud/scripted-host'
import { permission, sender, type Send } from './web'

type Values = Readonly<Record<string, TemplateValue>>

export interface RestOptions {
  /** Path → method → operation; without one `/{proxy+}` and `/` with any method, to the function. */
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Values>>>>
  /** Further members of the body. */
  readonly body?: Values
  readonly api?: Values
  readonly stage?: Values
  readonly fn?: Values
  readonly more?: readonly StackResource[]
  /** Without one the function may be invoked by API Gateway. */
  readonly permissions?: readonly StackResource[]
}

export interface TestRestApi extends Run, Deployed {
  readonly request: Send
  readonly id: string
  /** Events of invocations of F, in order. */
  readonly events: Record<string, unknown>[]
  /** What _X_AMZN_TRACE_ID was in each of them. */
  readonly traceIds: string[]
}

export const uriOf = (fn: string): TemplateValue => ({
  'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn}.Arn}/invocations`,
})

/** An operation that the function answers, by the proxy contract. */
export const proxied = (integration: Values = {}, operation: Values = {}): Values => ({
  responses: {},
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uriOf('F'), ...integration },
  ...operation,
})

const ANY = 'x-amazon-apigateway-any-method'
const EVERYTHING = { '/': { [ANY]: proxied() }, '/{proxy+}': { [ANY]: proxied() } }

export function restApi(
  answer: (event: Record<string, unknown>, functionName: string) => ScriptedTurn,
  options: RestOptions = {},
): TestRestApi {
  const events: Record<string, unknown>[] = []
  const traceIds: string[] = []
  const script: Script = {
    invoke(event, { traceId }, { configuration }) {
      traceIds.push(traceId)
      const name = configuration.functionName
      if (name === 'F') events.push(event as Record<string, unknown>)
      return answer(event as Record<string, unknown>, name)
    },
  }
  const body = {
    swagger: '2.0',
    info: { title: 'api', version: '1' },
    paths: options.paths ?? EVERYTHING,
    ...options.body,
  }
  const run = deploy(
    [
      lambdaFunction('F', { Timeout: 900, ...options.fn }),
      ...(options.permissions ?? [permission('F')]),
      ...(options.more ?? []),
      resource('Api', 'AWS::ApiGateway::RestApi', {
        Name: 'api',
        Body: body,
        EndpointConfiguration: { Types: ['REGIONAL'] },
        ...options.api,
      }),
      resource('Deployment', 'AWS::ApiGateway::Deployment', { RestApiId: { Ref: 'Api' } }),
      resource('Stage', 'AWS::ApiGateway::Stage', {
        RestApiId: { Ref: 'Api' },
        DeploymentId: { Ref: 'Deployment' },
        StageName: 'prod',
        ...options.stage,
      }),
    ],
    script,
  )
  if (run.diagnostics.length > 0) throw new Error(JSON.stringify(run.diagnostics, null, 2))
  const view = run.cloud.views().find(({ kind }) => kind === 'REST API')
  const id = view?.facts.find(({ label }) => label === 'ID')?.value ?? 'none'
  return { ...run, events, traceIds, id, request: sender(run, `https://${id}.execute-api.us-east-1.amazonaws.com`) }
}
