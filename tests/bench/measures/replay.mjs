/**
 * Going back in a run of about 100,000 records, in this process (../replay/shop.ts).
 *
 * - `replay.run`: the run itself (ms)
 * - `replay.first-look`: the resources at a moment near the end, before anything was prepared (ms)
 * - `replay.follow`: until the whole run has been followed, with nothing else to do (ms)
 * - `replay.look-p95`, `replay.look-max`: the resources at any moment after that, 500 of them one after the other (ms)
 * - `replay.page-pass`: what the page shows (its projections) kept up with the whole run, without a way back (ms of CPU)
 * - `replay.page-record`: the same with the stations for a way back, of which nothing is left to do after it (ms of CPU)
 * - `replay.page-station`: a station at the end of the run, the slowest of ten (ms of CPU)
 * - `replay.page-p95`, `replay.page-max`: the page at any moment, 100 of them, one after the other (ms of CPU)
 */

import { bundled } from '../bundled.mjs'

export const name = 'replay'

const ORDERS = 3300
const LOOKS = 500
const PAGE_LOOKS = 100

export async function run() {
  globalThis.window ??= globalThis
  const { recordShop, Past, PagePast, PageRecording, Projections } = await bundled(
    `
    export { recordShop } from './tests/bench/replay/shop'
    export { Past } from './src/cloud/replay/past'
    export { Past as PagePast } from './src/app/state/past'
    export { Recording as PageRecording } from './src/app/state/recording'
    export { Projections } from './src/app/state/projections'
    `,
    '.',
  )
  // Once for the compiler.
  await recordShop(ORDERS / 10)
  const numbers = {}
  let cloud
  numbers['replay.run'] = await timed(async () => (cloud = await recordShop(ORDERS)))
  const { recording, kernel } = cloud
  const start = recording.options.startTime
  const span = kernel.now - start
  console.log(`  ${kernel.trace.length} records, ${kernel.steps} steps`)

  const past = new Past(recording, kernel.trace, () => undefined)
  numbers['replay.first-look'] = await timed(() => past.viewsAt(start + 0.95 * span))
  numbers['replay.follow'] = await timed(() => past.follow(() => true))
  const looks = []
  for (const share of shares(LOOKS)) looks.push(await timed(() => past.viewsAt(start + share * span)))
  Object.assign(numbers, percentiles('replay.look', looks))

  Object.assign(numbers, pageNumbers({ PagePast, PageRecording, Projections }, kernel.trace.since(0)))
  return numbers
}

function pageNumbers({ PagePast, PageRecording, Projections }, records) {
  const numbers = {}
  const warm = new Projections()
  for (const record of records.slice(0, records.length / 5)) warm.apply(record)
  const alone = new Projections()
  numbers['replay.page-pass'] = cpu(() => records.forEach((record) => alone.apply(record)))
  const live = new Projections()
  const recording = new PageRecording()
  const past = new PagePast(recording, live.timeline)
  numbers['replay.page-record'] = cpu(() => {
    for (const record of records) {
      live.apply(record)
      recording.append(record)
      past.pass(live)
    }
  })
  numbers['replay.page-station'] = Math.max(...Array.from({ length: 10 }, () => cpu(() => live.fork())))
  const looks = shares(PAGE_LOOKS).map((share) => cpu(() => past.advance(Math.floor(share * records.length), Infinity)))
  return { ...numbers, ...percentiles('replay.page', looks) }
}

/** Of this process: what else runs on the machine does not count. */
function cpu(work) {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function timed(work) {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Places all over the run, in no order. */
const shares = (count) => Array.from({ length: count }, (_, index) => ((index * 7919) % 1000) / 1000)

function percentiles(id, times) {
  const sorted = times.toSorted((a, b) => a - b)
  return { [`${id}-p95`]: sorted[Math.floor(0.95 * sorted.length)], [`${id}-max`]: sorted.at(-1) }
}
