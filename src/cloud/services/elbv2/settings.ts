/**
 * Actions, conditions and health checks as CloudFormation writes them.
 * Source: CloudFormation resource reference for Elastic Load Balancing V2.
 */

import type { TemplateValue } from '../../aws/template'
import {
  isTrue,
  listOf,
  numberOr,
  ranged,
  required,
  textOr,
  textsOf,
  valuesOf,
  type Path,
  type Values,
} from '../../http/properties'
import { ResourceError } from '../contract'
import * as limits from './limits'
import type { Action, Condition, HealthCheck } from './state'

const CONTENT_TYPES: readonly string[] = 'text/plain text/css text/html application/javascript application/json'.split(
  ' ',
)

/** The last action decides; those before it would authenticate, which is refused. @throws ResourceError */
export function readAction(value: TemplateValue | undefined, path: Path): Action {
  const actions = listOf(value).map(valuesOf)
  const index = actions.length - 1
  const action = actions[index]
  if (!action) throw new ResourceError('An action is required.', path)
  const other = actions.findIndex(({ Type }) => !['forward', 'redirect', 'fixed-response'].includes(String(Type)))
  if (other >= 0) {
    throw new ResourceError(`Actions of type ${String(actions[other]?.['Type'])} are not simulated.`, [
      ...path,
      other,
      'Type',
    ])
  }
  const at = [...path, index]
  switch (action['Type']) {
    case 'redirect':
      return redirectOf(valuesOf(action['RedirectConfig']), [...at, 'RedirectConfig'])
    case 'fixed-response':
      return fixedOf(valuesOf(action['FixedResponseConfig']), [...at, 'FixedResponseConfig'])
    default:
      return forwardOf(action, at)
  }
}

function forwardOf(action: Values, path: Path): Action {
  const config = valuesOf(action['ForwardConfig'])
  if (isTrue(valuesOf(config['TargetGroupStickinessConfig'])['Enabled'])) {
    throw new ResourceError('Stickiness is not simulated.', [...path, 'ForwardConfig', 'TargetGroupStickinessConfig'])
  }
  const groups = listOf(config['TargetGroups']).map(valuesOf)
  if (groups.length === 0) {
    return { type: 'forward', targets: [{ groupArn: required(action, 'TargetGroupArn', path), weight: 1 }] }
  }
  return {
    type: 'forward',
    targets: groups.map((group, index) => {
      const at = [...path, 'ForwardConfig', 'TargetGroups', index]
      return {
        groupArn: required(group, 'TargetGroupArn', at),
        weight: ranged(group['Weight'], [0, limits.WEIGHT_MAX], 1, [...at, 'Weight']),
      }
    }),
  }
}

function redirectOf(config: Values, path: Path): Action {
  const code = required(config, 'StatusCode', path)
  if (code !== 'HTTP_301' && code !== 'HTTP_302') {
    throw new ResourceError('StatusCode must be HTTP_301 or HTTP_302.', [...path, 'StatusCode'])
  }
  return {
    type: 'redirect',
    status: code === 'HTTP_301' ? 301 : 302,
    to: {
      protocol: textOr(config['Protocol'], '#{protocol}'),
      host: textOr(config['Host'], '#{host}'),
      port: textOr(config['Port'], '#{port}'),
      path: textOr(config['Path'], '/#{path}'),
      query: textOr(config['Query'], '#{query}'),
    },
  }
}

function fixedOf(config: Values, path: Path): Action {
  const code = required(config, 'StatusCode', path)
  if (!/^[245]\d\d$/.test(code)) throw new ResourceError('StatusCode must be 2XX, 4XX or 5XX.', [...path, 'StatusCode'])
  const contentType = textOr(config['ContentType'], 'text/plain')
  if (!CONTENT_TYPES.includes(contentType)) {
    throw new ResourceError(`ContentType must be one of ${CONTENT_TYPES.join(', ')}.`, [...path, 'ContentType'])
  }
  const body = textOr(config['MessageBody'], '')
  if (body.length > limits.FIXED_BODY_MAX) {
    throw new ResourceError(`MessageBody has at most ${limits.FIXED_BODY_MAX} characters.`, [...path, 'MessageBody'])
  }
  return { type: 'fixed-response', status: Number(code), contentType: `${contentType}; charset=utf-8`, body }
}

