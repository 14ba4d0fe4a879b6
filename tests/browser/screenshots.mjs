/**
 * `npm run screenshots`: every view and dialog of the built page (dist/) with content, in both themes at three widths,
 * one picture for each in tests/browser/screenshots, and the README's main picture, public/screenshot.png.
 *
 *     npm run screenshots -- [logs metrics …] [--raw folder]      only these; every size as a file of its own too
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { preview } from 'vite'
import { BROWSER_ARGUMENTS, findBrowser } from '../run/browser.mjs'
import { repository } from '../run/install.mjs'

const FOLDER = path.join(repository, 'tests/browser/screenshots')
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
]
const THEMES = ['dark', 'light']
/** Height of a picture in a composite, and its quality: less than 200 KB each. */
const TILE_HEIGHT = 400
const QUALITY = 66

/** By the command of the palette that opens it; null: the palette. */
const DIALOGS = {
  commands: null,
  help: 'Help and shortcuts',
  examples: 'Examples',
  projects: 'My projects',
  history: 'History of this project',
  errors: 'What happens when a function fails',
  fidelity: 'How exact the simulation is',
}

/** What has to be done in a view before there is something to see in it. */
const PREPARED = {
  events: (view) => view.getByRole('option').first().click(),
  insights: async (view) => {
    await view.locator('textarea').fill('stats count(*) as events by bin(10s), @logStream')
    await view.getByRole('button', { name: 'Run query' }).click()
    await view.getByRole('status').first().waitFor()
  },
  compare: async (view) => {
    await view.getByRole('button', { name: 'Compare', exact: true }).click()
    await view.getByRole('table').first().waitFor()
  },
}

/** By their names. */
const pictures = new Map()
const { values, positionals } = parseArgs({ options: { raw: { type: 'string' } }, allowPositionals: true })
const wanted = (name) => positionals.length === 0 || positionals.includes(name)
process.chdir(repository)
const server = await preview({ preview: { host: '127.0.0.1', port: 4573 }, logLevel: 'warn' })
const browser = await chromium.launch({
  executablePath: findBrowser() ?? undefined,
  args: BROWSER_ARGUMENTS,
})
try {
  await takeAll(server.resolvedUrls.local[0])
} finally {
  await browser.close()
  await server.close()
}

async function takeAll(url) {
  mkdirSync(FOLDER, { recursive: true })
  if (values.raw) mkdirSync(values.raw, { recursive: true })
  const page = await browser.newPage({ viewport: SIZES[0], colorScheme: 'dark' })
  page.on('pageerror', (error) => console.error(String(error)))
  await page.goto(url)
  await page.evaluate(() => coldstart.ready)
  await page.locator('.monaco-editor .view-line').first().waitFor()
  await page.locator('.svelte-flow__node').first().waitFor()
  // Some orders have failed by then.
  await page.waitForTimeout(4000)
  if (wanted('page')) await page.screenshot({ path: path.join(repository, 'public/screenshot.png') })
  await page.evaluate(async () => {
    await coldstart.clock.pace('paused')
    await coldstart.faults([{ kind: 'throttle', resource: 'ProcessOrders', rate: 0.2 }])
  })
  const views = await viewsOf(page)
  // Size after size: what a wide page shows is made anew in a narrow one.
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await page.waitForTimeout(3000)
    await showTab(page, 'code')
    await take(page, 'page')
    for (const tab of size.width < 800 ? ['send', 'result'] : []) {
      await showTab(page, tab)
      await take(page, tab)
    }
    for (const view of views.filter(wanted)) {
      await showView(page, view)
      await page.waitForTimeout(300)
      await PREPARED[view]?.(page.locator(`#panel-${view}`)).catch((error) => console.error(view, String(error)))
      await take(page, view)
    }
    await takeDialogs(page)
  }
  for (const [name, taken] of pictures) {
    const composite = await compose(taken)
    writeFileSync(path.join(FOLDER, `${name}.jpg`), composite)
    console.log(`${name}.jpg  ${Math.round(composite.length / 1024)} KB`)
  }
}

async function takeDialogs(page) {
  for (const [name, command] of Object.entries(DIALOGS)) {
    if (!wanted(name)) continue
    await page.keyboard.press('ControlOrMeta+K')
    const palette = page.getByRole('dialog').getByRole('combobox')
    await palette.waitFor()
    if (command !== null) {
      await palette.fill(command)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByRole('heading').first().waitFor()
    }
    await take(page, name)
    await page.keyboard.press('Escape')
  }
}

/** All of them are in one dock where two do not fit. */
async function viewsOf(page) {
  await page.setViewportSize(SIZES[1])
  const tabs = page.getByRole('tablist', { name: 'Views' }).getByRole('tab')
  await tabs.first().waitFor()
  return tabs.evaluateAll((found) => found.map((tab) => tab.dataset.tab))
}

async function showView(page, view) {
  await showTab(page, 'watch')
  await page.locator(`#tab-${view}`).dispatchEvent('click')
}

/** What a narrow page shows of its four; the others show all. */
async function showTab(page, tab) {
  const found = page.getByRole('tablist', { name: 'Panels' }).locator(`#tab-${tab}`)
  if (await found.isVisible()) await found.click()
}

async function take(page, name) {
  if (!wanted(name)) return
  const { width, height } = page.viewportSize()
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForTimeout(300)
    const image = await page.screenshot()
    if (values.raw) writeFileSync(path.join(values.raw, `${name}-${width}-${theme}.png`), image)
    const taken = pictures.get(name) ?? []
    pictures.set(name, [...taken, { width, height, theme, image }])
  }
}

/** A row for each theme. */
async function compose(taken) {
  const tile = ({ width, height, theme, image }) =>
    `<figure><img height="${TILE_HEIGHT}" src="data:image/png;base64,${image.toString('base64')}">
    <figcaption>${width} × ${height}, ${theme}</figcaption></figure>`
  const rows = THEMES.map((theme) =>
    taken
      .filter((picture) => picture.theme === theme)
      .map(tile)
      .join(''),
  )
  const page = await browser.newPage()
  await page.setContent(`<style>
    body { display: inline-block; margin: 0; padding: 8px; background: #777; font: 11px/16px sans-serif; color: #fff }
    div { display: flex } figure { margin: 4px } img { display: block }
  </style><div>${rows.join('</div><div>')}</div>`)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete))
  const composite = await page.locator('body').screenshot({ type: 'jpeg', quality: QUALITY })
  await page.close()
  return composite
}
