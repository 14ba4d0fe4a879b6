/**
 * AWS::Serverless::HttpApi → an HTTP API with a body of all its routes, a stage that deploys by itself, permissions.
 *
 * Source: aws/serverless-application-model, samtranslator/model/api/http_api_generator.py, open_api/open_api.py: logical
 * ids, the shape of the body, error texts.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import {
  apiRoutes,
  authorizerPermission,
  checkAuthorizer,
  invocationUri,
  invocationUriOf,
  refuseEvent,
  routePermission,
  type ApiRoute,
} from './api-routes'
import {
  pick,
  propertiesPath,
  type ExpandedResource,
  type Expansion,
  type SourceResource,
  type Values,
} from './expansion'
import type { Findings } from './findings'

const ANY = 'x-amazon-apigateway-any-method'
const DEFAULT_PATH = '/$default'

export function expandHttpApi(api: SourceResource, findings: Findings, all: readonly SourceResource[]): Expansion {
  const { logicalId, properties, dependsOn } = api
  const path = propertiesPath(logicalId)
  const routes = apiRoutes('HttpApi', all)
    .filter(({ apiId }) => apiId === logicalId)
    .filter((route) => isWhole(route, findings))
  const auth = isMapping(properties['Auth']) ? properties['Auth'] : {}
  const builtIn = auth['EnableIamAuthorizer'] === true ? ['AWS_IAM'] : []
  for (const route of routes) checkAuthorizer(route, auth, builtIn, findings)
  const stageName = String(properties['StageName'] ?? '$default')
  const stageId = stageName === '$default' ? 'ApiGatewayDefaultStage' : `${stageName.replace(/[^A-Za-z0-9]/g, '')}Stage`
  const routeSettings = settingsOf(routes, properties)
  const isManaged = properties['DefinitionBody'] === undefined
  const made: ExpandedResource = {
    logicalId,
    type: 'AWS::ApiGatewayV2::Api',
    properties: {
      Body: bodyOf(properties, routes, findings),
      ...pick(properties, ['Name', 'DisableExecuteApiEndpoint']),
    },
    dependsOn,
    origin: logicalId,
    sources: [
      { prefix: [], source: path },
      { prefix: ['Body'], source: isManaged ? path : [...path, 'DefinitionBody'] },
      ...(isManaged ? routes.map((route) => ({ prefix: ['Body', 'paths', pathIn(route)], source: route.source })) : []),
    ],
  }
  const stage: ExpandedResource = {
    logicalId: `${logicalId}${stageId}`,
    type: 'AWS::ApiGatewayV2::Stage',
    properties: {
      ApiId: { Ref: logicalId },
      StageName: stageName,
      AutoDeploy: true,
      ...pick(properties, ['StageVariables', 'DefaultRouteSettings']),
      ...(Object.keys(routeSettings).length > 0 && { RouteSettings: routeSettings }),
    },
    dependsOn: [],
    origin: logicalId,
    sources: [{ prefix: [], source: path }],
  }
  return {
    resources: [
      made,
      stage,
      ...routes.map((route) => routePermission(route, logicalId, '')),
      ...authorizerPermissions(logicalId, auth, path),
    ],
    amendments: [],
  }
}

/** Path and method come together or not at all. */
function isWhole(route: ApiRoute, findings: Findings): boolean {
  const { Path: path, Method: method } = route.values
  if ((path === undefined) === (method === undefined)) return true
  const missing = path === undefined ? 'Path' : 'Method'
  const given = path === undefined ? 'Method' : 'Path'
  refuseEvent(route, `'${given}' key must be accompanied by '${missing}' key for HttpApi event.`, findings)
  return false
}

const pathIn = ({ values }: ApiRoute): string => String(values['Path'] ?? DEFAULT_PATH)

function methodIn({ values }: ApiRoute): string {
  const method = String(values['Method'] ?? 'any').toLowerCase()
  return method === 'any' ? ANY : method
}

function settingsOf(routes: readonly ApiRoute[], properties: Values): Values {
  const own = routes.flatMap((route) => {
    const settings = route.values['RouteSettings']
    if (settings === undefined) return []
    const method = methodIn(route) === ANY ? 'ANY' : methodIn(route).toUpperCase()
    return [[pathIn(route) === DEFAULT_PATH ? '$default' : `${method} ${pathIn(route)}`, settings] as const]
  })
  const given = properties['RouteSettings']
  return { ...Object.fromEntries(own), ...(isMapping(given) ? given : {}) }
}

