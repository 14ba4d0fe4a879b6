/** What the page's inspectors show of load balancers and target groups. */

import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import { addressOf } from './entrance'
import type { Action, Condition, LoadBalancers } from './state'

export function createViews(state: LoadBalancers): readonly ResourceView[] {
  const balancers = [...state.loadBalancers.values()].map((balancer): ResourceView => {
    const listeners = state.listenersOf(balancer.arn)
    const rows = listeners.flatMap((listener) => [
      ...state
        .rulesOf(listener.arn)
        .map((rule) => [
          addressOf(balancer, listener),
          String(rule.priority),
          rule.conditions.map(shown).join(' and '),
          told(rule.action),
        ]),
      [addressOf(balancer, listener), 'default', '', told(listener.action)],
    ])
    return {
      arn: balancer.arn,
      kind: 'Load balancer',
      name: balancer.name,
      facts: [
        { label: 'DNS name', value: balancer.dnsName },
        { label: 'Idle timeout', value: `${balancer.idleTimeout} s` },
      ],
      tables: [
        {
          title: 'Rules',
          columns: ['Listener', 'Priority', 'Conditions', 'Action'],
          rows: rows.slice(0, VIEW_ROWS_MAX),
          total: rows.length,
        },
      ],
    }
  })
  const groups = [...state.targetGroups.values()].map(
    ({ arn, name, functionArn, multiValueHeaders, healthCheck }): ResourceView => ({
      arn,
      kind: 'Target group',
      name,
      facts: [
        { label: 'Target', value: functionArn ?? 'none' },
        { label: 'Multi-value headers', value: multiValueHeaders ? 'yes' : 'no' },
        { label: 'Health checks', value: healthCheck.enabled ? `every ${healthCheck.interval} s` : 'off' },
        { label: 'Health', value: state.health.get(arn) ?? 'unused' },
      ],
      tables: [],
    }),
  )
  return [...balancers, ...groups]
}

function shown(condition: Condition): string {
  if (condition.field === 'query-string') {
    return `query-string: ${condition.pairs.map(({ key, value }) => (key === null ? value : `${key}=${value}`)).join(', ')}`
  }
  const name = condition.field === 'http-header' ? `http-header ${condition.name}` : condition.field
  return `${name}: ${condition.values.join(', ')}`
}

function told(action: Action): string {
  if (action.type !== 'forward') return `${action.type} ${action.status}`
  return `forward to ${action.targets.map(({ groupArn, weight }) => `${groupArn.split('/')[1] ?? groupArn} (${weight})`).join(', ')}`
}
