/**
 * Health checks of functions: off unless a target group switches them on. Each is an invocation like any other.
 * Source: User Guide for Application Load Balancers, "Health checks" of Lambda targets.
 */

import { seconds } from '../../aws/units'
import { callFunction } from '../../http/function-call'
import type { ServiceContext } from '../contract'
import { callerFor } from './entrance'
import { albResponse } from './payload'
import type { HealthCheck, LoadBalancers, TargetGroup } from './state'

/** Checks as long as this very group exists. */
export function watchHealth(state: LoadBalancers, context: ServiceContext, group: TargetGroup): void {
  const { functionArn, healthCheck } = group
  if (!healthCheck.enabled || functionArn === null) {
    state.health.set(group.arn, 'unused')
    return
  }
  state.health.set(group.arn, 'initial')
  let passed = 0
  let failed = 0
  const check = (): void => {
    if (state.targetGroups.get(group.arn) !== group) return
    const payload = JSON.stringify(eventOf(group))
    const timeout = seconds(healthCheck.timeout)
    callFunction(
      context,
      { functionArn, payload, caller: callerFor(group.arn), timeout, webRequestId: null },
      (answer) => {
        const response =
          answer.kind === 'answer' && answer.functionError === null ? albResponse(group, answer.payload) : null
        const well = response !== null && matches(healthCheck, response.status)
        passed = well ? passed + 1 : 0
        failed = well ? 0 : failed + 1
        if (state.health.get(group.arn) === 'initial') state.health.set(group.arn, well ? 'healthy' : 'unhealthy')
        else if (passed >= healthCheck.healthyThreshold) state.health.set(group.arn, 'healthy')
        else if (failed >= healthCheck.unhealthyThreshold) state.health.set(group.arn, 'unhealthy')
      },
    )
    next()
  }
  const next = (): void => void context.kernel.after(seconds(healthCheck.interval), check, { background: true })
  next()
}

/** As the documentation shows it: no query, no forwarded headers. */
function eventOf(group: TargetGroup): object {
  const agent = 'ELB-HealthChecker/2.0'
  return {
    requestContext: { elb: { targetGroupArn: group.arn } },
    httpMethod: 'GET',
    path: group.healthCheck.path,
    ...(group.multiValueHeaders
      ? { multiValueQueryStringParameters: {}, multiValueHeaders: { 'user-agent': [agent] } }
      : { queryStringParameters: {}, headers: { 'user-agent': agent } }),
    body: '',
    isBase64Encoded: false,
  }
}

const matches = ({ matcher }: HealthCheck, status: number): boolean =>
  matcher.split(',').some((part) => {
    const [from = '', to = from] = part.split('-')
    return status >= Number(from) && status <= Number(to)
  })
