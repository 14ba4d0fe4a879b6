/** Links and files: what is shared, and what becomes of it elsewhere. By keyboard alone. */

import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { invoke, journalOf, openProject, projectOf, withoutMonaco } from './coldstart'

const HANDLER = `export const handler = async (event) => {
  console.log('<b>greeting</b>', event.name)
  return { hello: event.name }
}`

async function tabTo(page: Page, target: ReturnType<Page['getByRole']>): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type(command)
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText(command)
  await page.keyboard.press('Enter')
}

test('a read-only link with the recorded run shows it, runs nothing, and loses nothing', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openProject(page, projectOf(HANDLER), { name: 'Greetings', openFile: 'src/index.ts' })
  await invoke(page, { name: 'Ada' })
  await page.keyboard.press('Alt+l')
  const shared = await page.evaluate(() => coldstart.trace())

  // From the palette; the options, then the link.
  await run(page, 'Share with options')
  const dialog = page.getByRole('dialog', { name: 'Share “Greetings”' })
  const onOpen = dialog.getByRole('radiogroup', { name: 'When opened' })
  await tabTo(page, onOpen.getByRole('radio', { name: 'Waits' }))
  await page.keyboard.press('ArrowLeft')
  await expect(onOpen.getByRole('radio', { name: 'Shows this run' })).toBeChecked()
  await tabTo(page, dialog.getByRole('checkbox', { name: /^Read-only/ }))
  await page.keyboard.press('Space')
  await expect(dialog.getByRole('status').first()).toContainText(/\d characters\. Fits/)
  await tabTo(page, dialog.getByRole('button', { name: 'Copy link' }))
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  // The same content, the same link.
  const options = { readOnly: true, recorded: true, view: true }
  await page.keyboard.press('Escape')
  expect(await page.evaluate((given) => coldstart.share(given), options)).toBe(link)
  expect(link.length).toBeLessThan(4000)

  // In a browser with a project of its own.
  await page.evaluate(() => coldstart.open({ files: { 'mine.txt': 'mine' }, settings: { name: 'Mine' } }))
  const kept = async () => JSON.stringify(await journalOf(page))
  await expect.poll(kept).toContain('mine.txt')
  await page.goto('about:blank')
  await page.goto(link)
  const bar = page.getByRole('complementary', { name: 'Shared project' })
  await expect(bar).toContainText(`Recorded by whoever shared it`)
  await expect(bar).toContainText(`${shared.length} records`)
  await expect(page.getByRole('tabpanel', { name: 'Logs' })).toContainText('<b>greeting</b> Ada')
  expect(await page.evaluate(() => coldstart.trace())).toEqual([])
  const editor = page.getByRole('textbox', { name: 'Code editor' })
  await expect(editor).toHaveAttribute('readonly', '')

  // One's own run takes its place.
  await tabTo(page, bar.getByRole('button', { name: 'Run for your own' }))
  await page.keyboard.press('Enter')
  await expect(bar).not.toContainText('Recorded')
  await expect(bar).toContainText('Read-only')
  await expect.poll(() => page.evaluate(async () => (await coldstart.trace()).length)).toBeGreaterThan(0)
  expect(await kept()).toContain('mine.txt')

  // One's own copy can be changed; what was there before is among the projects.
  await tabTo(page, bar.getByRole('button', { name: 'Make it yours' }))
  await page.keyboard.press('Enter')
  await expect(bar).toBeHidden()
  await expect(editor).not.toHaveAttribute('readonly', '')
  await expect.poll(kept).toContain('Greetings')
  await run(page, 'My projects')
  const projects = page.getByRole('list', { name: 'Projects' })
  await expect(projects.getByRole('button', { name: 'Mine' }).first()).toBeVisible()
  await expect(projects.getByRole('button', { name: 'Greetings' }).first()).toBeVisible()
})

test('a link that runs, and links that cannot be opened', async ({ page }) => {
  await withoutMonaco(page)
  await page.goto('./')
  const link = await page.evaluate(
    async ([files]) => {
      await coldstart.ready
      const stimulus = { target: 'F', kind: 'sync', eventFile: null, payload: '{"name":"Grace"}' } as const
      await coldstart.open({ files, settings: { name: 'Runs', stimulus } })
      return coldstart.share({ run: true })
    },
    [projectOf(HANDLER)] as const,
  )
  const hash = new URL(link).hash
  // In the open page: its own project goes, and it runs.
  await page.evaluate(() => coldstart.open({ files: {}, settings: { name: 'Other' } }))
  await page.evaluate((fragment) => (location.hash = fragment), hash)
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('"hello": "Grace"', { timeout: 20_000 })

  const recorded = JSON.parse(readFileSync(new URL('../fixtures/links/v2-recorded.json', import.meta.url), 'utf8')) as {
    readonly link: string
  }
  for (const [fragment, message] of [
    ['v99.abc', 'made by a newer version'],
    [hash.slice(1, -20), 'damaged'],
    [recorded.link.replace(/.$/, ''), 'damaged'],
    ['v2.AAAA', 'damaged'],
  ] as const) {
    await page.evaluate((text) => (location.hash = text), fragment)
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText(message)
    await expect(page).toHaveTitle('Runs · Coldstart')
  }
})
