import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../../src/cloud/aws/faults'
import {
  faultOf,
  faultText,
  faultyResources,
  newFault,
  withFault,
  withoutFault,
} from '../../../../src/app/faults/choices'
import { lambdaFunction, queue, resource } from '../../cloud/stack'

describe('faults as a form has them', () => {
  it('are offered for resources that can have them, functions first', () => {
    const found = faultyResources([queue('Q'), lambdaFunction('F'), resource('R', 'AWS::IAM::Role')])
    expect(found.map(({ logicalId, kind }) => [logicalId, kind])).toEqual([
      ['F', 'Lambda Function'],
      ['Q', 'SQS Queue'],
    ])
  })

  it('replace their like, and go alone', () => {
    const crash = newFault('F', 'crash')
    const other: Fault = { resource: 'F', kind: 'crash', rate: 0.5 }
    const both = withFault(withFault([], crash), newFault('Q', 'error'))
    expect(withFault(both, other)).toEqual([other, newFault('Q', 'error')])
    expect(withoutFault(both, other)).toEqual([newFault('Q', 'error')])
    expect(faultOf(both, 'F', 'crash')).toBe(crash)
    expect(faultOf(both, 'F', 'throttle')).toBeUndefined()
  })

  it('say what they do', () => {
    const kinds = ['throttle', 'error', 'crash', 'latency', 'poison', 'no-backoff'] as const
    expect(kinds.map((kind) => faultText(newFault('F', kind)))).toEqual([
      'throttled 20 %',
      'fails 20 %',
      'crashes 20 %',
      'late +500 ms',
      'poison event 1',
      'no back-off',
    ])
    expect(faultText({ resource: 'F', kind: 'latency', rate: 0.125, from: 1, to: 9 })).toBe('late +1–9 ms, 12.5 %')
  })
})
