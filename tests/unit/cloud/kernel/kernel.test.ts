import { describe, expect, it } from 'vitest'
import { Kernel } from '../../../../src/cloud/kernel/kernel'

type Fact = { type: string; what?: string }
const create = (): Kernel<Fact> => new Kernel<Fact>({ seed: 1, startTime: 1000 })

async function drain(kernel: Kernel<Fact>): Promise<void> {
  while (await kernel.runNextInstant());
}

describe('events', () => {
  it('run at their own instant, in order of time', async () => {
    const kernel = create()
    const seen: [string, number][] = []
    kernel.after(200, () => seen.push(['late', kernel.now]))
    kernel.after(100, () => seen.push(['early', kernel.now]))
    await drain(kernel)
    expect(seen).toEqual([
      ['early', 1100],
      ['late', 1200],
    ])
  })

  it('of one instant run in the order of scheduling, also those scheduled meanwhile', async () => {
    const kernel = create()
    const seen: string[] = []
    kernel.after(5, () => {
      seen.push('a')
      kernel.after(0, () => seen.push('c'))
    })
    kernel.after(5, () => seen.push('b'))
    await drain(kernel)
    expect(seen).toEqual(['a', 'b', 'c'])
  })

  it('can be cancelled, also after they ran', async () => {
    const kernel = create()
    const seen: string[] = []
    const ran = kernel.after(1, () => seen.push('ran'))
    kernel.cancel(kernel.after(2, () => seen.push('cancelled')))
    await drain(kernel)
    kernel.cancel(ran)
    expect(seen).toEqual(['ran'])
    expect(kernel.nextForegroundAt).toBeNull()
  })

  it('stay in order through thousands of cancellations', async () => {
    const kernel = create()
    const seen: number[] = []
    const random = kernel.random('test')
    for (let index = 0; index < 5000; index++) {
      const event = kernel.after(random.integer(0, 1_000_000), () => seen.push(kernel.now))
      if (index % 5 !== 0) kernel.cancel(event)
    }
    await drain(kernel)
    expect(seen).toHaveLength(1000)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })

  it('in the past are a broken invariant', () => {
    expect(() => create().at(999, () => {})).toThrow(/before now/)
  })

  it('in the background keep no run going, but run on the way', async () => {
    const kernel = create()
    const seen: string[] = []
    kernel.after(10, () => seen.push('background'), { background: true })
    expect(kernel.nextForegroundAt).toBeNull()
    kernel.after(20, () => seen.push('foreground'))
    expect(kernel.nextForegroundAt).toBe(1010)
    await drain(kernel)
    expect(seen).toEqual(['background', 'foreground'])
  })

  it('keep fractions to the microsecond', async () => {
    const kernel = create()
    for (let index = 0; index < 10; index++) kernel.after(0.1 * index, () => {})
    kernel.after(0.1 + 0.2, () => kernel.trace.record({ type: 'x' }))
    await drain(kernel)
    expect(kernel.trace.since(0)[0]?.at).toBe(1000.3)
  })
})

describe('turns', () => {
  it('end in the order of their start, whatever their real order', async () => {
    const kernel = create()
    const seen: string[] = []
    let endFirst = (_: string): void => {}
    kernel.after(1, () =>
      kernel.turn(new Promise<string>((resolve) => (endFirst = resolve)), (name) => seen.push(name)),
    )
    kernel.after(1, () =>
      kernel.turn(Promise.resolve('second'), (name) => {
        seen.push(name)
        endFirst('never')
      }),
    )
    const running = kernel.runNextInstant()
    await Promise.resolve()
    endFirst('first')
    await running
    expect(seen).toEqual(['first', 'second'])
  })

  it('hold the clock until they have ended', async () => {
    const kernel = create()
    const seen: [string, number][] = []
    kernel.after(1, () => kernel.turn(Promise.resolve(), () => seen.push(['turn', kernel.now])))
    kernel.after(2, () => seen.push(['event', kernel.now]))
    await drain(kernel)
    expect(seen).toEqual([
      ['turn', 1001],
      ['event', 1002],
    ])
  })

  it('that reject stop the run', async () => {
    const kernel = create()
    kernel.after(1, () => kernel.turn(Promise.reject(new Error('boom')), () => {}))
    await expect(drain(kernel)).rejects.toThrow('boom')
  })
})

describe('the clock', () => {
  it('cannot be moved beyond an event', () => {
    const kernel = create()
    kernel.after(10, () => {})
    kernel.moveTo(1010)
    expect(kernel.now).toBe(1010)
    expect(() => kernel.moveTo(1011)).toThrow(/beyond an event/)
  })

  it('never goes back', () => {
    const kernel = create()
    kernel.moveTo(2000)
    kernel.moveTo(1500)
    expect(kernel.now).toBe(2000)
  })
})

describe('random streams', () => {
  it('are the same for the same seed, and independent of each other', () => {
    const [a, b] = [create(), create()]
    a.random('other').uuid()
    expect(a.random('ids').uuid()).toBe(b.random('ids').uuid())
    expect(a.random('ids').uint32()).not.toBe(a.random('jitter').uint32())
    expect(new Kernel<Fact>({ seed: 2, startTime: 0 }).random('ids').uuid()).not.toBe(create().random('ids').uuid())
  })

  it('give version 4 UUIDs', () => {
    expect(create().random('ids').uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })
})
