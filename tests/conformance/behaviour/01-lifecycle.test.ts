/** Fact sheet §1: the life of an execution environment. */

import { describe, expect, test } from 'vitest'
import { lambdaFunction } from '../../unit/cloud/stack'
import { playground } from './playground'

describe('§1.1 phases', () => {
  test('Init runs once; the second invocation finds the module’s globals and reports no Init', async () => {
    const { call } = await playground([lambdaFunction('F')], {
      F: 'let count = 0; exports.handler = async () => ++count',
    })
    const first = await call('F')
    const second = await call('F')
    expect([first.value, second.value]).toEqual([1, 2])
    expect(first.log).toContain('Init Duration')
    expect(second.log).not.toContain('Init Duration')
  })
})
