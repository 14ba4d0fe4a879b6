import { expect, test } from 'vitest'
import { brokenInvariants } from '../../../src/invariants'
import { virtualTime } from '../../../src/invariants/virtual-time'
import { run, type At } from './run'

const created = (at: number): At => [at, { type: 's3.bucket-created', bucket: 'b' }]

test('time goes on, or stays', () => {
  expect(virtualTime.check(run([created(0), created(0), created(5)]))).toEqual([])
})

test('time that goes back is told with both records', () => {
  const found = virtualTime.check(run([created(5), created(3)]))
  expect(found).toEqual([{ message: 's3.bucket-created is 2 ms earlier than what came before it', records: [0, 1] }])
  expect(brokenInvariants(run([created(5), created(3)])).map(({ invariant }) => invariant.id)).toEqual(['virtual-time'])
})

test('a gap in the numbers', () => {
  const { records, ...rest } = run([created(0), created(1), created(2)])
  const gap = records.filter(({ seq }) => seq !== 1)
  expect(virtualTime.check({ ...rest, records: gap })).toHaveLength(1)
})
