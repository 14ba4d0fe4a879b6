/** AWS::ElasticLoadBalancingV2::*. Source: CloudFormation resource reference for Elastic Load Balancing V2. */

import { formatArn } from '../../aws/arn'
import { AwsError } from '../../aws/aws-error'
import { isTrue, listOf, ranged, required, textOr, valuesOf, type Values } from '../../http/properties'
import {
  ResourceError,
  type ResourceHandle,
  type ResourceInput,
  type ResourceType,
  type ServiceContext,
} from '../contract'
import { callerFor } from './entrance'
import { watchHealth } from './health'
import * as limits from './limits'
import { attribute, idleTimeoutOf, readAction, readConditions, readHealthCheck } from './settings'
import type { Listener, LoadBalancer, LoadBalancers, Rule, TargetGroup } from './state'

export function createResourceTypes(
  state: LoadBalancers,
  context: ServiceContext,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancerType(state, context),
    'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroupType(state, context),
    'AWS::ElasticLoadBalancingV2::Listener': listenerType(state, context),
    'AWS::ElasticLoadBalancingV2::ListenerRule': ruleType(state, context),
  }
}

const nameOf = ({ generatedName }: ResourceInput, given: Values[string] | undefined): string =>
  textOr(given, generatedName.slice(0, limits.NAME_MAX).replace(/-+$/, ''))

/** What follows `loadbalancer/` or `listener/`: `app/name/50dc6c495c0c9188`. */
const pathOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1)

function loadBalancerType(state: LoadBalancers, context: ServiceContext): ResourceType {
  const { account, kernel } = context
  const handleOf = ({ arn, name, dnsName }: LoadBalancer): ResourceHandle => ({
    physicalId: arn,
    arn,
    ref: arn,
    attributes: {
      LoadBalancerArn: arn,
      LoadBalancerName: name,
      LoadBalancerFullName: pathOf(arn),
      DNSName: dnsName,
      // That of Application Load Balancers in us-east-1.
      CanonicalHostedZoneID: 'Z35SXDOTRQ7X7K',
    },
  })
  return {
    create(input) {
      const { properties } = input
      if (properties['Type'] !== undefined && properties['Type'] !== 'application') {
        throw new ResourceError(`Load balancers of type ${String(properties['Type'])} are not simulated.`, ['Type'])
      }
      const name = nameOf(input, properties['Name'])
      const random = kernel.random('elb-ids')
      const internal = properties['Scheme'] === 'internal' ? 'internal-' : ''
      const balancer = {
        name,
        arn: formatArn('elasticloadbalancing', account, `loadbalancer/app/${name}/${random.hex(16)}`),
        dnsName:
          `${internal}${name}-${random.integer(100_000_000, 1_999_999_999)}.${account.region}.elb.amazonaws.com`.toLowerCase(),
        idleTimeout: idleTimeoutOf(properties),
      }
      state.loadBalancers.set(balancer.arn, balancer)
      return handleOf(balancer)
    },
    update(existing, input) {
      const present = state.loadBalancers.get(existing.arn)
      if (!present || nameOf(input, input.properties['Name'] ?? present.name) !== present.name) return null
      const balancer = { ...present, idleTimeout: idleTimeoutOf(input.properties) }
      state.loadBalancers.set(balancer.arn, balancer)
      return handleOf(balancer)
    },
    delete: ({ arn }) => void state.loadBalancers.delete(arn),
  }
}

function targetGroupType(state: LoadBalancers, context: ServiceContext): ResourceType {
  const read = (properties: Values, name: string, arn: string): TargetGroup => {
    if (properties['TargetType'] !== 'lambda') {
      throw new ResourceError('Only target groups of type lambda are simulated.', ['TargetType'])
    }
    const targets = listOf(properties['Targets']).map(valuesOf)
    if (targets.length > 1) {
      throw new ResourceError('A target group of type lambda has a single target.', ['Targets'])
    }
    const [target] = targets
    const functionArn = target ? required(target, 'Id', ['Targets', 0]) : null
    const multi = attribute(properties['TargetGroupAttributes'], 'lambda.multi_value_headers.enabled')
    const group = { name, arn, functionArn, multiValueHeaders: isTrue(multi), healthCheck: readHealthCheck(properties) }
    checkPermission(context, group)
    return group
  }
  const keep = (group: TargetGroup): ResourceHandle => {
    const { arn, name } = group
    state.targetGroups.set(arn, group)
    watchHealth(state, context, group)
    return {
      physicalId: arn,
      arn,
      ref: arn,
      attributes: { TargetGroupArn: arn, TargetGroupName: name, TargetGroupFullName: `targetgroup/${pathOf(arn)}` },
    }
  }
  return {
    create(input) {
      const name = nameOf(input, input.properties['Name'])
      const id = context.kernel.random('elb-ids').hex(16)
      return keep(
        read(input.properties, name, formatArn('elasticloadbalancing', context.account, `targetgroup/${name}/${id}`)),
      )
    },
    update(existing, { properties }) {
      const present = state.targetGroups.get(existing.arn)
      if (!present || textOr(properties['Name'], present.name) !== present.name) return null
      return keep(read(properties, present.name, present.arn))
    },
    delete({ arn }) {
      state.targetGroups.delete(arn)
      state.health.delete(arn)
    },
  }
}

