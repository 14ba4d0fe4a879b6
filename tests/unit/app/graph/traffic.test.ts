import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import type { TraceFact, TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { story } from '../../../fixtures/traces/orders'

const ACCOUNT = '123456789012'
const session = (name: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/coldstart-Role/${name}`
const USER = `arn:aws:iam::${ACCOUNT}:user/playground`
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`

/** Tells facts, each with the time it happens at. */
function run(...facts: readonly (readonly [number, TraceFact])[]): Projections {
  const projections = new Projections()
  for (const [seq, [at, fact]] of [...DEPLOYED.map((one) => [0, one] as const), ...facts].entries()) {
    projections.apply({ ...fact, seq, at } as TraceRecord)
  }
  return projections
}

const resource = (logicalId: string, resourceType: string, name: string, resourceArn: string): TraceFact => ({
  ...{ type: 'stack.resource', action: 'create', logicalId, resourceType, physicalId: name, arn: resourceArn },
})
const DEPLOYED: readonly TraceFact[] = [
  resource('Work', 'AWS::Lambda::Function', 'work', arn('lambda', 'function:work')),
  resource('Other', 'AWS::Lambda::Function', 'other', arn('lambda', 'function:other')),
  resource('Jobs', 'AWS::SQS::Queue', 'jobs', arn('sqs', 'jobs')),
  resource('News', 'AWS::SNS::Topic', 'news', arn('sns', 'news')),
  resource('Things', 'AWS::DynamoDB::Table', 'things', arn('dynamodb', 'table/things')),
]
const sent = (messageId: string, sender: string): TraceFact => ({
  ...{ type: 'sqs.sent', queue: 'jobs', messageId, body: '', visibleAt: 0, sender },
})
const called = (operation: string | null, url = 'https://x.amazonaws.com/'): TraceFact => ({
  ...{ type: 'call.started', requestId: 'r', environment: 'e', callId: 1, method: 'POST', url, operation },
})
const created: TraceFact = {
  ...{ type: 'environment.created', environment: 'e', functionName: 'work', version: '$LATEST', logStream: '' },
}
const invoked = (requestId: string, functionName: string, source: 'sync' | 'async' = 'async'): TraceFact => ({
  ...{ type: 'request.received', requestId, functionName, invocationType: 'Event', payload: '', source },
})
const LATER: readonly [number, TraceFact] = [9, { type: 's3.bucket-created', bucket: 'later' }]

const totals = ({ traffic }: Projections) =>
  Object.fromEntries([...traffic.edges].map(([id, { total, failed }]) => [id, failed > 0 ? [total, failed] : total]))

describe('what moves between resources', () => {
  it('comes from outside, from code, or from a service that delivers it', () => {
    const projections = run(
      [1, created],
      [1, sent('m1', USER)],
      [2, sent('m2', session('work'))],
      [2, called('sqs:SendMessage')],
      [3, sent('m3', 'sns.amazonaws.com')],
      [3, delivery('sqs', arn('sqs', 'jobs'), 'm3')],
      [4, invoked('r1', 'work')],
      [5, invoked('r2', 'other')],
      [5, called('lambda:Invoke', 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/other/invocations')],
      [6, invoked('r3', 'other')],
      [6, delivery('lambda', arn('lambda', 'function:other'), 'r3')],
      LATER,
    )
    expect(totals(projections)).toEqual({
      '@clients>Jobs': 1,
      'Work>Jobs': 1,
      'News>Jobs': 1,
      '@clients>Work': 1,
      'Work>Other': 1,
      'News>Other': 1,
    })
  })

  it('is a destination’s, not the code’s, when Lambda delivers it with the function’s role', () => {
    const projections = run(
      [1, sent('m1', session('work'))],
      [
        1,
        {
          ...{ type: 'destination.delivered', requestId: 'r', functionName: 'work', kind: 'on-failure' },
          ...{ target: arn('sqs', 'jobs'), deliveryId: 'm1' },
        },
      ],
      LATER,
    )
    expect(totals(projections)).toEqual({ 'Work>Jobs': 1 })
    expect(projections.traffic.since(0).map(({ edge, fate }) => [edge, fate])).toEqual([['Work>Jobs', 'dead']])
  })

  it('goes to a table by the call that follows, and not by time to live', () => {
    const write = (cause: 'request' | 'time-to-live', change: 'insert' | 'remove'): TraceFact => ({
      ...{ type: 'dynamodb.written', table: 'things', key: '{}', change, cause, size: 1 },
    })
    const projections = run(
      [1, created],
      [2, write('request', 'insert')],
      [2, called('dynamodb:PutItem')],
      [3, write('time-to-live', 'remove')],
      LATER,
    )
    expect(totals(projections)).toEqual({ 'Work>Things': 1 })
    expect(projections.traffic.nodes.get('Things')?.contents).toBe(0)
  })

  it('comes back when a batch fails, goes again, and ends in a dead-letter queue', () => {
    const projections = new Projections()
    for (const record of story()) projections.apply(record)
    const { traffic } = projections
    const edge = traffic.edges.get('OrdersQueue>ChargeCard')
    expect(edge?.failed).toBeGreaterThan(0)
    expect(traffic.since(0).some(({ fate, back }) => fate === 'error' && back)).toBe(true)
    expect(traffic.since(0).some(({ fate }) => fate === 'retry')).toBe(true)
    expect(traffic.edges.get('OrdersQueue>FailedOrders')).toMatchObject({ total: 1, lastFate: 'dead' })
    expect(traffic.nodes.get('ChargeCard')).toMatchObject({ running: 0, initialising: 0 })
  })

  it('makes nodes of what code created', () => {
    const projections = run([1, { ...sent('m', USER), queue: 'made-by-code' } as TraceFact], LATER)
    expect([...projections.traffic.found]).toContainEqual([
      'queue:made-by-code',
      { kind: 'queue', name: 'made-by-code' },
    ])
    expect(totals(projections)).toEqual({ '@clients>queue:made-by-code': 1 })
  })

  it('keeps a bounded history of a flood, and all of its count', () => {
    const projections = run(...Array.from({ length: 5000 }, (_, n) => [n, sent(`m${n}`, USER)] as const), [
      9999,
      LATER[1],
    ])
    const { traffic } = projections
    expect(traffic.edges.get('@clients>Jobs')?.total).toBe(5000)
    expect(traffic.flows.length).toBeLessThan(1000)
    expect(traffic.since(0).length).toBe(traffic.flows.length)
    expect(traffic.since(traffic.next - 3)).toHaveLength(3)
    expect(traffic.edges.get('@clients>Jobs')?.rate.at(4999)).toBeGreaterThan(400)
  })
})

function delivery(protocol: string, endpoint: string, deliveryId: string): TraceFact {
  return {
    ...{ type: 'sns.delivered', topic: 'news', messageId: 'n', subscription: 's', protocol, endpoint, attempt: 1 },
    deliveryId,
  }
}
