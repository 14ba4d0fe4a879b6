/** Fact sheet §7.1 and §7.3: how Lambda reads a stream, and when it sends a batch. */

import { describe, expect, test } from 'vitest'
import { deploy } from '../../unit/cloud/stack'
import { kinesisStack, put, remember } from './streams'

describe('§7.3 polling a shard', () => {
  test('a Kinesis shard is polled once a second', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await run.advance(300)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a', 'b']])
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 1000, cause: 'no-window' }])
  })
})
