/**
 * Going back in a run of about 100,000 records, in this process (../replay/shop.ts).
 *
 * - `replay.run`: the run itself (ms)
 * - `replay.first-look`: the resources at a moment near the end, before anything was prepared (ms)
 * - `replay.follow`: until the whole run has been followed, with nothing else to do (ms)
 * - `replay.look-p95`, `replay.look-max`: the resources at any moment after that, 500 of them one after the other (ms)
 * - `replay.page-first`: what the page shows (its projections) near the end, before anything was prepared (ms)
 * - `replay.page-p95`, `replay.page-max`: the same at any moment, 100 of them, with the page idle between two (ms)
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

  const records = kernel.trace.since(0)
  const whole = new Projections()
  const pageRecording = new PageRecording()
  for (const record of records) {
    whole.apply(record)
    pageRecording.append(record)
  }
  const page = new PagePast(pageRecording, whole.timeline)
  numbers['replay.page-first'] = await timed(() => page.advance(Math.floor(0.95 * records.length), Infinity))
  page.prepare(Infinity)
  const shown = []
  for (const share of shares(PAGE_LOOKS)) {
    shown.push(await timed(() => page.advance(Math.floor(share * records.length), Infinity)))
    page.prepare(Infinity)
  }
  Object.assign(numbers, percentiles('replay.page', shown))
  return numbers
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
