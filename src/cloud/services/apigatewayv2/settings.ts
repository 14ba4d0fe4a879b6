/** Properties of templates → routes, integrations, stages. Source: CloudFormation, AWS::ApiGatewayV2::*. */

import {
  isTrue,
  isValues,
  numberOr,
  ranged,
  textMap,
  textOr,
  textOrNull,
  textsOf,
  valuesOf,
  type Path,
  type Values,
} from '../../http/properties'
import { functionArnOf } from '../../http/function-call'
import { throttleOf } from '../../http/throttle'
import { ResourceError } from '../contract'
import * as limits from './limits'
import { withVariables } from './integrations'
import type { CorsConfiguration, Integration, Route, Stage } from './state'

export const ROUTE_KEY = /^(\$default|(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) \/.*)$/

export function corsOf(given: Values): CorsConfiguration {
  const maxAge = numberOr(given['MaxAge'], NaN)
  return {
    allowOrigins: textsOf(given['AllowOrigins']),
    allowMethods: textsOf(given['AllowMethods']),
    allowHeaders: textsOf(given['AllowHeaders']),
    exposeHeaders: textsOf(given['ExposeHeaders']),
    allowCredentials: isTrue(given['AllowCredentials']),
    maxAge: Number.isNaN(maxAge) ? null : maxAge,
  }
}

/** What AWS has and is not simulated here: refused, so that nobody waits for it. */
const NOT_SIMULATED: Readonly<Record<string, string>> = {
  IntegrationSubtype: 'AWS service integrations are not simulated.',
  ConnectionId: 'VPC links are not simulated.',
  RequestParameters: 'Parameter mapping of HTTP APIs is not simulated.',
  ResponseParameters: 'Parameter mapping of HTTP APIs is not simulated.',
  TlsConfig: 'TlsConfig is not simulated.',
}

/** @throws ResourceError */
export function integrationOf(id: string, given: Values, path: Path): Integration {
  for (const [name, message] of Object.entries(NOT_SIMULATED)) {
    const value = given[name]
    if (value !== undefined && !(isValues(value) && Object.keys(value).length === 0)) {
      throw new ResourceError(message, [...path, name])
    }
  }
  const type = textOr(given['IntegrationType'], '')
  if (type !== 'AWS_PROXY') {
    const message =
      type === 'HTTP_PROXY'
        ? 'HTTP proxy integrations are not simulated: there is no network to reach the host.'
        : `IntegrationType of an HTTP API is AWS_PROXY or HTTP_PROXY, not ${type}.`
    throw new ResourceError(message, [...path, 'IntegrationType'])
  }
  const uri = textOr(given['IntegrationUri'], '')
  if (functionArnOf(withVariables(uri, {})) === null && !uri.includes('${stageVariables.')) {
    throw new ResourceError('IntegrationUri must name a Lambda function.', [...path, 'IntegrationUri'])
  }
  const version = textOr(given['PayloadFormatVersion'], '1.0')
  if (version !== '1.0' && version !== '2.0') {
    throw new ResourceError(`PayloadFormatVersion is 1.0 or 2.0, not ${version}.`, [...path, 'PayloadFormatVersion'])
  }
  return {
    id,
    type,
    uri,
    method: textOr(given['IntegrationMethod'], 'POST'),
    payloadFormatVersion: version,
    timeout: ranged(given['TimeoutInMillis'], limits.TIMEOUT, limits.TIMEOUT[1], [...path, 'TimeoutInMillis']),
    credentialsArn: textOrNull(given['CredentialsArn']),
  }
}

/** @throws ResourceError */
export function routeOf(id: string, given: Values): Route {
  const key = textOr(given['RouteKey'], '')
  if (!ROUTE_KEY.test(key)) {
    throw new ResourceError(`${key} is no route key: a method and a path, or $default.`, ['RouteKey'])
  }
  const authorization = textOr(given['AuthorizationType'], 'NONE')
  if (!['NONE', 'AWS_IAM', 'JWT', 'CUSTOM'].includes(authorization)) {
    throw new ResourceError(`${authorization} is no AuthorizationType of HTTP APIs.`, ['AuthorizationType'])
  }
  const target = textOrNull(given['Target'])
  return {
    id,
    key,
    integrationId: target?.replace(/^integrations\//, '') ?? null,
    authorization: authorization as Route['authorization'],
    authorizerId: textOrNull(given['AuthorizerId']),
    scopes: textsOf(given['AuthorizationScopes']),
  }
}

export function stageOf(name: string, given: Values): Stage {
  const routes = Object.entries(valuesOf(given['RouteSettings'])).flatMap(([key, settings]) => {
    const throttle = throttleIn(valuesOf(settings))
    return throttle ? [[key, throttle] as const] : []
  })
  return {
    name,
    variables: textMap(given['StageVariables']),
    autoDeploy: isTrue(given['AutoDeploy']),
    deploymentId: textOrNull(given['DeploymentId']),
    throttle: throttleIn(valuesOf(given['DefaultRouteSettings'])),
    routeThrottles: new Map(routes),
    buckets: new Map(),
  }
}

const throttleIn = (settings: Values) => throttleOf(settings['ThrottlingRateLimit'], settings['ThrottlingBurstLimit'])
