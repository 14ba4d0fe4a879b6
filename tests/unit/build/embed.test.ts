import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { bundleElement } from '../../../src/build/embed'

/** Bytes of all that an embed needs before it is touched, compressed. */
const UNTOUCHED_MAX = 30_000

it('is one small file that loads nothing else', async () => {
  const { code, inputs } = await bundleElement()
  expect(gzipSync(code).length).toBeLessThan(UNTOUCHED_MAX)
  // A classic script: it works without CORS, and can import nothing.
  expect(code).toMatch(/^"use strict";\(\(\)=>/)
  expect(code).not.toMatch(/[=(,;]import\(/)
  expect(inputs.filter((one) => /src\/(app|cloud|runtime|bundler|embed)\//.test(one))).toEqual([
    // How large a project may be, and what a link's settings may say.
    expect.stringMatching(/cloud\/aws\/page-limits\.ts$/),
    expect.stringMatching(/cloud\/aws\/faults\.ts$/),
  ])
})
