import { expect, test } from 'vitest'
import { observe } from './observe'
import { SOURCES } from './sources'

test('x', async () => {
  for (const source of SOURCES) console.log(JSON.stringify(await observe(source), null, 1))
  expect(1).toBe(1)
}, 60000)
