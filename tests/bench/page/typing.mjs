/** How long the page takes to show a key while it loads everything else: the Event Timing API, as Chromium reports it. */

import { quantile, withPage } from './browser.mjs'

const SECONDS = 10
const BETWEEN_MS = 120
/** What a key may take. */
const AT_MOST_MS = 100

export function typing(url) {
  return withPage(async (page) => {
    await page.addInitScript(() => {
      globalThis.keys = []
      new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) if (name === 'keydown') globalThis.keys.push(duration)
      }).observe({ type: 'event', durationThreshold: 16, buffered: true })
    })
    await page.goto(url, { waitUntil: 'commit' })
    await page.getByRole('textbox', { name: 'Code editor' }).first().click()
    const until = Date.now() + SECONDS * 1000
    let pressed = 0
    for (; Date.now() < until; pressed++) {
      await page.keyboard.press('KeyA')
      // A person stops to think now and then, which is when the code editor is put in place.
      await page.waitForTimeout(pressed % 20 === 19 ? 1500 : BETWEEN_MS)
    }
    const slow = await page.evaluate(() => globalThis.keys)
    // Those below the threshold of 16 ms are not reported.
    const all = [...slow, ...Array(Math.max(0, pressed - slow.length)).fill(8)]
    return [
      { name: `Typing in the first ${SECONDS} s, median`, value: quantile(all, 0.5), unit: 'ms' },
      { name: `Typing in the first ${SECONDS} s, p95`, value: quantile(all, 0.95), unit: 'ms', atMost: AT_MOST_MS },
      { name: `Typing in the first ${SECONDS} s, slowest`, value: Math.max(...all), unit: 'ms', atMost: AT_MOST_MS },
    ]
  })
}
