import { describe, expect, it } from 'vitest'
import { Kernel } from '../../../../src/cloud/kernel/kernel'
import { Pacer, type PaceName, type RealTime } from '../../../../src/cloud/kernel/pacer'

/** Real time that the test moves. */
class FakeRealTime implements RealTime {
  #now = 0
  #sleepers: { at: number; wake: () => void }[] = []
  now = (): number => this.#now
  breathe = (): Promise<void> => Promise.resolve()
  sleep(ms: number): { ended: Promise<void>; wake(): void } {
    let wake = (): void => {}
    const ended = new Promise<void>((resolve) => (wake = resolve))
    this.#sleepers.push({ at: this.#now + ms, wake })
    return { ended, wake }
  }
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settle()
      const next = this.#sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#now = Math.max(this.#now, next.at)
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next)
      next.wake()
    }
    this.#now = end
    await settle()
  }
}

const settle = async (): Promise<void> => {
  for (let round = 0; round < 50; round++) await Promise.resolve()
}

function create(pace: PaceName) {
  const kernel = new Kernel<{ type: string }>({ seed: 1, startTime: 0 })
  const real = new FakeRealTime()
  const pacer = new Pacer(kernel, real, pace)
  const seen: number[] = []
  void pacer.drive()
  return { kernel, real, pacer, seen, mark: () => seen.push(kernel.now) }
}

describe('pace', () => {
  it.each([
    ['1x', 999, 1000],
    ['10x', 99, 100],
    ['100x', 9, 10],
  ] as const)('%s: an event one virtual second ahead runs when its real time has come', async (pace, before, at) => {
    const { kernel, real, seen, mark } = create(pace)
    kernel.after(1000, mark)
    await real.pass(before)
    expect(seen).toEqual([])
    await real.pass(at - before)
    expect(seen).toEqual([1000])
  })

  it('max: jumps from event to event, but not for background ones', async () => {
    const { kernel, real, seen, mark } = create('max')
    kernel.after(6 * 3_600_000, mark)
    kernel.after(7 * 3_600_000, mark, { background: true })
    await real.pass(1)
    expect(seen).toEqual([6 * 3_600_000])
    expect(kernel.now).toBe(6 * 3_600_000)
  })

  it('paused: nothing happens until stepped', async () => {
    const { kernel, real, pacer, seen, mark } = create('paused')
    kernel.after(5, mark)
    kernel.after(5, mark)
    kernel.after(9, mark)
    await real.pass(1000)
    expect(seen).toEqual([])
    await pacer.step()
    expect(seen).toEqual([5, 5])
  })

  it('steps within an instant, as far as it is told', async () => {
    const { kernel, pacer, seen, mark } = create('paused')
    kernel.after(5, mark)
    kernel.after(5, mark)
    kernel.after(9, mark)
    await pacer.stepUntil(() => true, 1000)
    expect(seen).toEqual([5])
    await pacer.stepUntil(() => seen.length === 3, 1000)
    expect(seen).toEqual([5, 5, 9])
    kernel.after(2000, mark)
    await pacer.stepUntil(() => true, 1000)
    expect(seen).toHaveLength(3)
  })

  it('can change at any moment without a jump of the clock', async () => {
    const { kernel, real, pacer, seen, mark } = create('1x')
    kernel.after(1000, mark)
    await real.pass(400)
    pacer.pace = 'paused'
    expect(kernel.now).toBe(400)
    await real.pass(10_000)
    pacer.pace = '100x'
    await real.pass(6)
    expect(seen).toEqual([1000])
  })
})

describe('commands', () => {
  it('advance runs what is due, background too, and leaves the clock there', async () => {
    const { kernel, pacer, seen, mark } = create('paused')
    kernel.after(10, mark)
    kernel.after(20, mark, { background: true })
    kernel.after(31, mark)
    await pacer.advance(30)
    expect(seen).toEqual([10, 20])
    expect(kernel.now).toBe(30)
  })

  it('runUntilIdle ends when nothing keeps the run going, or at its limit', async () => {
    const { kernel, pacer, seen, mark } = create('paused')
    kernel.after(10, mark)
    kernel.after(1000, mark, { background: true })
    await pacer.runUntilIdle(100)
    expect(seen).toEqual([10])
    const again = (): void => {
      mark()
      kernel.after(50, again)
    }
    again()
    await pacer.runUntilIdle(100)
    expect(seen).toEqual([10, 10, 60, 110])
  })
})
