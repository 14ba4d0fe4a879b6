/**
 * What goes wrong in which run. Each seed draws its own few of all that may: runs that differ in what is wrong with them
 * find more than runs in which everything is wrong at once ("swarm testing").
 */

import { type Fault, type FaultKind, faultKindsOf } from '../../cloud/aws/faults'
import type { StackResource } from '../../cloud/aws/template'
import { Random } from '../../cloud/kernel/random'

export const FAULT_LEVELS = ['none', 'mild', 'rough', 'chaos'] as const
export type FaultLevel = (typeof FAULT_LEVELS)[number]

/** What a run may draw from. */
export interface Choice {
  readonly faults: readonly Fault[]
  /** How many of them one run has. */
  readonly atMost: number
  readonly duplicates: 'never' | 'sometimes'
}

/** What a run has. */
export interface Drawn {
  readonly faults: readonly Fault[]
  readonly duplicates: 'never' | 'sometimes'
}

interface Level {
  readonly kinds: readonly FaultKind[]
  readonly rate: number
  /** Milliseconds. */
  readonly latency: readonly [number, number]
  readonly atMost: number
}

const LEVELS: Readonly<Record<Exclude<FaultLevel, 'none'>, Level>> = {
  mild: { kinds: ['throttle', 'error', 'latency'], rate: 0.05, latency: [100, 500], atMost: 1 },
  rough: { kinds: ['throttle', 'error', 'crash', 'latency', 'poison'], rate: 0.2, latency: [500, 2000], atMost: 3 },
  chaos: {
    kinds: ['throttle', 'error', 'crash', 'latency', 'poison', 'no-backoff'],
    rate: 0.4,
    latency: [1000, 10_000],
    atMost: Infinity,
  },
}

/** A poison event is one of the first so many. */
const POISON_AMONG = 10

/** What a level makes go wrong with the resources of a stack. */
export function levelFaults(level: FaultLevel, resources: readonly StackResource[]): Omit<Choice, 'duplicates'> {
  if (level === 'none') return { faults: [], atMost: 0 }
  const { kinds, rate, latency, atMost } = LEVELS[level]
  const faults = resources.flatMap(({ logicalId: resource, type }) =>
    faultKindsOf(type)
      .filter((kind) => kinds.includes(kind))
      .map((kind): Fault => {
        switch (kind) {
          case 'latency':
            return { resource, kind, rate: 1, from: latency[0], to: latency[1] }
          case 'poison':
            return { resource, kind, nth: POISON_AMONG }
          case 'no-backoff':
            return { resource, kind }
          default:
            return { resource, kind, rate }
        }
      }),
  )
  return { faults, atMost }
}

/** The same seed and choice, the same run. One in some has no fault: what fails there fails by itself. */
export function drawFor(seed: number, { faults, atMost, duplicates }: Choice): Drawn {
  const random = new Random(seed, 'explore')
  const count = random.integer(0, Math.min(atMost, faults.length))
  const left = [...faults]
  const taken = new Set<Fault>()
  while (taken.size < count) {
    const [fault] = left.splice(random.integer(0, left.length - 1), 1)
    if (fault) taken.add(fault)
  }
  return {
    // In the order of the choice; of a poison event, which one is drawn, too.
    faults: faults
      .filter((fault) => taken.has(fault))
      .map((fault) => (fault.kind === 'poison' ? { ...fault, nth: random.integer(1, fault.nth) } : fault)),
    duplicates: duplicates === 'sometimes' && random.fraction() < 0.5 ? 'sometimes' : 'never',
  }
}
