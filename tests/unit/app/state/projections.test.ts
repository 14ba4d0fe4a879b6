import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import { stateOf } from '../../../../src/app/state/requests'
import { requestId, story } from '../../../fixtures/traces/orders'

function projected(records = story()): Projections {
  const projections = new Projections()
  for (const record of records) projections.apply(record)
  return projections
}

describe('projections of a run', () => {
  it('name things as the template does, by name, ARN and URL', () => {
    const { names } = projected()
    expect(names.label('coldstart-OrdersQueue-7A8B9C')).toBe('OrdersQueue')
    expect(names.label('arn:aws:sqs:us-east-1:123456789012:coldstart-OrdersQueue-7A8B9C')).toBe('OrdersQueue')
    expect(names.label('https://sqs.us-east-1.amazonaws.com/123456789012/coldstart-OrdersQueue-7A8B9C')).toBe(
      'OrdersQueue',
    )
    expect(names.label('arn:aws:sqs:us-east-1:123456789012:unknown')).toBe('unknown')
  })

  it('name a function by itself, not by a resource that goes by its name', () => {
    const { names, apply } = bound(projected([]))
    const resource = { type: 'stack.resource', action: 'create', physicalId: 'f', arn: '', at: 0 } as const
    apply({ ...resource, seq: 0, logicalId: 'Config', resourceType: 'AWS::Lambda::EventInvokeConfig' })
    apply({ ...resource, seq: 1, logicalId: 'Function', resourceType: 'AWS::Lambda::Function' })
    apply({ ...resource, seq: 2, logicalId: 'Config', resourceType: 'AWS::Lambda::EventInvokeConfig' })
    expect(names.label('f')).toBe('Function')
  })

  it('keep every attempt of an asynchronous event', () => {
    const request = projected().requests.get(requestId(20))
    expect(request?.attempts.map(({ attempt, end }) => [attempt, end?.status])).toEqual([
      [1, 'error'],
      [2, 'timeout'],
      [3, 'error'],
    ])
    expect(request?.asyncEnd?.condition).toBe('RetriesExhausted')
    expect(request?.deliveries).toHaveLength(1)
    expect(request && stateOf(request)).toBe('error')
  })

  it('know the latest request of a function and source', () => {
    const { requests } = projected()
    expect(requests.latest('coldstart-PlaceOrder-1A2B3C', 'sync')?.requestId).toBe(requestId(31))
  })

  it('count what is in each queue', () => {
    const { queues } = projected()
    const orders = queues.queue('coldstart-OrdersQueue-7A8B9C')
    const failed = queues.queue('coldstart-FailedOrders-0D1E2F')
    expect(orders).toMatchObject({ sent: 3, deleted: 2, movedOut: 1, deadLetter: false })
    expect(orders?.counts).toEqual({ visible: 0, 'in flight': 0, delayed: 0 })
    expect(failed?.counts.visible).toBe(2)
    expect(failed?.deadLetter).toBe(true)
  })

  it('number the environments of a function and follow their states', () => {
    const { environments } = projected()
    const all = [...environments.all()].map(({ functionName, number, state, served }) => [
      functionName,
      number,
      state,
      served,
    ])
    expect(all).toEqual([
      ['coldstart-PlaceOrder-1A2B3C', 1, 'frozen', 2],
      ['coldstart-ChargeCard-4D5E6F', 1, 'frozen', 6],
      ['coldstart-PlaceOrder-1A2B3C', 2, 'frozen', 1],
    ])
  })

  it('ignore what they were told before', () => {
    const records = story()
    const once = projected(records)
    const twice = projected([...records, ...records])
    expect(twice.requests.received).toBe(once.requests.received)
    expect(twice.logs.entries.length).toBe(once.logs.entries.length)
    expect(twice.next).toBe(records.length)
  })

  it('stay small however long the run is', () => {
    const { requests, apply } = bound(new Projections())
    for (let seq = 0; seq < 60_000; seq++) {
      apply({
        seq,
        at: seq,
        type: 'request.received',
        requestId: `r${seq}`,
        functionName: 'f',
        invocationType: 'RequestResponse',
        payload: '',
        source: 'sync',
      })
    }
    expect([...requests.all()].length).toBeLessThanOrEqual(22_000)
    expect(requests.received).toBe(60_000)
    expect(requests.get('r59999')).toBeDefined()
  })
})

const bound = (projections: Projections) => ({
  names: projections.names,
  requests: projections.requests,
  apply: projections.apply.bind(projections),
})
