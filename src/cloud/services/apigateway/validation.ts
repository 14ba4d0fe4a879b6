/**
 * Request validation: parameters that are required, bodies that fit a model.
 * Source: API Gateway Developer Guide, "Use request validation for REST APIs"; texts recorded (LocalStack's test suite).
 */

import { headerValue } from '../../http/request'
import { parsed } from '../../http/payload-1'
import type { Json } from './json-path'
import { misfits } from './json-schema'
import { refusal, type Refusal, type Traversal } from './requests'

export function validate(traversal: Traversal): Refusal | null {
  const { method, snapshot } = traversal
  const validator = method.requestValidatorId === null ? undefined : snapshot.validators.get(method.requestValidatorId)
  if (!validator) return null
  return (
    (validator.validatesParameters ? missingParameters(traversal) : null) ??
    (validator.validatesBody ? invalidBody(traversal) : null)
  )
}

function missingParameters({ method, request, parameters }: Traversal): Refusal | null {
  const missing = Object.entries(method.requestParameters)
    .filter(([, isRequired]) => isRequired)
    .flatMap(([name]) => {
      const [, place, key = ''] = /^method\.request\.(header|path|querystring)\.(.+)$/.exec(name) ?? []
      const value =
        place === 'header'
          ? headerValue(request.headers, key)
          : place === 'path'
            ? parameters[key]
            : request.query.find(([one]) => one === key)?.[1]
      return value === undefined || value === '' ? [key] : []
    })
    .toSorted()
  if (missing.length === 0) return null
  const message = `Missing required request parameters: [${missing.join(', ')}]`
  return refusal('BAD_REQUEST_PARAMETERS', message, { message })
}

/** A body without a model of its content type is not validated. */
function invalidBody({ method, request, snapshot, bodyText }: Traversal): Refusal | null {
  const type = (headerValue(request.headers, 'content-type') ?? 'application/json').split(';')[0]?.trim() ?? ''
  const name = method.requestModels[type] ?? method.requestModels['$default']
  const schema = name === undefined ? undefined : snapshot.models.get(name)
  if (!schema) return null
  const value = parsed(bodyText === '' ? '{}' : bodyText) as Json | undefined
  const resolve = (reference: string): unknown => resolved(reference, schema, snapshot.models)
  const problems = value === undefined ? ['Invalid JSON'] : misfits(value, schema, resolve)
  if (problems.length === 0) return null
  return refusal(
    'BAD_REQUEST_BODY',
    `The request body does not fit the model ${String(name)}: ${problems.join('; ')}`,
    {
      validationError: `[${problems.join(', ')}]`,
    },
  )
}

/** `#/definitions/Pet` within the model; `https://apigateway.amazonaws.com/restapis/<id>/models/<name>` for another. */
function resolved(reference: string, schema: unknown, models: ReadonlyMap<string, unknown>): unknown {
  const [, other] = /\/models\/(.+)$/.exec(reference) ?? []
  if (other !== undefined) return models.get(other)
  const [, component] = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(reference) ?? []
  const steps = reference.replace(/^#\//, '').split('/')
  const inside = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], schema)
  return inside ?? (component === undefined ? undefined : models.get(component))
}
