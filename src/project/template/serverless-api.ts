/**
 * AWS::Serverless::Api → a REST API with a body of all its routes, a deployment whose logical id changes with the body, a
 * stage, permissions, a usage plan.
 *
 * Source: aws/serverless-application-model, samtranslator/model/api/api_generator.py, swagger/swagger.py: logical ids, the
 * shape of the body, error texts.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import {
  apiRoutes,
  authorizerPermission,
  checkAuthorizer,
  IMPLICIT_API,
  invocationUri,
  refuseEvent,
  routePermission,
  type ApiRoute,
} from './api-routes'
import { corsPreflight } from './api-cors'
import {
  pick,
  propertiesPath,
  type ExpandedResource,
  type Expansion,
  type SourceResource,
  type Values,
} from './expansion'
import type { Findings } from './findings'
import { methodSecurity, securityDefinitions } from './api-security'
import { resourcePolicy } from './api-resource-policy'
import { usagePlan } from './api-usage-plan'

type Body = Record<string, TemplateValue>

export function expandApi(api: SourceResource, findings: Findings, all: readonly SourceResource[]): Expansion {
  const { logicalId, properties, dependsOn } = api
  const path = propertiesPath(logicalId)
  const routes = apiRoutes('Api', all).filter(({ apiId }) => apiId === logicalId)
  const auth = isMapping(properties['Auth']) ? properties['Auth'] : {}
  for (const route of routes) checkAuthorizer(route, auth, ['AWS_IAM'], findings)
  const stageName = String(properties['StageName'] ?? '')
  const isManaged = properties['DefinitionBody'] === undefined
  const body = withSettings(bodyOf(api, routes, findings), properties, stageName)
  const digest = bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(body)))).slice(0, 10)
  const made = { origin: logicalId, dependsOn: [] }
  const restApi: ExpandedResource = {
    ...made,
    logicalId,
    type: 'AWS::ApiGateway::RestApi',
    properties: {
      Body: body,
      ...pick(properties, ['ApiKeySourceType', 'DisableExecuteApiEndpoint', 'Name', 'Policy']),
      ...endpointConfiguration(properties['EndpointConfiguration']),
    },
    dependsOn,
    sources: [
      { prefix: [], source: path },
      { prefix: ['Body'], source: isManaged ? path : [...path, 'DefinitionBody'] },
      ...(isManaged ? routes.map((route) => ({ prefix: ['Body', 'paths', pathIn(route)], source: route.source })) : []),
    ],
  }
  const deploymentId = `${logicalId}Deployment${digest}`
  const deployment: ExpandedResource = {
    ...made,
    logicalId: deploymentId,
    type: 'AWS::ApiGateway::Deployment',
    properties: {
      RestApiId: { Ref: logicalId },
      Description: `RestApi deployment id: ${digest}`,
      // Without OpenApiVersion SAM makes a stage named Stage, too.
      ...(properties['OpenApiVersion'] === undefined && { StageName: 'Stage' }),
    },
    sources: [{ prefix: [], source: path }],
  }
  const stage: ExpandedResource = {
    ...made,
    logicalId: `${logicalId}${stageName}Stage`,
    type: 'AWS::ApiGateway::Stage',
    properties: {
      RestApiId: { Ref: logicalId },
      DeploymentId: { Ref: deploymentId },
      StageName: stageName,
      ...pick(properties, ['MethodSettings', 'Variables']),
    },
    sources: [{ prefix: [], source: path }],
  }
  const suffix = logicalId === IMPLICIT_API.Api ? 'Prod' : stageName
  return {
    resources: [
      restApi,
      deployment,
      stage,
      ...routes.map((route) => routePermission(route, logicalId, suffix)),
      ...authorizerPermissions(logicalId, auth, path),
      ...usagePlan(api, stage.logicalId, all),
    ],
    amendments: [],
  }
}

const pathIn = ({ values }: ApiRoute): string => String(values['Path'] ?? '/')

/** `REGIONAL`, or an object of SAM's. */
function endpointConfiguration(given: TemplateValue | undefined): Values {
  if (given === undefined) return {}
  const type = isMapping(given) ? given['Type'] : given
  return { EndpointConfiguration: { Types: [type ?? 'EDGE'] } }
}

// --- The body

