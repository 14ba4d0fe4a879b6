import { describe, expect, test } from 'vitest'
import { INVARIANTS } from '../../../src/invariants'
import type { RuleCase } from './run'

export function testRules(rules: readonly RuleCase[]): void {
  describe.each(rules)('$id', ({ id, keeps, breaks }) => {
    const invariant = INVARIANTS.find((one) => one.id === id)
    test('is kept', () => {
      for (const run of [keeps].flat()) expect(invariant?.check(run)).toEqual([])
    })
    test.each(breaks.map(([run, message]) => ({ run, message })))('is broken: $message', ({ run, message }) => {
      const found = invariant?.check(run) ?? []
      expect(found.map((one) => one.message)).toContainEqual(expect.stringContaining(message))
      for (const { records } of found) {
        expect(records.length).toBeGreaterThan(0)
        for (const seq of records) expect(run.records[seq]?.seq).toBe(seq)
      }
    })
  })
}
