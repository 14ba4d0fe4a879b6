import { describe, expect, it } from 'vitest'
import { fingerprint, judge, type Question } from '../../../../src/api/explore/judge'
import type { TraceFact } from '../../../../src/cloud/aws/trace-records'

const QUESTION: Question = {
  stack: { stackName: 'S', resources: [], parameters: {}, outputs: {} },
  settings: { duplicates: 'never' },
  ...{ idle: true, startedAt: 10, endedAt: 100, checks: [], budget: {}, before: 1 },
}

function textsOf(...facts: readonly (TraceFact & { readonly at: number })[]): readonly string[] {
  return [JSON.stringify(facts.map((fact, seq) => ({ seq, ...fact })))]
}

const received = (at: number, receiveCount: number) =>
  ({ type: 'sqs.received', queue: 'q', messageId: 'm', receiveCount, visibleAt: 0, receiver: 'r', at }) as const

describe('the judge', () => {
  it('counts what a run came to from its first stimulus on', () => {
    const texts = textsOf(
      received(5, 2),
      { type: 'sqs.sent', queue: 'q', messageId: 'm', body: '', visibleAt: 10, sender: 's', at: 10 },
      received(10, 1),
      received(40, 2),
      { type: 'fault.injected', fault: 'throttle', resource: 'Q', arn: 'a', requestId: null, detail: '', at: 40 },
      { type: 'sqs.deleted', queue: 'q', messageId: 'm', cause: 'deleted', at: 70 },
    )
    const { figures, violations } = judge(texts, QUESTION)
    expect(violations).toEqual([])
    expect(figures).toMatchObject({ records: 6, retries: 1, injected: 1, maxAge: 60, duration: 60 })
  })

  it('names the resource of a violation as the template does', () => {
    const texts = textsOf(
      {
        type: 'stack.resource',
        action: 'create',
        logicalId: 'Pay',
        resourceType: 'AWS::Lambda::Function',
        physicalId: 'S-Pay-X',
        arn: 'arn:aws:lambda:us-east-1:123456789012:function:S-Pay-X',
        at: 0,
      },
      { type: 'async.queued', requestId: 'r', functionName: 'S-Pay-X', payload: '{}', at: 10 },
      {
        type: 'async.ended',
        requestId: 'r',
        functionName: 'S-Pay-X',
        condition: 'RetriesExhausted',
        invokeCount: 3,
        at: 90,
      },
    )
    const { found, violations } = judge(texts, { ...QUESTION, checks: ['lost', 'duplicated'] })
    expect(found).toBe(1)
    expect(violations).toMatchObject([{ check: 'lost', resource: 'Pay', records: [2], at: 90, test: null }])
    expect(judge(texts, { ...QUESTION, checks: ['duplicated'] }).violations).toEqual([])
  })

  it('ignores what is no record', () => {
    expect(judge(['[null, 1, {"type":"log"}]', '{}'], QUESTION).figures.records).toBe(0)
  })

  it('tells runs apart', () => {
    expect(fingerprint(['[1]'])).toBe(fingerprint(['[1]']))
    expect(fingerprint(['[1]'])).not.toBe(fingerprint(['[2]']))
    expect(fingerprint(['[1]'])).toMatch(/^[0-9a-f]{16}$/)
  })
})
