import { describe, expect, it } from 'vitest'
import { type Choice, drawFor, levelFaults } from '../../../../src/api/explore/draw'
import type { StackResource } from '../../../../src/cloud/aws/template'

const resource = (logicalId: string, type: string): StackResource => ({
  ...{ logicalId, type, properties: {}, dependsOn: [], origin: logicalId },
})
const STACK = [
  resource('Pay', 'AWS::Lambda::Function'),
  resource('Payments', 'AWS::SQS::Queue'),
  resource('Role', 'AWS::IAM::Role'),
]
const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1)

describe('faults of a level', () => {
  it('are of the resources that know them', () => {
    expect(levelFaults('none', STACK)).toEqual({ faults: [], atMost: 0 })
    expect(levelFaults('mild', STACK).faults.map(({ resource: of, kind }) => `${of} ${kind}`)).toEqual([
      ...['Pay throttle', 'Pay latency', 'Payments latency', 'Payments error', 'Payments throttle'],
    ])
    expect(levelFaults('rough', STACK).faults.some(({ kind }) => kind === 'no-backoff')).toBe(false)
    expect(levelFaults('chaos', STACK).faults.some(({ kind }) => kind === 'no-backoff')).toBe(true)
  })
})

describe('what a seed draws', () => {
  const choice: Choice = { ...levelFaults('rough', STACK), duplicates: 'sometimes' }

  it('is the same each time', () => {
    for (const seed of SEEDS) expect(drawFor(seed, choice)).toEqual(drawFor(seed, choice))
  })

  it('differs from seed to seed, and has every fault and every number of them sooner or later', () => {
    const drawn = SEEDS.map((seed) => drawFor(seed, choice))
    expect(new Set(drawn.map(({ faults }) => faults.length))).toEqual(new Set([0, 1, 2, 3]))
    const kinds = new Set(drawn.flatMap(({ faults }) => faults.map(({ resource: of, kind }) => `${of} ${kind}`)))
    expect(kinds.size).toBe(choice.faults.length)
    const twice = drawn.filter(({ duplicates }) => duplicates === 'sometimes').length
    expect(twice).toBeGreaterThan(SEEDS.length / 3)
    expect(twice).toBeLessThan((SEEDS.length * 2) / 3)
  })

  it('has of a poison event one of the first', () => {
    const nths = SEEDS.flatMap((seed) =>
      drawFor(seed, choice).faults.flatMap((one) => (one.kind === 'poison' ? one.nth : [])),
    )
    expect(Math.min(...nths)).toBe(1)
    expect(Math.max(...nths)).toBe(10)
  })

  it('is nothing where nothing was chosen', () => {
    const nothing: Choice = { faults: [], atMost: 0, duplicates: 'never' }
    expect(drawFor(7, nothing)).toEqual({ faults: [], duplicates: 'never' })
  })
})
