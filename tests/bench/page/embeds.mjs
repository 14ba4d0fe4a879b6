/**
 * Memory of ten embeds in one page against that of one, once all have run and have gone idle: what all of the browser's
 * processes occupy (proportionally, so that what they share counts once). What the same browser takes for an empty page is
 * printed beside it.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium } from '@playwright/test'
import { BROWSER_ARGUMENTS, ensureBrowser } from '../../run/browser.mjs'

const MANY = 10
const IDLE_WITHIN_MS = 120_000
const SETTLED_MS = 3000

/** @param url of the built page */
export async function embeds(url) {
  const empty = await memoryOf(url, 0)
  const one = await memoryOf(url, 1)
  const many = await memoryOf(url, MANY)
  const megabytes = (value) => `${Math.round(value / 1000)} MB`
  console.log(`  empty page ${megabytes(empty)}, one embed ${megabytes(one)}, ${MANY} embeds ${megabytes(many)}`)
  return [
    { name: `Memory of ${MANY} embeds that ran and are idle, against one`, value: many / one, unit: '×', atMost: 2 },
  ]
}

/** Kilobytes. */
async function memoryOf(url, count) {
  const host = await serve(pageWith(url, count))
  const server = await chromium.launchServer({ executablePath: ensureBrowser(), args: BROWSER_ARGUMENTS })
  const browser = await chromium.connect(server.wsEndpoint())
  try {
    const page = await browser.newPage()
    await page.goto(host.url)
    await page.evaluate(async (within) => {
      const embeds = [...document.querySelectorAll('coldstart-playground')]
      const idle = embeds.map((one) => new Promise((resolve) => one.addEventListener('coldstart-idle', resolve)))
      // One after the other, as somebody reads.
      for (const embed of embeds) await embed.run()
      await Promise.race([
        Promise.all(idle),
        new Promise((_, reject) => setTimeout(() => reject(new Error('Not idle.')), within)),
      ])
    }, IDLE_WITHIN_MS)
    const session = await page.context().newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    await page.waitForTimeout(SETTLED_MS)
    return occupied(server.process().pid)
  } finally {
    await browser.close()
    await server.close()
    host.close()
  }
}

function pageWith(url, count) {
  const embed = (index) => `
    <h2>Example ${index}</h2>
    <coldstart-playground view="code result">
      <script type="text/plain" data-file="src/index.ts">
        export const handler = async () => ({ example: ${index} })
      </script>
    </coldstart-playground>`
  const all = Array.from({ length: count }, (_, index) => embed(index)).join('')
  return `<!doctype html><title>Embeds</title>${all}<script src="${new URL('embed.js', url).href}" async></script>`
}

function serve(text) {
  return new Promise((resolve) => {
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(text))
    server.listen(0, 'localhost', () =>
      resolve({ url: `http://localhost:${server.address().port}/`, close: () => server.close() }),
    )
  })
}

/** Kilobytes of a process and all that it has started. */
function occupied(root) {
  const children = new Map()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1]
    children.set(parent, [...(children.get(parent) ?? []), name])
  }
  const below = (pid) => [pid, ...(children.get(pid) ?? []).flatMap(below)]
  return below(String(root)).reduce(
    (sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
    0,
  )
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}
