/** The page's main thread with 1,000 invocations a second running: long tasks and frames. */

import { quantile, withPage } from './browser.mjs'

const PER_SECOND = 1000
const SECONDS = 8
const LONG_TASK_MS = 50
const FRAMES = 50

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

export function flood(url) {
  return withPage(async (page) => {
    await page.goto(url)
    await page.evaluate(async (files) => {
      await coldstart.ready
      await coldstart.open({ files, settings: { pace: '1x', cpu: 'fixed' } })
      await coldstart.deploy()
    }, FILES)
    // The code editor and esbuild are not part of this.
    await page.locator('.monaco-editor').first().waitFor()
    await page.waitForTimeout(5000)
    const seen = await page.evaluate(watch, { perSecond: PER_SECOND, seconds: SECONDS })
    for (const { start, duration } of seen.tasks.slice(0, 20)) {
      console.log(`  long task at ${(start / 1000).toFixed(2)} s: ${Math.round(duration)} ms`)
    }
    const durations = seen.tasks.map(({ duration }) => duration)
    return [
      { name: 'Invocations a second that were run', value: seen.rate, unit: '/s', atLeast: PER_SECOND * 0.9 },
      { name: 'Long tasks while they run', value: durations.length, unit: '', atMost: 0 },
      { name: 'Longest task', value: Math.max(0, ...durations), unit: 'ms', atMost: LONG_TASK_MS },
      { name: 'Frames a second, median', value: quantile(seen.frames, 0.5), unit: '/s', atLeast: FRAMES },
    ]
  })
}

/** In the page. @returns long tasks, frames of each second, invocations of a real second */
async function watch({ perSecond, seconds }) {
  const from = performance.now()
  const until = from + seconds * 1000
  const tasks = []
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime - from, duration })
  })
  observer.observe({ type: 'longtask' })
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
  // As fast as is asked for and no faster: a batch each tenth of a second.
  const sent = []
  for (let at = from; at < until; at += 100) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())))
    sent.push(coldstart.load('F', {}, { requests: perSecond / 10, callers: 10 }).catch(() => undefined))
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, until - performance.now())))
  end()
  observer.disconnect()
  return { tasks, frames, rate: (ran / (performance.now() - from)) * 1000 }
}
