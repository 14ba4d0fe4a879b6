/** A call of a function's code, with what it led to: a message in a queue, another function. */

import type { NodeKind } from '../graph/kinds'
import { kindOf } from '../graph/kinds'
import type { EventNode } from '../state/lineage'
import type { ServiceCall } from '../state/requests'
import type { ResourceNames } from '../state/resource-names'
import type { Below } from './request-spans'
import { type Service, type Span, statusOfCode } from './span'

/** As IAM prefixes them → as AWS writes them, and what they are drawn as. */
const SERVICES: Readonly<Record<string, readonly [name: string, kind: NodeKind]>> = {
  dynamodb: ['DynamoDB', 'table'],
  sqs: ['SQS', 'queue'],
  sns: ['SNS', 'topic'],
  s3: ['S3', 'bucket'],
  events: ['EventBridge', 'bus'],
  kinesis: ['Kinesis', 'stream'],
  lambda: ['Lambda', 'function'],
  ssm: ['Systems Manager', 'parameter'],
  secretsmanager: ['Secrets Manager', 'secret'],
  kms: ['KMS', 'key'],
  scheduler: ['EventBridge Scheduler', 'schedule'],
  states: ['Step Functions', 'workflow'],
  logs: ['CloudWatch Logs', 'log-group'],
  cloudwatch: ['CloudWatch', 'log-group'],
}

/** The resource that something went to, where the trace names one. */
export function serviceOf(target: string, names: ResourceNames, otherwise: NodeKind): Service {
  const type = names.find(target)?.type
  return { kind: (type === undefined ? null : kindOf(type)) ?? otherwise, name: names.label(target) }
}

export function callSpan(
  { start, end }: ServiceCall,
  names: ResourceNames,
  led: readonly EventNode[],
  below: Below,
): Span {
  const { operation, method, requestId, environment, callId } = start
  const url = URL.canParse(start.url) ? new URL(start.url) : null
  const status = end ? statusOfCode(end.status) : 'open'
  return {
    id: `request/${requestId}/call/${environment}/${callId}/${start.seq}`,
    kind: 'call',
    name: operation ?? `${method} ${url?.host ?? start.url}`,
    detail: end ? String(end.status || 'no answer') : 'waiting for the answer',
    start: start.at,
    end: end ? start.at + end.duration : null,
    status,
    inXray: false,
    service: calledService(operation, url, led, names),
    selection: { kind: 'request', id: requestId },
    facts: [['URL', start.url], ...(end ? ([['Status', String(end.status)]] as const) : [])],
    children: below(led),
  }
}

/** What it made tells which resource it went to; of all others the service alone is known, and a bucket by its name. */
function calledService(
  operation: string | null,
  url: URL | null,
  [first]: readonly EventNode[],
  names: ResourceNames,
): Service | null {
  // Another function is its own span.
  if (first?.kind === 'request') return null
  const [service = ''] = operation?.split(':') ?? []
  const [name, kind] = SERVICES[service] ?? [service, 'api' as const]
  if (first && first.kind !== 'http') return serviceOf(first.target, names, kind)
  if (operation === null) return url ? { kind: 'api', name: url.host } : null
  const [host = ''] = url?.host.split('.s3.') ?? []
  if (service === 's3' && url && host !== url.host) return serviceOf(host, names, kind)
  return { kind, name }
}
