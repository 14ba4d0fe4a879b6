/**
 * `Cors` of AWS::Serverless::Api: an OPTIONS method for each path that has none, answered by API Gateway itself.
 * Source: aws/serverless-application-model, samtranslator/swagger/swagger.py. Values have quotes of their own: `'*'`.
 */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Values } from './expansion'
import { methodSecurity } from './api-security'

const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']

/** The paths with an OPTIONS method more. */
export function corsPreflight(cors: TemplateValue | undefined, paths: Values, auth: Values): Values {
  const given = typeof cors === 'string' ? { AllowOrigin: cors } : cors
  if (!isMapping(given)) return {}
  // SAM gives preflights the default authorizer, and asks them for the API key, unless it is told not to.
  const security = methodSecurity(
    {
      ...(auth['AddDefaultAuthorizerToCorsPreflight'] !== false && auth),
      ApiKeyRequired: auth['AddApiKeyRequiredToCorsPreflight'] !== false && (auth['ApiKeyRequired'] ?? false),
    },
    {},
  )
  const withPreflight = Object.entries(paths).map(([path, operations]) => {
    if (!isMapping(operations) || operations['options'] !== undefined) return [path, operations] as const
    const options = { ...preflight(given, Object.keys(operations)), ...(security.length > 0 && { security }) }
    return [path, { ...operations, options }] as const
  })
  return Object.fromEntries(withPreflight)
}

function preflight(cors: Values, methods: readonly string[]): Values {
  const allowed = methods.includes('x-amazon-apigateway-any-method')
    ? ALL_METHODS
    : [...new Set([...methods.map((method) => method.toUpperCase()), 'OPTIONS'])].toSorted()
  const headers: Record<string, TemplateValue | undefined> = {
    'Access-Control-Allow-Origin': cors['AllowOrigin'],
    'Access-Control-Allow-Headers': cors['AllowHeaders'],
    'Access-Control-Allow-Methods': cors['AllowMethods'] ?? `'${allowed.join(',')}'`,
    'Access-Control-Max-Age': cors['MaxAge'],
    'Access-Control-Allow-Credentials': cors['AllowCredentials'] === true ? "'true'" : undefined,
  }
  const set = Object.entries(headers).filter((entry): entry is [string, TemplateValue] => entry[1] !== undefined)
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseTemplates: { 'application/json': '{}\n' },
          responseParameters: Object.fromEntries(set.map(([name, value]) => [`method.response.header.${name}`, value])),
        },
      },
    },
    responses: {
      '200': {
        description: 'Default response for CORS method',
        headers: Object.fromEntries(set.map(([name]) => [name, { type: 'string' }])),
      },
    },
  }
}
