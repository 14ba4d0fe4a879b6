/** Authorizers as templates and OpenAPI documents have them. Source: CloudFormation, AWS::ApiGatewayV2::Authorizer. */

import type { Values, Path } from '../../http/properties'
import { isTrue, isValues, ranged, textOr, textOrNull, textsOf, valuesOf } from '../../http/properties'
import { AnswerCache } from '../../http/answer-cache'
import { functionArnOf } from '../../http/function-call'
import { ResourceError } from '../contract'
import * as limits from './limits'
import type { Authorizer, IdentitySource } from './state'

/** @param given with the names of CloudFormation @throws ResourceError */
export function authorizerOf(id: string, given: Values, path: Path): Authorizer {
  const common = {
    id,
    name: textOr(given['Name'], id),
    identity: identitySources(textsOf(given['IdentitySource']), path),
  }
  const type = textOr(given['AuthorizerType'], '')
  if (type === 'JWT') {
    const configuration = given['JwtConfiguration']
    if (!isValues(configuration) || textOrNull(configuration['Issuer']) === null) {
      throw new ResourceError('A JWT authorizer needs a JwtConfiguration with an Issuer.', [
        ...path,
        'JwtConfiguration',
      ])
    }
    return {
      ...common,
      type,
      issuer: textOr(configuration['Issuer'], ''),
      audience: textsOf(configuration['Audience']),
    }
  }
  if (type !== 'REQUEST') {
    throw new ResourceError(`AuthorizerType of an HTTP API is JWT or REQUEST, not ${type}.`, [
      ...path,
      'AuthorizerType',
    ])
  }
  const functionArn = functionArnOf(textOr(given['AuthorizerUri'], ''))
  if (functionArn === null) {
    throw new ResourceError('AuthorizerUri must name a Lambda function.', [...path, 'AuthorizerUri'])
  }
  const version = textOr(given['AuthorizerPayloadFormatVersion'], '')
  if (version !== '1.0' && version !== '2.0') {
    throw new ResourceError(
      'AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer: 1.0 or 2.0.',
      [...path, 'AuthorizerPayloadFormatVersion'],
    )
  }
  const ttlPath = [...path, 'AuthorizerResultTtlInSeconds']
  return {
    ...common,
    type,
    functionArn,
    payloadFormatVersion: version,
    simpleResponses: isTrue(given['EnableSimpleResponses']),
    ttl: ranged(given['AuthorizerResultTtlInSeconds'], limits.AUTHORIZER_TTL, 0, ttlPath) * 1000,
    credentialsArn: textOrNull(given['AuthorizerCredentialsArn']),
    cache: new AnswerCache(),
  }
}

/** `$request.header.Authorization` */
function identitySources(texts: readonly string[], path: Path): readonly IdentitySource[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((entry) => {
      const text = entry.trim()
      const [, from, name] = /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/.exec(text) ?? []
      if (from === undefined || name === undefined) {
        throw new ResourceError(`${text} is no identity source, such as $request.header.Authorization.`, [
          ...path,
          'IdentitySource',
        ])
      }
      return { from: from.replace('request.', '') as IdentitySource['from'], name, text }
    })
}

/** `x-amazon-apigateway-authorizer` of a security scheme, in the names of CloudFormation. */
export function openApiAuthorizer(scheme: Values): Values | null {
  const extension = valuesOf(scheme['x-amazon-apigateway-authorizer'])
  const type = textOr(extension['type'], '')
  if (type === '') return null
  const jwt = valuesOf(extension['jwtConfiguration'])
  const named = {
    AuthorizerType: type.toUpperCase(),
    IdentitySource: extension['identitySource'] ?? [],
    ...(extension['jwtConfiguration'] !== undefined && {
      JwtConfiguration: { Issuer: jwt['issuer'] ?? '', Audience: jwt['audience'] ?? [] },
    }),
  }
  const optional = {
    AuthorizerUri: 'authorizerUri',
    AuthorizerPayloadFormatVersion: 'authorizerPayloadFormatVersion',
    EnableSimpleResponses: 'enableSimpleResponses',
    AuthorizerResultTtlInSeconds: 'authorizerResultTtlInSeconds',
    AuthorizerCredentialsArn: 'authorizerCredentials',
  }
  return Object.entries(optional).reduce<Values>(
    (values, [name, key]) => ({ ...values, ...(extension[key] !== undefined && { [name]: extension[key] }) }),
    named,
  )
}
