/**
 * Routes that functions' events add to APIs, and the APIs that SAM makes for events which name none.
 * Source: aws/serverless-application-model, samtranslator/model/eventsources/push.py, plugins/api: logical ids, error texts.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import { propertiesPath, type ExpandedResource, type SourceResource, type Values } from './expansion'
import type { Findings } from './findings'

export type ApiKind = 'Api' | 'HttpApi'

/** Of the API that SAM makes by itself. */
export const IMPLICIT_API: Readonly<Record<ApiKind, string>> = {
  Api: 'ServerlessRestApi',
  HttpApi: 'ServerlessHttpApi',
}

export interface ApiRoute {
  readonly functionId: string
  /** Function's and event's name together. */
  readonly eventId: string
  readonly values: Values
  /** Of `values` in the template. */
  readonly source: TemplatePath
  /** Logical id of the API; null where the event names something else. */
  readonly apiId: string | null
  /** What invokes the function, or its alias: for Fn::Sub. */
  readonly functionArn: string
  /** The function, or its alias. */
  readonly invoked: TemplateValue
}

/** Of all functions, in order. */
export function apiRoutes(kind: ApiKind, all: readonly SourceResource[]): readonly ApiRoute[] {
  return all.flatMap((fn) => {
    const events = fn.type === 'AWS::Serverless::Function' ? fn.properties['Events'] : undefined
    if (!isMapping(events)) return []
    const alias = fn.properties['AutoPublishAlias']
    const aliasId = typeof alias === 'string' ? `${fn.logicalId}Alias${alias.replace(/[^A-Za-z0-9]/g, '')}` : null
    return Object.entries(events).flatMap(([name, event]) => {
      if (!isMapping(event) || event['Type'] !== kind) return []
      const given = event['Properties']
      const values = isMapping(given) ? given : {}
      return [
        {
          functionId: fn.logicalId,
          eventId: `${fn.logicalId}${name}`,
          values,
          source: [...propertiesPath(fn.logicalId), 'Events', name, ...(isMapping(given) ? ['Properties'] : [])],
          apiId: namedApi(values[kind === 'Api' ? 'RestApiId' : 'ApiId'], kind),
          functionArn: aliasId ?? `${fn.logicalId}.Arn`,
          invoked: { Ref: aliasId ?? fn.logicalId },
        },
      ]
    })
  })
}

function namedApi(value: TemplateValue | undefined, kind: ApiKind): string | null {
  if (value === undefined || value === null) return IMPLICIT_API[kind]
  if (typeof value === 'string') return value
  const reference = isMapping(value) ? value['Ref'] : undefined
  return typeof reference === 'string' ? reference : null
}

/** An event must name an API of SAM's in the same template. */
export function checkApiOf(kind: ApiKind, route: ApiRoute, all: readonly SourceResource[], findings: Findings): void {
  const api = all.find(({ logicalId }) => logicalId === route.apiId)
  if (api?.type === `AWS::Serverless::${kind}`) return
  const property = kind === 'Api' ? 'RestApiId' : 'ApiId'
  refuseEvent(
    route,
    `${property} property of ${kind} event must reference a valid resource in the same template.`,
    findings,
    property,
  )
}

export function refuseEvent(route: ApiRoute, message: string, findings: Findings, step?: string): void {
  findings.error({
    code: 'invalid-event',
    message: `Event with id [${route.eventId}] is invalid. ${message}`,
    path: step === undefined ? route.source : [...route.source, step],
  })
}

/** `arn:…:apigateway:…/functions/<ARN>/invocations` */
export const invocationUri = (functionArn: string): TemplateValue => ({
  'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${functionArn}}/invocations`,
})

/** The same for a function that a property names. */
export const invocationUriOf = (functionArn: TemplateValue): TemplateValue => ({
  'Fn::Sub': [
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',
    { __FunctionArn__: functionArn },
  ],
})

const executionArn = (apiId: string, rest: string, more: Values = {}): TemplateValue => ({
  'Fn::Sub': [
    `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/${rest}`,
    { __ApiId__: { Ref: apiId }, ...more },
  ],
})

/** The permission for one route, in all stages. @param suffix of its logical id */
export function routePermission(route: ApiRoute, apiId: string, suffix: string): ExpandedResource {
  const method = String(route.values['Method'] ?? 'any').toLowerCase()
  const path = String(route.values['Path'] ?? '/$default')
  const pattern = path === '/$default' ? '' : path.replace(/^(.+)\/$/, '$1').replace(/\{[a-zA-Z0-9._-]+\+?\}/g, '*')
  const verb = ['any', 'x-amazon-apigateway-any-method'].includes(method) ? '*' : method.toUpperCase()
  return {
    logicalId: `${route.eventId}Permission${suffix}`,
    type: 'AWS::Lambda::Permission',
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: route.invoked,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: executionArn(apiId, `\${__Stage__}/${verb}${pattern}`, { __Stage__: '*' }),
    },
    dependsOn: [],
    origin: route.functionId,
    sources: [{ prefix: [], source: route.source }],
  }
}

/** The permission for a Lambda authorizer. */
export const authorizerPermission = (
  apiId: string,
  name: string,
  functionArn: TemplateValue,
  source: TemplatePath,
): ExpandedResource => ({
  logicalId: `${apiId}${name}AuthorizerPermission`,
  type: 'AWS::Lambda::Permission',
  properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: executionArn(apiId, 'authorizers/*'),
  },
  dependsOn: [],
  origin: apiId,
  sources: [{ prefix: [], source }],
})

/** Which authorizers an event may name; AWS's texts for what it may not. */
export function checkAuthorizer(route: ApiRoute, auth: Values, builtIn: readonly string[], findings: Findings): void {
  const own = isMapping(route.values['Auth']) ? route.values['Auth'] : {}
  const name = own['Authorizer']
  if (typeof name !== 'string' || builtIn.includes(name)) return
  const where = `on API method [${String(route.values['Method'] ?? 'any').toLowerCase()}] for path [${String(route.values['Path'] ?? '/$default')}]`
  const refuse = (message: string): void => refuseEvent(route, message, findings, 'Auth')
  if (name === 'NONE') {
    if (auth['DefaultAuthorizer'] !== undefined) return
    return refuse(
      `Unable to set Authorizer ${where} because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`,
    )
  }
  const authorizers = auth['Authorizers']
  if (!isMapping(authorizers)) {
    return refuse(
      `Unable to set Authorizer [${name}] ${where} because the related API does not define any Authorizers.`,
    )
  }
  if (authorizers[name] === undefined) {
    refuse(`Unable to set Authorizer [${name}] ${where} because it wasn't defined in the API's Authorizers.`)
  }
}
