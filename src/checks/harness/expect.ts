/** `expect`: Vitest's matchers (Jest's, on chai), bound together as Vitest's own test runner does it. */

import {
  addCustomEqualityTesters,
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import type { Expect } from '../coldstart-test'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

type Extend = (expect: unknown, matchers: object) => void

interface State {
  assertionCalls: number
  expected: number | null
  needsAny: boolean
}

const state: State = { assertionCalls: 0, expected: null, needsAny: false }

function createExpect(): Expect {
  const expect = (value: unknown, message?: string): unknown => {
    state.assertionCalls++
    return chai.expect(value, message)
  }
  Object.assign(expect, chai.expect, (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT])
  Object.assign(expect, {
    getState: () => getState(expect as never),
    setState: (changed: object) => setState(changed as never, expect as never),
    extend: (matchers: object) => (chai.expect as unknown as { extend: Extend }).extend(expect, matchers),
    addEqualityTesters: (testers: never[]) => addCustomEqualityTesters(testers),
    assertions: (count: number) => (state.expected = count),
    hasAssertions: () => (state.needsAny = true),
    unreachable(message?: string) {
      chai.assert.fail(`expected ${message === undefined ? '' : `"${message}" `}not to be reached`)
    },
  })
  setState({ assertionCalls: 0, isExpectingAssertions: false } as never, expect as never)
  Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, configurable: true })
  return expect as never
}

export const expect: Expect = createExpect()

/** Before a test. */
export function resetAssertions(): void {
  Object.assign(state, { assertionCalls: 0, expected: null, needsAny: false } satisfies State)
}

/** After a test. @throws Error if it made fewer or more assertions than it said */
export function checkAssertions(): void {
  const { assertionCalls: made, expected, needsAny } = state
  if (expected !== null && made !== expected) {
    throw new chai.AssertionError(`expected ${expected} assertions, but there were ${made}`)
  }
  if (needsAny && made === 0) throw new chai.AssertionError('expected at least one assertion, but there was none')
}