/** RegisterTargets asks whether the load balancer may invoke the function. Text from users' reports. */
function checkPermission({ authorize }: ServiceContext, { arn, functionArn }: TargetGroup): void {
  if (functionArn === null) return
  try {
    authorize(callerFor(arn), { action: 'lambda:InvokeFunction', resource: functionArn })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new ResourceError(
      `elasticloadbalancing principal does not have permission to invoke ${functionArn} from target group ${arn}`,
      ['Targets', 0, 'Id'],
      'Add an AWS::Lambda::Permission for elasticloadbalancing.amazonaws.com, and make the target group depend on it.',
    )
  }
}

function listenerType(state: LoadBalancers, { account, kernel }: ServiceContext): ResourceType {
  const read = (properties: Values, arn: string): Listener => {
    const loadBalancerArn = required(properties, 'LoadBalancerArn')
    const protocol = textOr(properties['Protocol'], 'HTTP')
    if (protocol !== 'HTTP' && protocol !== 'HTTPS')
      throw new ResourceError('Protocol must be HTTP or HTTPS.', ['Protocol'])
    if (!state.loadBalancers.has(loadBalancerArn)) {
      throw new ResourceError(`Load balancer '${loadBalancerArn}' not found`, ['LoadBalancerArn'])
    }
    const port = ranged(properties['Port'], [1, 65_535], protocol === 'HTTP' ? 80 : 443, ['Port'])
    const other = state.listenersOf(loadBalancerArn).find((listener) => listener.port === port && listener.arn !== arn)
    if (other) {
      throw new ResourceError('A listener already exists on this port for this load balancer', ['Port'])
    }
    return {
      arn,
      loadBalancerArn,
      port,
      protocol,
      action: readAction(properties['DefaultActions'], ['DefaultActions']),
    }
  }
  const keep = (listener: Listener): ResourceHandle => {
    const { arn } = listener
    state.listeners.set(arn, listener)
    return { physicalId: arn, arn, ref: arn, attributes: { ListenerArn: arn } }
  }
  return {
    create({ properties }) {
      const path = pathOf(required(properties, 'LoadBalancerArn'))
      return keep(
        read(
          properties,
          formatArn('elasticloadbalancing', account, `listener/${path}/${kernel.random('elb-ids').hex(16)}`),
        ),
      )
    },
    update(existing, { properties }) {
      const present = state.listeners.get(existing.arn)
      if (present?.loadBalancerArn !== properties['LoadBalancerArn']) return null
      return keep(read(properties, existing.arn))
    },
    delete: ({ arn }) => void state.listeners.delete(arn),
  }
}

function ruleType(state: LoadBalancers, { account, kernel }: ServiceContext): ResourceType {
  const read = (properties: Values, arn: string): Rule => {
    const listenerArn = required(properties, 'ListenerArn')
    if (!state.listeners.has(listenerArn))
      throw new ResourceError(`Listener '${listenerArn}' not found`, ['ListenerArn'])
    required(properties, 'Priority')
    const priority = ranged(properties['Priority'], [limits.PRIORITY.minimum, limits.PRIORITY.maximum], NaN, [
      'Priority',
    ])
    if (state.rulesOf(listenerArn).some((rule) => rule.priority === priority && rule.arn !== arn)) {
      throw new ResourceError(`Priority '${priority}' is currently in use`, ['Priority'])
    }
    const conditions = readConditions(properties['Conditions'])
    return { arn, listenerArn, priority, conditions, action: readAction(properties['Actions'], ['Actions']) }
  }
  const keep = (rule: Rule): ResourceHandle => {
    const { arn } = rule
    state.rules.set(arn, rule)
    return { physicalId: arn, arn, ref: arn, attributes: { RuleArn: arn, IsDefault: 'false' } }
  }
  return {
    create({ properties }) {
      const path = pathOf(required(properties, 'ListenerArn'))
      return keep(
        read(
          properties,
          formatArn('elasticloadbalancing', account, `listener-rule/${path}/${kernel.random('elb-ids').hex(16)}`),
        ),
      )
    },
    update(existing, { properties }) {
      const present = state.rules.get(existing.arn)
      if (present?.listenerArn !== properties['ListenerArn']) return null
      return keep(read(properties, existing.arn))
    },
    delete: ({ arn }) => void state.rules.delete(arn),
  }
}
