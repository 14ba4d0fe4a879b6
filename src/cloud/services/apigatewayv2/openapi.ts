/**
 * The body of an HTTP API: routes, integrations, authorizers and CORS out of an OpenAPI 3 document.
 * Source: API Gateway Developer Guide, "OpenAPI extensions for API Gateway", "Working with OpenAPI definitions for HTTP
 * APIs".
 */

import { isTrue, isValues, listOf, textOr, textsOf, valuesOf, type Path, type Values } from '../../http/properties'
import { ResourceError } from '../contract'
import { authorizerOf, openApiAuthorizer } from './authorizer-settings'
import { corsOf, integrationOf, ROUTE_KEY } from './settings'
import type { HttpApi, Route } from './state'

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']
const ANY = 'x-amazon-apigateway-any-method'

/** @param newId makes ids that stay over deployments @throws ResourceError */
export function importBody(api: HttpApi, body: Values, newId: (name: string) => string, path: Path): void {
  const schemes = valuesOf(valuesOf(body['components'])['securitySchemes'])
  const authorizers = new Map<string, string>()
  for (const [name, scheme] of Object.entries(schemes)) {
    const given = openApiAuthorizer(valuesOf(scheme))
    if (!given) continue
    const id = newId(`authorizer:${name}`)
    const at = [...path, 'components', 'securitySchemes', name]
    api.authorizers.set(id, authorizerOf(id, { Name: name, ...given }, at))
    authorizers.set(name, id)
  }
  if (body['x-amazon-apigateway-cors'] !== undefined) {
    api.cors = corsOf(capitalised(valuesOf(body['x-amazon-apigateway-cors'])))
  }
  for (const [route, operations] of Object.entries(valuesOf(body['paths']))) {
    for (const [method, operation] of Object.entries(valuesOf(operations))) {
      if (!METHODS.includes(method.toLowerCase()) && method !== ANY) continue
      const at = [...path, 'paths', route, method]
      const isDefault = route === '/$default' || isTrue(valuesOf(operation)['isDefaultRoute'])
      const key = isDefault ? '$default' : `${method === ANY ? 'ANY' : method.toUpperCase()} ${route}`
      importOperation(api, key, valuesOf(operation), body, { newId, authorizers, at })
    }
  }
}

interface Import {
  readonly newId: (name: string) => string
  /** Name of a security scheme → id of its authorizer. */
  readonly authorizers: ReadonlyMap<string, string>
  readonly at: Path
}

function importOperation(api: HttpApi, key: string, operation: Values, body: Values, more: Import): void {
  if (!ROUTE_KEY.test(key)) throw new ResourceError(`${key} is no route key.`, more.at)
  const given = referenced(operation['x-amazon-apigateway-integration'], body)
  const integrationId = given ? more.newId(`integration:${key}`) : null
  if (given && integrationId !== null) {
    const at = [...more.at, 'x-amazon-apigateway-integration']
    api.integrations.set(integrationId, integrationOf(integrationId, integrationNames(given), at))
  }
  const id = more.newId(`route:${key}`)
  const security = operation['security'] ?? body['security']
  api.routes.set(id, { id, key, integrationId, ...authorizationOf(security, valuesOf(operation), body, more) })
}

/** `$ref: '#/components/x-amazon-apigateway-integrations/name'` */
function referenced(value: Values[string] | undefined, body: Values): Values | null {
  if (!isValues(value)) return null
  const reference = value['$ref']
  if (typeof reference !== 'string') return value
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<Values>((at, step) => valuesOf(at[step]), body)
  return found
}

const integrationNames = (given: Values): Values => ({
  IntegrationType: textOr(given['type'], '').toUpperCase(),
  IntegrationUri: given['uri'] ?? '',
  ...renamed(given, {
    httpMethod: 'IntegrationMethod',
    payloadFormatVersion: 'PayloadFormatVersion',
    timeoutInMillis: 'TimeoutInMillis',
    credentials: 'CredentialsArn',
    connectionType: 'ConnectionType',
    integrationSubtype: 'IntegrationSubtype',
    requestParameters: 'RequestParameters',
    responseParameters: 'ResponseParameters',
  }),
})

const renamed = (given: Values, names: Readonly<Record<string, string>>): Values =>
  Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) => (given[from] === undefined ? [] : [[to, given[from]]])),
  )

const capitalised = (given: Values): Values =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  )

function authorizationOf(
  security: Values[string] | undefined,
  operation: Values,
  body: Values,
  { authorizers, at }: Import,
): Pick<Route, 'authorization' | 'authorizerId' | 'scopes'> {
  if (valuesOf(operation['x-amazon-apigateway-auth'])['type'] === 'AWS_IAM') {
    return { authorization: 'AWS_IAM', authorizerId: null, scopes: [] }
  }
  const requirement = listOf(security).flatMap((entry) => Object.entries(valuesOf(entry)))[0]
  if (!requirement || requirement[0] === 'NONE') return { authorization: 'NONE', authorizerId: null, scopes: [] }
  const [name, scopes] = requirement
  const scheme = valuesOf(valuesOf(valuesOf(body['components'])['securitySchemes'])[name])
  if (scheme['x-amazon-apigateway-authtype'] === 'awsSigv4') {
    return { authorization: 'AWS_IAM', authorizerId: null, scopes: [] }
  }
  const authorizerId = authorizers.get(name)
  if (authorizerId === undefined) throw new ResourceError(`There is no authorizer ${name}.`, [...at, 'security'])
  const type = valuesOf(scheme['x-amazon-apigateway-authorizer'])['type']
  return { authorization: type === 'jwt' ? 'JWT' : 'CUSTOM', authorizerId, scopes: textsOf(scopes) }
}
