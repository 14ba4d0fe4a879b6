/** axe-core on every view, in both themes. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { withPage } from './browser.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function accessibility(url) {
  let violations = 0
  for (const colorScheme of ['light', 'dark']) {
    violations += await withPage((page) => checkViews(page, url, colorScheme), { colorScheme, bypassCSP: true })
  }
  return [{ name: 'Violations that axe-core finds, both themes', value: violations, unit: '', atMost: 0 }]
}

async function checkViews(page, url, theme) {
  await page.goto(url)
  await page.evaluate(() => coldstart.ready)
  await page.locator('.monaco-editor').first().waitFor()
  await page.evaluate(AXE)
  const tabs = await page.locator('[role=tab][id^=tab-]').evaluateAll((all) => all.map(({ id }) => id))
  const found = new Map()
  for (const id of tabs) {
    await page.locator(`[id="${id}"]`).click()
    await page.waitForTimeout(500)
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    for (const { id: rule, help, nodes } of violations) {
      for (const { target } of nodes) found.set(`${rule} ${target.join(' ')}`, { view: id.slice('tab-'.length), help })
    }
  }
  for (const [place, { view, help }] of found) console.log(`  ${theme}, ${view}: ${help}: ${place}`)
  return found.size
}
