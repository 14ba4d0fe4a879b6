import { describe, expect, it } from 'vitest'
import type { RecordedCloud } from '../../../../src/cloud/replay/recorded-cloud'
import { Replay } from '../../../../src/cloud/replay/replay'
import { scriptedHost } from '../scripted-host'
import { deployOn, lambdaFunction } from '../stack'
import { obedient, STORIES } from './stories'

const textOf = (cloud: Pick<RecordedCloud, 'kernel'>, count?: number): readonly string[] =>
  cloud.kernel.trace
    .since(0)
    .slice(0, count)
    .map((record) => JSON.stringify(record))

describe.each(STORIES)('$title', ({ run: tell }) => {
  it('has the very same trace and resources when it is replayed', async () => {
    const { cloud } = await tell()
    expect(cloud.kernel.trace.length).toBeGreaterThan(10)
    const replay = new Replay(cloud.recording)
    await replay.runTo({ at: cloud.kernel.now })
    expect(textOf(replay.cloud)).toEqual(textOf(cloud))
    expect(replay.cloud.views()).toEqual(cloud.views())
  })

  it('makes no records of its own when it is given those of the run, and sees the same', async () => {
    const { cloud } = await tell()
    const replay = new Replay(cloud.recording, cloud.kernel.trace)
    await replay.runTo({ at: cloud.kernel.now })
    const whole = cloud.kernel.trace.since(0)
    const seen = replay.cloud.kernel.trace.since(0)
    expect(seen).toHaveLength(whole.length)
    expect(seen.every((record, seq) => record === whole[seq])).toBe(true)
    expect(replay.cloud.views()).toEqual(cloud.views())
  })

  it('has the first records of it when the replay stops on the way, and goes on from there', async () => {
    const { cloud } = await tell()
    const whole = textOf(cloud)
    const replay = new Replay(cloud.recording)
    for (const share of [0.2, 0.5, 0.8, 1]) {
      const records = Math.floor(whole.length * share)
      await replay.runTo({ records })
      expect(textOf(replay.cloud, records)).toEqual(whole.slice(0, records))
    }
  })
})

it('input that comes in while turns are running has its place among them', async () => {
  const ends: (() => void)[] = []
  const host = scriptedHost(obedient)
  const { start } = host
  host.start = () => {
    const process = start()
    return {
      ...process,
      turn: async (message) => (await new Promise<void>((end) => ends.push(end)), process.turn(message)),
    }
  }
  const run = deployOn(host, [lambdaFunction('F')], { F: '' })
  const idle = async (): Promise<void> => {
    for (let count = 0; count < 5; count++) await new Promise((resolve) => setImmediate(resolve))
  }
  void run.invoke('F', { index: 1 })
  void run.invoke('F', { index: 2 })
  const running = run.idle()
  await idle()
  // Both Inits are under way; the second ends first.
  expect(ends).toHaveLength(2)
  ends[1]?.()
  await idle()
  await run.invoke('F', { index: 3 }, { invocationType: 'Event' })
  ends[0]?.()
  for (let count = 0; count < 20; count++) {
    await idle()
    for (const end of ends) end()
  }
  await running
  const replay = new Replay(run.cloud.recording)
  await replay.runTo({ at: run.cloud.kernel.now })
  expect(textOf(replay.cloud)).toEqual(textOf(run.cloud))
})
