import { describe, expect, it } from 'vitest'
import { runOnce, valueOf } from './harness'

describe('a turn', () => {
  it('answers hello world', async () => {
    const turn = await runOnce('exports.handler = async (event) => ({ hello: event.name })', { name: 'world' })
    expect(valueOf(turn)).toEqual({ hello: 'world' })
  })
})