/** @throws ResourceError */
export function readConditions(value: TemplateValue | undefined): readonly Condition[] {
  const conditions = listOf(value).map((one, index) => conditionOf(valuesOf(one), ['Conditions', index]))
  if (conditions.length === 0) throw new ResourceError('A rule needs a condition.', ['Conditions'])
  const count = conditions.reduce((sum, one) => sum + (one.field === 'query-string' ? one.pairs : one.values).length, 0)
  if (count > limits.CONDITION_VALUES_MAX) {
    throw new ResourceError(`A rule has at most ${limits.CONDITION_VALUES_MAX} condition values.`, ['Conditions'])
  }
  return conditions
}

const CONFIGS = {
  'path-pattern': 'PathPatternConfig',
  'host-header': 'HostHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'source-ip': 'SourceIpConfig',
} as const

function conditionOf(condition: Values, path: Path): Condition {
  const field = required(condition, 'Field', path)
  if (field === 'http-header') {
    const config = valuesOf(condition['HttpHeaderConfig'])
    const name = required(config, 'HttpHeaderName', [...path, 'HttpHeaderConfig'])
    return { field, name, values: textsOf(config['Values']) }
  }
  if (field === 'query-string') {
    const config = valuesOf(condition['QueryStringConfig'])
    const pairs = listOf(config['Values']).map(valuesOf)
    return {
      field,
      pairs: pairs.map((pair) => ({
        key: pair['Key'] === undefined ? null : textOr(pair['Key'], ''),
        value: textOr(pair['Value'], ''),
      })),
    }
  }
  if (field === 'path-pattern' || field === 'host-header' || field === 'http-request-method' || field === 'source-ip') {
    const config = valuesOf(condition[CONFIGS[field]])
    return { field, values: textsOf(config['Values'] ?? condition['Values']) }
  }
  throw new ResourceError(`${field} is no field of a condition.`, [...path, 'Field'])
}

export function readHealthCheck(properties: Values): HealthCheck {
  const { interval, timeout, healthyThreshold, unhealthyThreshold } = limits.HEALTH_CHECK
  const number = (name: string, range: { minimum: number; maximum: number; default: number }): number =>
    ranged(properties[name], [range.minimum, range.maximum], range.default, [name])
  return {
    enabled: isTrue(properties['HealthCheckEnabled']),
    path: textOr(properties['HealthCheckPath'], '/'),
    interval: number('HealthCheckIntervalSeconds', interval),
    timeout: number('HealthCheckTimeoutSeconds', timeout),
    healthyThreshold: number('HealthyThresholdCount', healthyThreshold),
    unhealthyThreshold: number('UnhealthyThresholdCount', unhealthyThreshold),
    matcher: textOr(valuesOf(properties['Matcher'])['HttpCode'], '200'),
  }
}

/** An attribute of a load balancer or target group, by its key. */
export function attribute(list: TemplateValue | undefined, key: string): TemplateValue | undefined {
  return listOf(list)
    .map(valuesOf)
    .find(({ Key }) => Key === key)?.['Value']
}

export const idleTimeoutOf = (properties: Values): number => {
  const { minimum, maximum, default: usual } = limits.IDLE_TIMEOUT_SECONDS
  const given = numberOr(attribute(properties['LoadBalancerAttributes'], 'idle_timeout.timeout_seconds'), usual)
  if (given >= minimum && given <= maximum) return given
  throw new ResourceError(`idle_timeout.timeout_seconds must be from ${minimum} to ${maximum}.`, [
    'LoadBalancerAttributes',
  ])
}
