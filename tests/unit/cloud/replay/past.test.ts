import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PastViews } from '../../../../src/cloud/protocol'
import { Past } from '../../../../src/cloud/replay/past'
import { Replay } from '../../../../src/cloud/replay/replay'
import { deploy, queue, START_TIME, type Run } from '../stack'
import { obedient, STORIES } from './stories'

afterEach(() => vi.restoreAllMocks())

const pastOf = ({ cloud }: Pick<Run, 'cloud'>, bytesMax?: number): Past =>
  new Past(cloud.recording, cloud.kernel.trace, () => undefined, bytesMax)

/** Instants of a run and some between them, not in order. */
function moments({ cloud }: Pick<Run, 'cloud'>, count: number): readonly number[] {
  const all = [...new Set(cloud.kernel.trace.since(0).map(({ at }) => at))].filter((at) => at < cloud.kernel.now)
  const between = all.slice(1).map((at, index) => (at + (all[index] as number)) / 2)
  const both = [...all, ...between, all.at(-1) as number]
  return Array.from({ length: count }, (_, index) => both[(index * 7919) % both.length] as number)
}

async function replayedTo({ cloud }: Pick<Run, 'cloud'>, at: number): Promise<PastViews> {
  const replay = new Replay(cloud.recording)
  await replay.runTo({ at })
  return { state: 'known', at, views: replay.cloud.views() }
}

describe.each(STORIES)('$title', ({ run: tell }) => {
  it('has been followed: any moment is there without a step, as a replay has it', async () => {
    const run = await tell()
    const past = pastOf(run)
    await past.viewsAt(START_TIME)
    await past.follow(() => true)
    expect(past.isBehind).toBe(false)
    for (const at of moments(run, 10)) expect(await past.viewsAt(at)).toEqual(await replayedTo(run, at))
  })
})

describe('a run that is followed', () => {
  const start = async (orders: number): Promise<Run> => {
    const run = deploy([queue('Q')], obedient)
    for (let index = 0; index < orders; index++) {
      await run.send('Q', `message ${index}`)
      await run.advance(index % 3 === 0 ? 0 : 1000)
    }
    return run
  }

  it('takes no step to show a moment', async () => {
    const run = await start(50)
    const past = pastOf(run)
    await past.viewsAt(START_TIME)
    await past.follow(() => true)
    const steps = vi.spyOn(Replay.prototype, 'step')
    for (const at of moments(run, 40)) await past.viewsAt(at)
    expect(steps).not.toHaveBeenCalled()
  })

  it('is gone after in slices, also while it goes on', async () => {
    const run = await start(20)
    const past = pastOf(run)
    await past.viewsAt(START_TIME)
    let slices = 0
    for (let left = 0; past.isBehind; slices++, left = 5) await past.follow(() => left-- > 0)
    expect(slices).toBeGreaterThan(5)
    const before = run.cloud.kernel.now
    // Something more at the instant that was seen last, and later.
    await run.send('Q', 'one more')
    await run.advance(5000)
    await run.send('Q', 'the last')
    await run.advance(1)
    await past.follow(() => true)
    for (const at of [before - 1, before, before + 4999, before + 5000]) {
      expect(await past.viewsAt(at)).toEqual(await replayedTo(run, at))
    }
  })

  it('is not followed as long as it is short and nobody looks back', async () => {
    const past = pastOf(await start(3))
    expect(past.isBehind).toBe(false)
    await past.viewsAt(START_TIME)
    expect(past.isBehind).toBe(true)
  })

  it('is followed as far as memory goes; what comes then is replayed', async () => {
    const run = await start(60)
    const past = pastOf(run, 20_000)
    await past.viewsAt(START_TIME)
    await past.follow(() => true)
    expect(past.isBehind).toBe(false)
    const steps = vi.spyOn(Replay.prototype, 'step')
    await past.viewsAt(START_TIME + 1000)
    expect(steps).not.toHaveBeenCalled()
    const late = run.cloud.kernel.now - 500
    expect(await past.viewsAt(late)).toEqual(await replayedTo(run, late))
    expect(steps).toHaveBeenCalled()
  })
})

describe('a moment of the past', () => {
  const start = async (bytesMax?: number) => {
    const run = deploy([queue('Q')], obedient)
    if (bytesMax !== undefined) Object.assign(run.cloud.recording, { bytesMax })
    for (let index = 0; index < 5; index++) {
      await run.send('Q', `message ${index}`)
      await run.advance(1000)
    }
    return { run, past: new Past(run.cloud.recording, run.cloud.kernel.trace, () => undefined) }
  }
  const visibleAt = async (past: Past, ms: number): Promise<unknown> => {
    const answer = await past.viewsAt(START_TIME + ms)
    if (answer.state !== 'known') return answer.state
    return answer.views.find(({ kind }) => kind === 'Queue')?.tables[0]?.total ?? answer.views
  }

  it('has the messages that were there, forwards and backwards', async () => {
    const { past } = await start()
    const seen: unknown[] = []
    for (const ms of [500, 1500, 4500, 2500, 0, 3999, 3500]) seen.push(await visibleAt(past, ms))
    expect(seen).toEqual([1, 2, 5, 3, 1, 4, 4])
  })

  it('says from when on nothing was written down, and knows what was before', async () => {
    const { run, past } = await start(1800)
    expect(run.cloud.recording.end).not.toBeNull()
    const { at: from } = run.cloud.recording.end ?? { at: 0 }
    expect(await past.viewsAt(from)).toEqual({ state: 'not-recorded', from })
    expect(await visibleAt(past, 500)).toBe(1)
  })
})
