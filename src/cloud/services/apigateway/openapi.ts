/**
 * The body of a REST API: resources, methods, models, validators, authorizers and gateway responses out of an OpenAPI 2 or
 * 3 document.
 * Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway".
 */

import { readResourcePolicy } from '../../aws/policy-statements'
import { isTrue, isValues, listOf, textOr, textsOf, valuesOf, type Path, type Values } from '../../http/properties'
import { ResourceError } from '../contract'
import { authorizerOf, gatewayResponseOf, methodOf } from './settings'
import type { Method, Resource, RestApi } from './state'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']
const ANY = 'x-amazon-apigateway-any-method'

interface Import {
  readonly api: RestApi
  readonly body: Values
  /** Makes ids that stay over deployments. */
  readonly newId: (name: string) => string
  /** Name of a security scheme → its authorizer's id and type. */
  readonly authorizers: Map<string, { readonly id: string; readonly type: string }>
  readonly path: Path
}

/** @throws ResourceError */
export function importBody(api: RestApi, body: Values, newId: (name: string) => string, path: Path): void {
  const work: Import = { api, body, newId, authorizers: new Map(), path }
  if (body['x-amazon-apigateway-binary-media-types'] !== undefined) {
    api.binaryMediaTypes = textsOf(body['x-amazon-apigateway-binary-media-types'])
  }
  if (body['x-amazon-apigateway-api-key-source'] === 'AUTHORIZER') api.apiKeySource = 'AUTHORIZER'
  if (body['x-amazon-apigateway-policy'] !== undefined) {
    api.policy = readResourcePolicy(body['x-amazon-apigateway-policy'])
  }
  const schemas = { ...valuesOf(body['definitions']), ...valuesOf(valuesOf(body['components'])['schemas']) }
  for (const [name, schema] of Object.entries(schemas)) api.models.set(name, valuesOf(schema))
  for (const [name, one] of Object.entries(valuesOf(body['x-amazon-apigateway-request-validators']))) {
    const { validateRequestBody, validateRequestParameters } = valuesOf(one)
    api.validators.set(name, {
      validatesBody: isTrue(validateRequestBody),
      validatesParameters: isTrue(validateRequestParameters),
    })
  }
  for (const [type, one] of Object.entries(valuesOf(body['x-amazon-apigateway-gateway-responses']))) {
    const { statusCode, responseParameters, responseTemplates } = valuesOf(one)
    const given = {
      ...(statusCode !== undefined && { StatusCode: statusCode }),
      ResponseParameters: responseParameters ?? {},
      ResponseTemplates: responseTemplates ?? {},
    }
    api.gatewayResponses.set(type, gatewayResponseOf(given))
  }
  importAuthorizers(work)
  for (const [route, operations] of Object.entries(valuesOf(body['paths']))) {
    const resource = resourceAt(work, route)
    for (const [method, operation] of Object.entries(valuesOf(operations))) {
      if (!METHODS.includes(method.toLowerCase()) && method !== ANY) continue
      const made = operationOf(work, route, method, valuesOf(operation), valuesOf(operations))
      resource.methods.set(made.httpMethod, made)
    }
  }
}

const schemesOf = (body: Values): Values => ({
  ...valuesOf(body['securityDefinitions']),
  ...valuesOf(valuesOf(body['components'])['securitySchemes']),
})

function importAuthorizers({ api, body, newId, authorizers, path }: Import): void {
  for (const [name, scheme] of Object.entries(schemesOf(body))) {
    const extension = valuesOf(valuesOf(scheme)['x-amazon-apigateway-authorizer'])
    const type = textOr(extension['type'], '').toUpperCase()
    if (type === '') continue
    const id = newId(`authorizer:${name}`)
    // A token authorizer may name its header in the scheme alone.
    const header = textOr(valuesOf(scheme)['name'], '')
    const source = textOr(extension['identitySource'], type === 'REQUEST' ? '' : `method.request.header.${header}`)
    const given: Values = {
      Name: name,
      Type: type,
      IdentitySource: source,
      ...renamed(extension, {
        authorizerUri: 'AuthorizerUri',
        authorizerCredentials: 'AuthorizerCredentials',
        authorizerResultTtlInSeconds: 'AuthorizerResultTtlInSeconds',
        identityValidationExpression: 'IdentityValidationExpression',
        providerARNs: 'ProviderARNs',
      }),
    }
    api.authorizers.set(id, authorizerOf(id, given, [...path, 'securityDefinitions', name]))
    authorizers.set(name, { id, type })
  }
}

/** The resource of a path; those above it are made, too. */
function resourceAt({ api, newId }: Import, route: string): Resource {
  let at = api.resources.get(api.rootId) as Resource
  let path = ''
  for (const pathPart of route.split('/').filter((part) => part !== '')) {
    path += `/${pathPart}`
    const parentId = at.id
    const known = [...api.resources.values()].find((one) => one.parentId === parentId && one.pathPart === pathPart)
    at = known ?? { id: newId(`resource:${path}`), parentId, pathPart, methods: new Map() }
    api.resources.set(at.id, at)
  }
  return at
}

