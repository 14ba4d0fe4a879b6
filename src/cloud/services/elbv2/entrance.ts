/**
 * A request's way through a load balancer: listener, rule, action, function.
 * Source: User Guide for Application Load Balancers, "Listeners", "Use Lambda functions as targets", "Troubleshoot your
 * Application Load Balancers" (when 413, 502, 503 and 504 come).
 */

import { httpDate } from '../../aws/timestamps'
import { bytesOf } from '../../http/bytes'
import { Exchange } from '../../http/exchange'
import { callFunction, type FunctionAnswer } from '../../http/function-call'
import { headerValue, partsOf, type RequestParts } from '../../http/request'
import { traceIdOf } from '../../http/trace-id'
import { seconds } from '../../aws/units'
import { serviceCaller, type HttpEntrance, type ServiceContext } from '../contract'
import { chosenGroup, errorPage, redirect, type Response } from './actions'
import { applies } from './conditions'
import * as limits from './limits'
import { albEvent, albResponse } from './payload'
import type { Action, Listener, LoadBalancer, LoadBalancers, TargetGroup } from './state'

const PRINCIPAL = 'elasticloadbalancing.amazonaws.com'

export const callerFor = (groupArn: string) => serviceCaller(PRINCIPAL, groupArn)

interface Passage {
  readonly balancer: LoadBalancer
  readonly listener: Listener
  readonly request: RequestParts
  readonly exchange: Exchange
  readonly traceId: string
}

export function loadBalancerEntrance(state: LoadBalancers, context: ServiceContext): HttpEntrance {
  const { kernel } = context

  const finish = (
    { exchange, request }: Passage,
    { status, headers, body }: Response,
    refused: string | null,
  ): void => {
    exchange.refused = refused
    exchange.answer({
      status,
      headers: [
        ['server', 'awselb/2.0'],
        ['date', httpDate(kernel.now)],
        ...headers,
        ['content-length', String(bytesOf(body).length)],
        ['connection', 'keep-alive'],
      ],
      body: request.method === 'HEAD' ? '' : body,
    })
  }

  const forward = (passage: Passage, action: Extract<Action, { type: 'forward' }>): void => {
    const { balancer, request, exchange } = passage
    const groupArn = chosenGroup(action, () => kernel.random('elb-weights'))
    const group = groupArn === null ? undefined : state.targetGroups.get(groupArn)
    if (!group?.functionArn) return finish(passage, errorPage(503), 'The target group has no registered target.')
    if (request.body.length > limits.BODY_MAX) return finish(passage, errorPage(413), 'The body is larger than 1 MB.')
    exchange.functionArn = group.functionArn
    exchange.integrationStarts()
    const call = {
      functionArn: group.functionArn,
      payload: JSON.stringify(albEvent(group, request, addedHeaders(passage))),
      caller: callerFor(group.arn),
      timeout: seconds(balancer.idleTimeout),
      webRequestId: exchange.requestId,
    }
    callFunction(context, call, (answer) => {
      exchange.integrationEnds()
      const [response, refused] = outcome(group, answer)
      finish(passage, response, refused)
    })
  }

  const act = (passage: Passage): void => {
    const { listener, request, exchange } = passage
    const rule = state.rulesOf(listener.arn).find((one) => applies(one, request))
    exchange.route = rule ? `rule ${rule.priority}` : 'default'
    const action = (rule ?? listener).action
    if (action.type === 'forward') return forward(passage, action)
    if (action.type === 'redirect') return finish(passage, redirect(action, request, listener), 'Redirect action')
    const { status, contentType, body } = action
    finish(passage, { status, headers: [['content-type', contentType]], body }, 'Fixed-response action')
  }

  return {
    serves: (host) => state.byHost(host) !== undefined,
    list: () =>
      [...state.loadBalancers.values()].flatMap((balancer) =>
        state.listenersOf(balancer.arn).map((listener) => ({
          kind: 'load-balancer' as const,
          name: `${balancer.name}:${listener.port}`,
          arn: balancer.arn,
          url: addressOf(balancer, listener),
          routes: state
            .rulesOf(listener.arn)
            .flatMap(({ conditions }) =>
              conditions.flatMap((condition) =>
                condition.field === 'path-pattern' ? condition.values.map((path) => ({ method: 'ANY', path })) : [],
              ),
            ),
          signed: false,
        })),
      ),
    handle(received, respond) {
      const request = partsOf(received)
      const balancer = state.byHost(request.host)
      const { protocol, port } = connectionOf(request.url)
      const listener =
        balancer && state.listenersOf(balancer.arn).find((one) => one.port === port && one.protocol === protocol)
      if (!balancer || !listener) {
        const message = `connect ECONNREFUSED ${request.host}:${port}`
        respond({ networkError: { code: 'ECONNREFUSED', message } })
        return
      }
      const traceId = traceIdOf(request, kernel)
      const exchange = new Exchange(context, 'load-balancer', balancer.arn, request, traceId, respond)
      const passage = { balancer, listener, request, exchange, traceId }
      const delay = context.delay(limits.LATENCY, 'elb-latency')
      if (delay === 0) act(passage)
      else kernel.after(delay, () => act(passage))
    },
  }
}

const DEFAULT_PORTS = { HTTP: 80, HTTPS: 443 } as const

export function addressOf({ dnsName }: LoadBalancer, { protocol, port }: Listener): string {
  return `${protocol.toLowerCase()}://${dnsName}${DEFAULT_PORTS[protocol] === port ? '' : `:${port}`}/`
}

function connectionOf(url: string): { readonly protocol: Listener['protocol']; readonly port: number } {
  const [, scheme = '', port] = /^(https?):\/\/[^/?#:]*(?::(\d+))?/i.exec(url) ?? []
  const protocol = scheme.toUpperCase() === 'HTTPS' ? 'HTTPS' : 'HTTP'
  return { protocol, port: port === undefined ? DEFAULT_PORTS[protocol] : Number(port) }
}

function addedHeaders({ request, listener, traceId }: Passage): readonly (readonly [string, string])[] {
  const given = (name: string): boolean => headerValue(request.headers, name) !== undefined
  const before = headerValue(request.headers, 'x-forwarded-for')
  return [
    ...(given('host') ? [] : [['host', request.host] as const]),
    ...(given('x-amzn-trace-id') ? [] : [['x-amzn-trace-id', traceId] as const]),
    ['x-forwarded-for', before === undefined ? request.sourceIp : `${before}, ${request.sourceIp}`],
    ['x-forwarded-port', String(listener.port)],
    ['x-forwarded-proto', listener.protocol.toLowerCase()],
  ]
}

function outcome(group: TargetGroup, answer: FunctionAnswer): readonly [Response, string | null] {
  switch (answer.kind) {
    case 'timeout':
      return [errorPage(504), 'The function did not answer before the idle timeout.']
    case 'refused':
      return [errorPage(502), `LambdaInternalError: ${answer.error.message}`]
    case 'answer': {
      if (answer.functionError !== null) return [errorPage(502), 'LambdaUserError: the function failed.']
      if (bytesOf(answer.payload).length > limits.BODY_MAX) {
        return [errorPage(502), 'LambdaUserError: the answer is larger than 1 MB.']
      }
      const response = albResponse(group, answer.payload)
      return response ? [response, null] : [errorPage(502), 'LambdaUserError: the answer is malformed.']
    }
  }
}
