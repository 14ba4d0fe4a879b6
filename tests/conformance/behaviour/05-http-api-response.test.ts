/** Fact sheet §5.3: what a function's answer comes to behind an HTTP API. */

import { describe, expect, test } from 'vitest'
import { httpApi, responding } from './http-apis'

describe('§5.3 response inference', () => {
  test('an object with statusCode is the response', async () => {
    const { request } = httpApi(responding({ statusCode: 201, headers: { 'X-Made': 'yes' }, body: 'made' }))
    const answer = await request('/')
    expect([answer.status, answer.headers['x-made'], answer.text]).toEqual([201, 'yes', 'made'])
  })
})
