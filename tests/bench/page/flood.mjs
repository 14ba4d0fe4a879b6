/**
 * The page's main thread with 1,000 invocations a second running, for what can be looked at meanwhile: long tasks with
 * what they did, and frames. On a busy machine a task takes longer than it works: see its processor time.
 */

import { quantile, withPage } from './browser.mjs'
import { traceLongTasks } from './long-tasks.mjs'

const PER_SECOND = 1000
const SECONDS = 8
/** What the tracer's own start and stop take of the main thread. */
const LEAD_MS = 1500
const LONG_TASK_MS = 50
const FRAMES = 50
/** Callers that wait for their answers, each some 6 virtual milliseconds: they ask for more than 1,000 a second. */
const CALLERS = 10
/** Views by their tabs, that are seen together. */
const SEEN = [
  ['architecture', 'logs'],
  ['timeline', 'metrics'],
  ['events', 'resources'],
]

const FILES = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => 1
`,
}

export async function flood(url) {
  const rows = []
  for (const views of SEEN) rows.push(...(await withPage((page) => floodWith(page, url, views))))
  return rows
}

async function floodWith(page, url, views) {
  page.on('pageerror', (error) => console.log(`  ${error}`))
  await page.goto(url)
  await page.evaluate(async (files) => {
    await coldstart.ready
    await coldstart.open({ files, settings: { pace: '1x', cpu: 'fixed' } })
    await coldstart.deploy()
  }, FILES)
  // The code editor, esbuild and cold starts are not part of this.
  await page.locator('.monaco-editor').first().waitFor()
  for (const view of views) await page.locator(`[id="tab-${view}"]`).click()
  await page.evaluate((callers) => coldstart.load('F', {}, { requests: 20 * callers, callers }), CALLERS)
  await page.waitForTimeout(5000)
  const { result, tasks } = await traceLongTasks(page, LONG_TASK_MS, () =>
    page.evaluate(watch, { perSecond: PER_SECOND, seconds: SECONDS, callers: CALLERS, leadMs: LEAD_MS }),
  )
  const title = views.join(' and ')
  const long = tasks.filter(({ start }) => start > LEAD_MS)
  for (const { start, duration, cpu, places } of long.slice(0, 5)) {
    console.log(
      `  ${title}, at ${(start / 1000).toFixed(2)} s: ${Math.round(duration)} ms, of it ${Math.round(cpu)} worked`,
    )
    for (const place of places) console.log(`      ${place}`)
  }
  const longest = (of) => Math.max(0, ...long.map(of))
  return [
    { name: `${title}: invocations a second`, value: result.rate, unit: '/s', atLeast: PER_SECOND * 0.9 },
    { name: `${title}: long tasks`, value: long.length, unit: '', atMost: 0 },
    { name: `${title}: longest task`, value: longest(({ duration }) => duration), unit: 'ms', atMost: LONG_TASK_MS },
    { name: `${title}: most processor time of a task`, value: longest(({ cpu }) => cpu), unit: 'ms' },
    { name: `${title}: frames a second, median`, value: quantile(result.frames, 0.5), unit: '/s', atLeast: FRAMES },
  ]
}

/** In the page. @returns frames of each second, invocations of a real second */
async function watch({ perSecond, seconds, callers, leadMs }) {
  await new Promise((resolve) => setTimeout(resolve, leadMs))
  const from = performance.now()
  const frames = Array(seconds).fill(0)
  const count = () => {
    const second = Math.floor((performance.now() - from) / 1000)
    if (second >= seconds) return
    frames[second]++
    requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  let ran = 0
  const end = coldstart.subscribe((records) => (ran += records.length), { types: ['invocation.ended'] })
  // What is not answered when the time is over is of no interest.
  void coldstart.load('F', {}, { requests: 2 * perSecond * seconds, callers }).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  end()
  return { frames, rate: (ran / (performance.now() - from)) * 1000 }
}
