/**
 * The kernel alone, in this process: events that each schedule the next one at a random delay, 1,000 of them pending.
 *
 * - `kernel.events`: events scheduled and run a second, driven step by step
 * - `kernel.event`: one event (µs); `heap.event`: the same over a bare binary heap, without clock, trace or cancelling
 * - `kernel.instants`: one event (µs) with the kernel driven instant by instant, as a pacer drives it
 * - `kernel.timeouts`: one event (µs) that also has a timeout a minute later, which it cancels when it runs;
 *   `heap.timeouts`: the same over the bare heap, which leaves cancelled ones in until they are due
 */

import { median } from '../timing.mjs'
import { bundled } from '../bundled.mjs'

export const name = 'kernel'

const EVENTS = 300_000
const PENDING = 1000
const ROUNDS = 7

export async function run() {
  const { Kernel } = await bundled(`export { Kernel } from './kernel/kernel'`)
  const create = () => new Kernel({ seed: 1, startTime: 0 })
  const ways = { step: [], heap: [], instant: [], timeout: [], heapTimeout: [] }
  // In turn, so that all see the same machine; the first round is the compiler's.
  for (let round = 0; round <= ROUNDS; round++) {
    const times = {
      step: await timed(() => steps(create())),
      heap: await timed(() => bareHeap(false)),
      instant: await timed(() => instants(create())),
      timeout: await timed(() => timeouts(create())),
      heapTimeout: await timed(() => bareHeap(true)),
    }
    if (round > 0) for (const [way, time] of Object.entries(times)) ways[way].push(time)
  }
  return {
    'kernel.events': 1_000_000 / median(ways.step),
    'kernel.event': median(ways.step),
    'heap.event': median(ways.heap),
    'kernel.instants': median(ways.instant),
    'kernel.timeouts': median(ways.timeout),
    'heap.timeouts': median(ways.heapTimeout),
  }
}

/** @returns microseconds for one event */
async function timed(work) {
  const startedAt = performance.now()
  await work()
  return ((performance.now() - startedAt) * 1000) / EVENTS
}

/** A draw that costs next to nothing: 1 ms to 1 s, in steps of 1 ms. */
function delays() {
  let state = 1
  return () => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % 1000) + 1
}

function scheduleAll(schedule) {
  let left = EVENTS - PENDING
  const next = () => {
    if (left-- > 0) schedule(next)
  }
  for (let count = 0; count < PENDING; count++) schedule(next)
}

function steps(kernel) {
  const delay = delays()
  scheduleAll((next) => kernel.after(delay(), next))
  while (kernel.runNextStep() === 'ran');
}

async function instants(kernel) {
  const delay = delays()
  scheduleAll((next) => kernel.after(delay(), next))
  while (await kernel.runNextInstant());
}

function timeouts(kernel) {
  const delay = delays()
  scheduleAll((next) => {
    const timeout = kernel.after(60_000, next)
    kernel.after(delay(), () => {
      kernel.cancel(timeout)
      next()
    })
  })
  while (kernel.runNextStep() === 'ran');
}

function bareHeap(hasTimeouts) {
  const delay = delays()
  const heap = []
  let now = 0
  let sequence = 0
  const before = (one, other) => one.due < other.due || (one.due === other.due && one.sequence < other.sequence)
  const push = (entry) => {
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(entry, heap[parent])) break
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = entry
  }
  const pop = () => {
    const first = heap[0]
    const entry = heap.pop()
    const { length } = heap
    if (length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= length) break
      if (child + 1 < length && before(heap[child + 1], heap[child])) child++
      if (!before(heap[child], entry)) break
      heap[index] = heap[child]
      index = child
    }
    heap[index] = entry
    return first
  }
  scheduleAll((run) => {
    const timeout = hasTimeouts && { due: now + 60_000, sequence: sequence++, run: () => undefined }
    if (timeout) push(timeout)
    const event = () => {
      if (timeout) timeout.run = () => undefined
      run()
    }
    push({ due: now + delay(), sequence: sequence++, run: hasTimeouts ? event : run })
  })
  while (heap.length > 0) {
    const { due, run } = pop()
    now = due
    run()
  }
}