function bodyOf(properties: Values, routes: readonly ApiRoute[], findings: Findings): Values {
  const given = properties['DefinitionBody']
  const base: Values = isMapping(given)
    ? given
    : { openapi: '3.0.1', info: { version: '1.0', title: { Ref: 'AWS::StackName' } }, paths: {} }
  const paths: Record<string, Record<string, TemplateValue>> = {}
  for (const [path, operations] of Object.entries(isMapping(base['paths']) ? base['paths'] : {})) {
    paths[path] = { ...(isMapping(operations) ? operations : {}) }
  }
  for (const route of routes) {
    const operations = (paths[pathIn(route)] ??= {})
    const method = methodIn(route)
    if (isMapping(operations[method]) && operations[method]['x-amazon-apigateway-integration'] !== undefined) {
      if (isMapping(given)) continue
      refuseEvent(route, `API method '${method}' defined multiple times for path '${pathIn(route)}'.`, findings)
      continue
    }
    operations[method] = {
      ...(isMapping(operations[method]) ? operations[method] : {}),
      ...operationOf(route, properties),
    }
  }
  const auth = isMapping(properties['Auth']) ? properties['Auth'] : {}
  const schemes = securitySchemes(auth, paths)
  const cors = properties['CorsConfiguration']
  return {
    ...base,
    paths,
    ...(Object.keys(schemes).length > 0 && {
      components: { ...(isMapping(base['components']) ? base['components'] : {}), securitySchemes: schemes },
    }),
    ...((cors === true || cors === 'true') && { 'x-amazon-apigateway-cors': { allowOrigins: ['*'] } }),
    ...(isMapping(cors) && { 'x-amazon-apigateway-cors': uncapitalised(cors) }),
  }
}

const uncapitalised = (given: Values): Values =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  )

function operationOf(route: ApiRoute, properties: Values): Record<string, TemplateValue> {
  const { values } = route
  const auth = isMapping(properties['Auth']) ? properties['Auth'] : {}
  const own = isMapping(values['Auth']) ? values['Auth'] : {}
  const security = securityOf(auth, own)
  return {
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: invocationUri(route.functionArn),
      payloadFormatVersion: values['PayloadFormatVersion'] ?? '2.0',
      ...(values['TimeoutInMillis'] !== undefined && { timeoutInMillis: values['TimeoutInMillis'] }),
    },
    ...(pathIn(route) === DEFAULT_PATH && { isDefaultRoute: true }),
    ...(security && { security }),
    responses: {},
  }
}

function securityOf(auth: Values, own: Values): readonly TemplateValue[] | null {
  const name = own['Authorizer'] ?? auth['DefaultAuthorizer']
  if (typeof name !== 'string') return null
  if (name === 'NONE') return [{ NONE: [] }]
  const authorizers = isMapping(auth['Authorizers']) ? auth['Authorizers'] : {}
  const authorizer = authorizers[name]
  const scopes =
    own['AuthorizationScopes'] ?? (isMapping(authorizer) ? authorizer['AuthorizationScopes'] : undefined) ?? []
  return [{ [name]: scopes }]
}

function securitySchemes(auth: Values, paths: Values): Values {
  const authorizers = isMapping(auth['Authorizers']) ? auth['Authorizers'] : {}
  return {
    ...Object.fromEntries(
      Object.entries(authorizers).map(([name, one]) => [name, schemeOf(isMapping(one) ? one : {})]),
    ),
    ...(JSON.stringify(paths).includes('"AWS_IAM":[') && {
      AWS_IAM: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    }),
  }
}

function schemeOf(given: Values): Values {
  const jwt = given['JwtConfiguration']
  if (jwt !== undefined) {
    return {
      type: 'oauth2',
      'x-amazon-apigateway-authorizer': {
        type: 'jwt',
        jwtConfiguration: jwt,
        identitySource: given['IdentitySource'] ?? '$request.header.Authorization',
      },
    }
  }
  const identity = isMapping(given['Identity']) ? given['Identity'] : {}
  const ttl = identity['ReauthorizeEvery']
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      authorizerUri: invocationUriOf(given['FunctionArn'] ?? ''),
      ...pickAs(given, 'FunctionInvokeRole', 'authorizerCredentials'),
      ...pickAs(given, 'AuthorizerPayloadFormatVersion', 'authorizerPayloadFormatVersion'),
      ...pickAs(given, 'EnableSimpleResponses', 'enableSimpleResponses'),
      ...(ttl !== undefined && { authorizerResultTtlInSeconds: ttl }),
      identitySource: identitySources(identity),
    },
  }
}

const pickAs = (given: Values, from: string, to: string): Values => {
  const value = given[from]
  return value === undefined ? {} : { [to]: value }
}

const PLACES: Readonly<Record<string, string>> = {
  Headers: '$request.header',
  QueryStrings: '$request.querystring',
  StageVariables: '$stageVariables',
  Context: '$context',
}

const identitySources = (identity: Values): readonly string[] =>
  Object.entries(PLACES).flatMap(([name, prefix]) => {
    const values = Array.isArray(identity[name]) ? (identity[name] as TemplateValue[]) : []
    return values.map((value) => `${prefix}.${String(value)}`)
  })

/** Only where EnableFunctionDefaultPermissions asks for it, unlike with AWS::Serverless::Api. */
function authorizerPermissions(
  apiId: string,
  auth: Values,
  path: readonly (string | number)[],
): readonly ExpandedResource[] {
  const authorizers = isMapping(auth['Authorizers']) ? auth['Authorizers'] : {}
  return Object.entries(authorizers).flatMap(([name, one]) => {
    const values = isMapping(one) ? one : {}
    const functionArn = values['FunctionArn']
    if (functionArn === undefined || values['EnableFunctionDefaultPermissions'] !== true) return []
    return [authorizerPermission(apiId, name, functionArn, [...path, 'Auth', 'Authorizers', name])]
  })
}
