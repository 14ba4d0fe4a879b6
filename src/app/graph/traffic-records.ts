/** What each record of the trace means for the graph. */

import { parseArn } from '../../cloud/aws/arn'
import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Queues } from '../state/queues'
import { Arrivals } from './arrivals'
import { EnvironmentCounts } from './environment-counts'
import { CLIENTS, type NodeKind } from './kinds'
import type { Traffic } from './traffic'
import { readCall } from './traffic-calls'
import { readInvocation, readMapping } from './traffic-lambda'
import { readMessage } from './traffic-messages'
import { readStorage } from './traffic-storage'

export interface Reading {
  readonly traffic: Traffic
  readonly arrivals: Arrivals
  /** Web requests that an API, function URL or load balancer works on. */
  webRequests: number
  /** Who a principal is: a node, or null for a service, a poller, or a role that only a claim tells whose it is. */
  sender(arn: string): string | null
  /** The node behind an ARN, whatever it is of. */
  target(arn: string): string
  function(name: string): string
}

export class RecordReader implements Reading {
  webRequests = 0

  constructor(
    readonly traffic: Traffic,
    readonly arrivals = new Arrivals(traffic),
    readonly environments = new EnvironmentCounts(traffic),
  ) {}

  /** @param traffic the fork of what this one tells */
  fork(traffic: Traffic): RecordReader {
    const fork = new RecordReader(traffic, this.arrivals.fork(traffic), this.environments.fork(traffic))
    fork.webRequests = this.webRequests
    return fork
  }

  sender = (arn: string): string | null => senderOf(arn, this.traffic)
  target = (arn: string): string => nodeOfArn(arn, this.traffic)
  function = (name: string): string => this.traffic.functionId(name) ?? this.traffic.id(name, 'function')

  read(record: TraceRecord, queues: Queues): void {
    const { arrivals, environments } = this
    arrivals.passed(record.at)
    environments.apply(record)
    if (record.type === 'call.started') readCall(record, environments.functionOf(record.environment), this)
    else if (record.type.startsWith('mapping.')) readMapping(record, queues, this)
    else {
      readInvocation(record, this)
      readMessage(record, this)
      readStorage(record, this)
    }
  }
}

function senderOf(arn: string, traffic: Traffic): string | null {
  if (arn.includes(':user/')) return CLIENTS
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1]
  return session === undefined || session.startsWith('awslambda_') ? null : traffic.functionId(session)
}

const KINDS: Readonly<Record<string, NodeKind>> = {
  sqs: 'queue',
  sns: 'topic',
  events: 'bus',
  kinesis: 'stream',
  s3: 'bucket',
  dynamodb: 'table',
  kafka: 'broker',
  mq: 'broker',
  rds: 'broker',
  states: 'workflow',
  logs: 'log-group',
  ssm: 'parameter',
  secretsmanager: 'secret',
  kms: 'key',
}

function nodeOfArn(text: string, traffic: Traffic): string {
  const arn = parseArn(text)
  if (!arn) return traffic.id(text, 'queue')
  const { service, resource } = arn
  if (service === 'lambda')
    return traffic.functionId(text) ?? traffic.id(resource.split(':')[1] ?? resource, 'function')
  const kind = KINDS[service] ?? 'api'
  // A table's stream; a broker's topic or queue.
  if (service === 'dynamodb') return traffic.id(resource.split('/')[1] ?? resource, kind)
  if (service === 'kafka') return brokerOfTopic(resource, traffic)
  if (service === 'mq') return traffic.id(text.split('/')[0] ?? text, kind)
  if (service === 's3') return traffic.id(resource.split('/')[0] ?? resource, kind)
  return traffic.id(text, kind)
}

/** `topic/<cluster>/<uuid>/<topic>`, or `topic/self-managed/<servers>/<topic>` */
function brokerOfTopic(resource: string, traffic: Traffic): string {
  const [, cluster = '', id = ''] = resource.split('/')
  return traffic.id(cluster === '' ? resource : id, 'broker')
}