function operationOf(work: Import, route: string, name: string, operation: Values, shared: Values): Method {
  const { body } = work
  const at = [...work.path, 'paths', route, name]
  const parameters = [...listOf(shared['parameters']), ...listOf(operation['parameters'])].map(valuesOf)
  const extension = operation['x-amazon-apigateway-integration']
  const validator = operation['x-amazon-apigateway-request-validator'] ?? body['x-amazon-apigateway-request-validator']
  const given: Values = {
    HttpMethod: name === ANY ? 'ANY' : name.toUpperCase(),
    ...securityOf(work, operation, at),
    RequestParameters: requiredParameters(parameters),
    RequestModels: modelsOf(operation, parameters),
    ...(validator !== undefined && { RequestValidatorId: validator }),
    ...(isValues(extension) && { Integration: integrationNames(extension) }),
    MethodResponses: Object.keys(valuesOf(operation['responses'])).map((StatusCode) => ({ StatusCode })),
  }
  return methodOf(given, isValues(extension) ? [...at, 'x-amazon-apigateway-integration'] : at)
}

function securityOf({ authorizers, body }: Import, operation: Values, at: Path): Values {
  const schemes = schemesOf(body)
  const named = listOf(operation['security'] ?? body['security']).flatMap((entry) => Object.entries(valuesOf(entry)))
  let result: Values = {}
  const auth = valuesOf(operation['x-amazon-apigateway-auth'])
  if (auth['type'] === 'AWS_IAM') result = { AuthorizationType: 'AWS_IAM' }
  for (const [name, scopes] of named) {
    if (name === 'NONE') continue
    const scheme = valuesOf(schemes[name])
    const authorizer = authorizers.get(name)
    if (authorizer) {
      const AuthorizationType = authorizer.type === 'COGNITO_USER_POOLS' ? authorizer.type : 'CUSTOM'
      result = { ...result, AuthorizationType, AuthorizerId: authorizer.id, AuthorizationScopes: scopes }
    } else if (scheme['x-amazon-apigateway-authtype'] === 'awsSigv4') {
      result = { ...result, AuthorizationType: 'AWS_IAM' }
    } else if (scheme['type'] === 'apiKey' && textOr(scheme['name'], '').toLowerCase() === 'x-api-key') {
      result = { ...result, ApiKeyRequired: true }
    } else {
      throw new ResourceError(`There is no authorizer ${name}.`, [...at, 'security'])
    }
  }
  return result
}

/** `method.request.querystring.q` → whether it is required. */
function requiredParameters(parameters: readonly Values[]): Values {
  const places: Readonly<Record<string, string>> = { query: 'querystring', header: 'header', path: 'path' }
  return Object.fromEntries(
    parameters.flatMap((one) => {
      const place = places[textOr(one['in'], '')]
      const name = textOr(one['name'], '')
      return place === undefined ? [] : [[`method.request.${place}.${name}`, isTrue(one['required'])]]
    }),
  )
}

function modelsOf(operation: Values, parameters: readonly Values[]): Values {
  const nameOf = (schema: Values): string => textOr(schema['$ref'], '').split('/').at(-1) ?? ''
  const inBody = parameters.find((one) => one['in'] === 'body')
  const content = valuesOf(valuesOf(operation['requestBody'])['content'])
  const models = [
    ...(inBody ? [['application/json', nameOf(valuesOf(inBody['schema']))] as const] : []),
    ...Object.entries(content).map(([type, one]) => [type, nameOf(valuesOf(valuesOf(one)['schema']))] as const),
  ]
  return Object.fromEntries(models.filter(([, name]) => name !== ''))
}

function integrationNames(given: Values): Values {
  const responses = Object.entries(valuesOf(given['responses'])).map(([pattern, one]) => ({
    ...(pattern !== 'default' && { SelectionPattern: pattern }),
    ...renamed(valuesOf(one), {
      statusCode: 'StatusCode',
      responseParameters: 'ResponseParameters',
      responseTemplates: 'ResponseTemplates',
    }),
  }))
  return {
    Type: textOr(given['type'], '').toUpperCase(),
    IntegrationResponses: responses,
    ...renamed(given, {
      uri: 'Uri',
      httpMethod: 'IntegrationHttpMethod',
      credentials: 'Credentials',
      timeoutInMillis: 'TimeoutInMillis',
      passthroughBehavior: 'PassthroughBehavior',
      requestParameters: 'RequestParameters',
      requestTemplates: 'RequestTemplates',
      connectionType: 'ConnectionType',
      contentHandling: 'ContentHandling',
      responseTransferMode: 'ResponseTransferMode',
      cacheKeyParameters: 'CacheKeyParameters',
    }),
  }
}

const renamed = (given: Values, names: Readonly<Record<string, string>>): Values =>
  Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => (given[from] === undefined ? [] : [[to, given[from]]])),
  )
