/** Load balancers with their listeners and rules, and target groups; by ARN. */

export interface LoadBalancer {
  readonly name: string
  readonly arn: string
  /** Its host name, lower case. */
  readonly dnsName: string
  /** Seconds. */
  readonly idleTimeout: number
}

export interface Listener {
  readonly arn: string
  readonly loadBalancerArn: string
  readonly port: number
  readonly protocol: 'HTTP' | 'HTTPS'
  readonly action: Action
}

export interface Rule {
  readonly arn: string
  readonly listenerArn: string
  readonly priority: number
  /** All of them must hold. */
  readonly conditions: readonly Condition[]
  readonly action: Action
}

/** Values may have `*` and `?`; one of them must fit. */
export type Condition =
  | {
      readonly field: 'path-pattern' | 'host-header' | 'http-request-method' | 'source-ip'
      readonly values: readonly string[]
    }
  | { readonly field: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | {
      readonly field: 'query-string'
      readonly pairs: readonly { readonly key: string | null; readonly value: string }[]
    }

export type Action =
  | { readonly type: 'forward'; readonly targets: readonly { readonly groupArn: string; readonly weight: number }[] }
  | { readonly type: 'redirect'; readonly status: 301 | 302; readonly to: RedirectParts }
  | { readonly type: 'fixed-response'; readonly status: number; readonly contentType: string; readonly body: string }

export interface RedirectParts {
  readonly protocol: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly query: string
}

export interface TargetGroup {
  readonly name: string
  readonly arn: string
  /** ARN of the function; null while none is registered. */
  readonly functionArn: string | null
  readonly multiValueHeaders: boolean
  readonly healthCheck: HealthCheck
}

export interface HealthCheck {
  readonly enabled: boolean
  readonly path: string
  /** Seconds. */
  readonly interval: number
  readonly timeout: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
  /** `200`, `200-299`, `200,202`. */
  readonly matcher: string
}

export type Health = 'unused' | 'initial' | 'healthy' | 'unhealthy'

export class LoadBalancers {
  readonly loadBalancers = new Map<string, LoadBalancer>()
  readonly listeners = new Map<string, Listener>()
  readonly rules = new Map<string, Rule>()
  readonly targetGroups = new Map<string, TargetGroup>()
  /** By target group. */
  readonly health = new Map<string, Health>()

  byHost(host: string): LoadBalancer | undefined {
    return [...this.loadBalancers.values()].find(({ dnsName }) => dnsName === host)
  }

  listenersOf(arn: string): readonly Listener[] {
    return [...this.listeners.values()].filter(({ loadBalancerArn }) => loadBalancerArn === arn)
  }

  /** The lowest priority number first. */
  rulesOf(listenerArn: string): readonly Rule[] {
    return [...this.rules.values()]
      .filter((rule) => rule.listenerArn === listenerArn)
      .sort((one, other) => one.priority - other.priority)
  }
}
