/**
 * `Auth` of AWS::Serverless::Api and of its events → security of a Swagger document.
 * Source: aws/serverless-application-model, samtranslator/swagger/swagger.py, model/apigateway.py.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { invocationUriOf } from './api-routes'
import type { Values } from './expansion'

/** @param auth of the API @param own of the event */
export function methodSecurity(auth: Values, own: Values): readonly TemplateValue[] {
  const name = own['Authorizer'] ?? auth['DefaultAuthorizer']
  const authorizers = isMapping(auth['Authorizers']) ? auth['Authorizers'] : {}
  const authorizer = typeof name === 'string' ? authorizers[name] : undefined
  const ofAuthorizer = isMapping(authorizer) ? authorizer['AuthorizationScopes'] : undefined
  const scopes = own['AuthorizationScopes'] ?? ofAuthorizer ?? []
  const needsKey = own['ApiKeyRequired'] ?? auth['ApiKeyRequired'] ?? false
  return [
    ...(typeof name === 'string' ? [{ [name]: name === 'NONE' ? [] : scopes }] : []),
    ...(needsKey === true || needsKey === 'true' ? [{ api_key: [] }] : []),
  ]
}

/** Of all that the paths mention. */
export function securityDefinitions(auth: Values, paths: Values): Values {
  const text = JSON.stringify(paths)
  const authorizers = isMapping(auth['Authorizers']) ? auth['Authorizers'] : {}
  return {
    ...Object.fromEntries(
      Object.entries(authorizers).map(([name, one]) => [name, definitionOf(isMapping(one) ? one : {})]),
    ),
    ...(text.includes('"AWS_IAM":[') && {
      AWS_IAM: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    }),
    ...(text.includes('"api_key":[') && { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } }),
  }
}

function definitionOf(given: Values): Values {
  const identity = isMapping(given['Identity']) ? given['Identity'] : {}
  const common = { type: 'apiKey', in: 'header' }
  const header = identity['Header'] ?? 'Authorization'
  if (given['UserPoolArn'] !== undefined) {
    const pools = Array.isArray(given['UserPoolArn']) ? given['UserPoolArn'] : [given['UserPoolArn']]
    return {
      ...common,
      name: header,
      'x-amazon-apigateway-authtype': 'cognito_user_pools',
      'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: pools },
    }
  }
  const isRequest = given['FunctionPayloadType'] === 'REQUEST'
  const ttl = identity['ReauthorizeEvery']
  const role = given['FunctionInvokeRole']
  const validation = identity['ValidationExpression']
  return {
    ...common,
    name: isRequest ? 'Unused' : header,
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: isRequest ? 'request' : 'token',
      authorizerUri: invocationUriOf(given['FunctionArn'] ?? ''),
      ...(ttl !== undefined && { authorizerResultTtlInSeconds: ttl }),
      ...(role !== undefined && role !== 'NONE' && { authorizerCredentials: role }),
      ...(validation !== undefined && { identityValidationExpression: validation }),
      ...(isRequest && { identitySource: identitySources(identity) }),
    },
  }
}

const PLACES: Readonly<Record<string, string>> = {
  Headers: 'method.request.header',
  QueryStrings: 'method.request.querystring',
  StageVariables: 'stageVariables',
  Context: 'context',
}

const identitySources = (identity: Values): string =>
  Object.entries(PLACES)
    .flatMap(([name, prefix]) => {
      const values = Array.isArray(identity[name]) ? (identity[name] as TemplateValue[]) : []
      return values.map((value) => `${prefix}.${String(value)}`)
    })
    .join(', ')
