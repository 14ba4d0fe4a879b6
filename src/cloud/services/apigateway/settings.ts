/** Properties of templates → methods, integrations, stages, authorizers. Source: CloudFormation, AWS::ApiGateway::*. */

import {
  isTrue,
  isValues,
  listOf,
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
import { AnswerCache } from '../../http/answer-cache'
import { functionArnOf } from '../../http/function-call'
import { throttleOf } from '../../http/throttle'
import { ResourceError } from '../contract'
import * as limits from './limits'
import type {
  Authorizer,
  GatewayResponse,
  IdentitySource,
  Integration,
  IntegrationResponse,
  Method,
  MethodSetting,
  Stage,
} from './state'

const AUTHORIZATIONS = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS']

/** @throws ResourceError */
export function methodOf(given: Values, path: Path): Method {
  const authorization = textOr(given['AuthorizationType'], 'NONE')
  if (!AUTHORIZATIONS.includes(authorization)) {
    throw new ResourceError('Invalid authorization type specified', [...path, 'AuthorizationType'])
  }
  const integration = given['Integration']
  const responses = listOf(given['MethodResponses']).map((one) => numberOr(valuesOf(one)['StatusCode'], 0))
  const required = Object.entries(valuesOf(given['RequestParameters'])).map(
    ([name, value]) => [name, isTrue(value)] as const,
  )
  return {
    httpMethod: textOr(given['HttpMethod'], '').toUpperCase(),
    authorization: authorization as Method['authorization'],
    authorizerId: textOrNull(given['AuthorizerId']),
    scopes: textsOf(given['AuthorizationScopes']),
    apiKeyRequired: isTrue(given['ApiKeyRequired']),
    requestParameters: Object.fromEntries(required),
    requestModels: textMap(given['RequestModels']),
    requestValidatorId: textOrNull(given['RequestValidatorId']),
    integration: isValues(integration) ? integrationOf(integration, [...path, 'Integration']) : null,
    responses: new Set(responses),
  }
}

/** @throws ResourceError */
export function integrationOf(given: Values, path: Path): Integration {
  const type = textOr(given['Type'], '')
  const uri = textOr(given['Uri'], '')
  if (type === 'HTTP' || type === 'HTTP_PROXY') {
    const message = `${type} integrations are not simulated: there is no network to reach the host.`
    throw new ResourceError(message, [...path, 'Type'])
  }
  if (type !== 'AWS_PROXY' && type !== 'AWS' && type !== 'MOCK') {
    throw new ResourceError(`${type} is no type of integration.`, [...path, 'Type'])
  }
  if (type !== 'MOCK' && functionArnOf(uri) === null) {
    const message = /^arn:[^:]*:apigateway:/.test(uri)
      ? 'Integrations with services other than Lambda are not simulated.'
      : 'Invalid ARN specified in the request'
    throw new ResourceError(message, [...path, 'Uri'])
  }
  if (given['ConnectionType'] === 'VPC_LINK') {
    throw new ResourceError('VPC links are not simulated.', [...path, 'ConnectionType'])
  }
  if (
    textOr(given['ResponseTransferMode'], 'BUFFERED') !== 'BUFFERED' ||
    uri.includes('/response-streaming-invocations')
  ) {
    throw new ResourceError('Response streaming of REST APIs is not simulated.', [...path, 'ResponseTransferMode'])
  }
  if (given['ContentHandling'] !== undefined) {
    throw new ResourceError('ContentHandling is not simulated.', [...path, 'ContentHandling'])
  }
  if (given['CacheKeyParameters'] !== undefined && listOf(given['CacheKeyParameters']).length > 0) {
    throw new ResourceError('Caching of API Gateway is not simulated.', [...path, 'CacheKeyParameters'])
  }
  const passthrough = textOr(given['PassthroughBehavior'], 'WHEN_NO_MATCH').toUpperCase()
  if (passthrough !== 'WHEN_NO_MATCH' && passthrough !== 'WHEN_NO_TEMPLATES' && passthrough !== 'NEVER') {
    throw new ResourceError(`${passthrough} is no PassthroughBehavior.`, [...path, 'PassthroughBehavior'])
  }
  return {
    type,
    httpMethod: textOr(given['IntegrationHttpMethod'], type === 'MOCK' ? '' : 'GET').toUpperCase(),
    uri,
    credentials: textOrNull(given['Credentials']),
    timeout: ranged(given['TimeoutInMillis'], limits.TIMEOUT, limits.TIMEOUT[1], [...path, 'TimeoutInMillis']),
    passthrough,
    requestParameters: textMap(given['RequestParameters']),
    requestTemplates: textMap(given['RequestTemplates']),
    responses: listOf(given['IntegrationResponses']).map((one, index) =>
      integrationResponseOf(valuesOf(one), [...path, 'IntegrationResponses', index]),
    ),
  }
}

function integrationResponseOf(given: Values, path: Path): IntegrationResponse {
  const statusCode = numberOr(given['StatusCode'], NaN)
  if (!Number.isInteger(statusCode)) throw new ResourceError('StatusCode is required.', [...path, 'StatusCode'])
  const pattern = textOrNull(given['SelectionPattern'])
  return {
    statusCode,
    selectionPattern: pattern,
    responseParameters: textMap(given['ResponseParameters']),
    responseTemplates: textMap(given['ResponseTemplates']),
  }
}

/** @throws ResourceError */
export function authorizerOf(id: string, given: Values, path: Path): Authorizer {
  const type = textOr(given['Type'], '')
  const sources = textOr(given['IdentitySource'], '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
  const common = { id, name: textOr(given['Name'], id), identity: sources.map((text) => identitySource(text, path)) }
  if (type === 'COGNITO_USER_POOLS') {
    return { ...common, type, providerArns: textsOf(given['ProviderARNs']) }
  }
  if (type !== 'TOKEN' && type !== 'REQUEST') {
    throw new ResourceError(`${type} is no type of authorizer: TOKEN, REQUEST or COGNITO_USER_POOLS.`, [
      ...path,
      'Type',
    ])
  }
  const functionArn = functionArnOf(textOr(given['AuthorizerUri'], ''))
  if (functionArn === null) throw new ResourceError('Invalid Authorizer URI', [...path, 'AuthorizerUri'])
  const ttl = ranged(given['AuthorizerResultTtlInSeconds'], limits.AUTHORIZER_TTL, limits.AUTHORIZER_TTL_DEFAULT, [
    ...path,
    'AuthorizerResultTtlInSeconds',
  ])
  if (common.identity.length === 0 && (type === 'TOKEN' || ttl > 0)) {
    throw new ResourceError('Identity source is required when caching is enabled, and of TOKEN authorizers.', [
      ...path,
      'IdentitySource',
    ])
  }
  const expression = textOrNull(given['IdentityValidationExpression'])
  return {
    ...common,
    type,
    functionArn,
    credentials: textOrNull(given['AuthorizerCredentials']),
    ttl: ttl * 1000,
    validation: expression === null ? null : wholeMatch(expression, path),
    cache: new AnswerCache(),
  }
}

function wholeMatch(expression: string, path: Path): RegExp {
  try {
    return new RegExp(`^(?:${expression})$`)
  } catch {
    throw new ResourceError(`${expression} is no regular expression.`, [...path, 'IdentityValidationExpression'])
  }
}

/** `method.request.header.Authorization` */
function identitySource(text: string, path: Path): IdentitySource {
  const [, from, name] =
    /^(method\.request\.header|method\.request\.querystring|context|stageVariables)\.(.+)$/.exec(text) ?? []
  if (from === undefined || name === undefined) {
    throw new ResourceError(`${text} is no identity source, such as method.request.header.Authorization.`, [
      ...path,
      'IdentitySource',
    ])
  }
  return { from: from.replace('method.request.', '') as IdentitySource['from'], name }
}

export const gatewayResponseOf = (given: Values): GatewayResponse => ({
  statusCode: given['StatusCode'] === undefined ? null : numberOr(given['StatusCode'], 500),
  parameters: textMap(given['ResponseParameters']),
  templates: textMap(given['ResponseTemplates']),
})

export function stageOf(name: string, deploymentId: string, given: Values): Stage {
  return {
    name,
    deploymentId,
    variables: textMap(given['Variables']),
    settings: listOf(given['MethodSettings']).map((one) => settingOf(valuesOf(one))),
    tracing: isTrue(given['TracingEnabled']),
    buckets: new Map(),
  }
}

function settingOf(given: Values): MethodSetting {
  const logging = textOr(given['LoggingLevel'], 'OFF')
  return {
    // CloudFormation writes slashes of paths as ~1.
    path: textOr(given['ResourcePath'], '/*').replaceAll('~1', '/'),
    method: textOr(given['HttpMethod'], '*').toUpperCase(),
    throttle: throttleOf(given['ThrottlingRateLimit'], given['ThrottlingBurstLimit']),
    logging: logging === 'INFO' || logging === 'ERROR' ? logging : 'OFF',
  }
}