function bodyOf({ properties }: SourceResource, routes: readonly ApiRoute[], findings: Findings): Body {
  if (isMapping(properties['DefinitionBody'])) return { ...properties['DefinitionBody'] }
  const paths: Record<string, Body> = {}
  for (const route of routes) {
    const method = methodIn(route)
    const operations = (paths[pathIn(route)] ??= {})
    if (operations[method] !== undefined) {
      refuseEvent(route, `API method "${method}" defined multiple times for path "${pathIn(route)}".`, findings)
      continue
    }
    operations[method] = operationOf(route, properties, findings)
  }
  return { swagger: '2.0', info: { version: '1.0', title: { Ref: 'AWS::StackName' } }, paths }
}

/** As bodies name them. */
function methodIn({ values }: ApiRoute): string {
  const method = String(values['Method'] ?? 'any').toLowerCase()
  return method === 'any' ? 'x-amazon-apigateway-any-method' : method
}

function operationOf(route: ApiRoute, api: Values, findings: Findings): Body {
  const { values } = route
  const auth = isMapping(api['Auth']) ? api['Auth'] : {}
  const own = isMapping(values['Auth']) ? values['Auth'] : {}
  const security = methodSecurity(auth, own)
  return {
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: invocationUri(route.functionArn),
      ...(values['TimeoutInMillis'] !== undefined && { timeoutInMillis: values['TimeoutInMillis'] }),
      ...credentials(security, own['InvokeRole'] ?? auth['InvokeRole']),
    },
    ...(security.length > 0 && { security }),
    ...modelAndParameters(route, api, findings),
    responses: {},
  }
}

/** With AWS_IAM the caller's own rights invoke the function, unless InvokeRole says otherwise. */
function credentials(security: readonly TemplateValue[], role: TemplateValue | undefined): Body {
  if (role === 'NONE') return {}
  if (role === 'CALLER_CREDENTIALS') return { credentials: 'arn:aws:iam::*:user/*' }
  if (role !== undefined) return { credentials: role }
  const isIam = security.some((one) => isMapping(one) && one['AWS_IAM'] !== undefined)
  return isIam ? { credentials: 'arn:aws:iam::*:user/*' } : {}
}

function modelAndParameters(route: ApiRoute, api: Values, findings: Findings): Body {
  const { values } = route
  const parameters: TemplateValue[] = [...parametersOf(route, findings)]
  const model = values['RequestModel']
  if (!isMapping(model)) return parameters.length > 0 ? { parameters } : {}
  const name = String(model['Model'])
  const models = api['Models']
  if (!isMapping(models) || models[name] === undefined) {
    const why = isMapping(models)
      ? "because it wasn't defined in the API's Models."
      : 'because the related API does not define any Models.'
    const where = `on API method [${String(values['Method']).toLowerCase()}] for path [${pathIn(route)}]`
    refuseEvent(route, `Unable to set RequestModel [${name}] ${where} ${why}`, findings, 'RequestModel')
    return {}
  }
  parameters.push({
    in: 'body',
    name: name.toLowerCase(),
    schema: { $ref: `#/definitions/${name.toLowerCase()}` },
    ...(model['Required'] === true && { required: true }),
  })
  const validator = validatorName(model)
  return { parameters, ...(validator !== null && { 'x-amazon-apigateway-request-validator': validator }) }
}

/** `body-only`, `params-only`, `body-and-params`, `NONE`; null without a wish. */
function validatorName(model: Values): string | null {
  const { ValidateBody: body, ValidateParameters: parameters } = model
  if (body === undefined && parameters === undefined) return null
  if (body === true) return parameters === true ? 'body-and-params' : 'body-only'
  return parameters === true ? 'params-only' : 'no-validation'
}

export const VALIDATORS: Values = {
  'body-only': { validateRequestBody: true, validateRequestParameters: false },
  'body-and-params': { validateRequestBody: true, validateRequestParameters: true },
  'params-only': { validateRequestBody: false, validateRequestParameters: true },
  'no-validation': { validateRequestBody: false, validateRequestParameters: false },
}

function parametersOf(route: ApiRoute, findings: Findings): readonly TemplateValue[] {
  const { values } = route
  const inPath = [...pathIn(route).matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = '']) => name)
  const given = Array.isArray(values['RequestParameters']) ? (values['RequestParameters'] as TemplateValue[]) : []
  const asked = given.flatMap((entry) => {
    const [name = '', settings] = isMapping(entry) ? (Object.entries(entry)[0] ?? []) : [String(entry)]
    const [, place, key = ''] = /^method\.request\.(querystring|path|header)\.(.+)$/.exec(name) ?? []
    if (place === undefined) {
      const message =
        "Invalid value for 'RequestParameters' property. Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'."
      refuseEvent(route, message, findings, 'RequestParameters')
      return []
    }
    const isRequired = isMapping(settings) && settings['Required'] === true
    return [{ in: place === 'querystring' ? 'query' : place, name: key, required: isRequired, type: 'string' }]
  })
  const known = new Set(asked.filter((one) => one.in === 'path').map(({ name }) => name))
  return [
    ...inPath.filter((name) => !known.has(name)).map((name) => ({ in: 'path', name, required: true, type: 'string' })),
    ...asked,
  ]
}

/** What the API's own properties add to the body. */
function withSettings(body: Body, properties: Values, stageName: string): Body {
  const auth = isMapping(properties['Auth']) ? properties['Auth'] : {}
  const paths = isMapping(body['paths']) ? body['paths'] : {}
  const cors = corsPreflight(properties['Cors'], paths, auth)
  const definitions = securityDefinitions(auth, { ...paths, ...cors })
  const models = isMapping(properties['Models']) ? properties['Models'] : {}
  const policy = resourcePolicy(auth, Object.keys(paths), stageName)
  const text = JSON.stringify(paths)
  const responses = properties['GatewayResponses']
  const binary = properties['BinaryMediaTypes']
  return {
    ...body,
    paths: { ...paths, ...cors },
    ...(Object.keys(definitions).length > 0 && {
      securityDefinitions: {
        ...(isMapping(body['securityDefinitions']) ? body['securityDefinitions'] : {}),
        ...definitions,
      },
    }),
    ...(Object.keys(models).length > 0 && {
      definitions: Object.fromEntries(Object.entries(models).map(([name, schema]) => [name.toLowerCase(), schema])),
    }),
    ...(text.includes('x-amazon-apigateway-request-validator') && {
      'x-amazon-apigateway-request-validators': {
        ...VALIDATORS,
        ...(isMapping(body['x-amazon-apigateway-request-validators'])
          ? body['x-amazon-apigateway-request-validators']
          : {}),
      },
    }),
    ...(isMapping(responses) && { 'x-amazon-apigateway-gateway-responses': gatewayResponses(responses) }),
    ...(Array.isArray(binary) && {
      'x-amazon-apigateway-binary-media-types': binary.map((type) => String(type).replaceAll('~1', '/')),
    }),
    ...(policy && { 'x-amazon-apigateway-policy': policy }),
  }
}

function gatewayResponses(given: Values): Values {
  return Object.fromEntries(
    Object.entries(given).map(([type, one]) => {
      const values = isMapping(one) ? one : {}
      const places = Object.entries(isMapping(values['ResponseParameters']) ? values['ResponseParameters'] : {})
      const singular: Readonly<Record<string, string>> = {
        Headers: 'header',
        Paths: 'path',
        QueryStrings: 'querystring',
      }
      const parameters = places.flatMap(([place, entries]) =>
        Object.entries(isMapping(entries) ? entries : {}).map(
          ([name, value]) => [`gatewayresponse.${singular[place] ?? place}.${name}`, value] as const,
        ),
      )
      return [
        type,
        {
          ...(values['StatusCode'] !== undefined && { statusCode: values['StatusCode'] }),
          responseParameters: Object.fromEntries(parameters),
          responseTemplates: values['ResponseTemplates'] ?? {},
        },
      ]
    }),
  )
}

function authorizerPermissions(
  apiId: string,
  auth: Values,
  path: readonly (string | number)[],
): readonly ExpandedResource[] {
  const authorizers = isMapping(auth['Authorizers']) ? auth['Authorizers'] : {}
  return Object.entries(authorizers).flatMap(([name, one]) => {
    const values = isMapping(one) ? one : {}
    const functionArn = values['FunctionArn']
    // With a role of its own to invoke it no permission is needed.
    if (functionArn === undefined || (values['FunctionInvokeRole'] ?? 'NONE') !== 'NONE') return []
    return [authorizerPermission(apiId, name, functionArn, [...path, 'Auth', 'Authorizers', name])]
  })
}
