/** Projects that come from elsewhere and go there, by drop, choice and keyboard. */

import { expect, type Page, test } from '@playwright/test'
import { strFromU8, unzipSync, zipSync, strToU8 } from 'fflate'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { journalOf, openProject, projectOf } from './coldstart'

async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type(command)
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText(command)
  await page.keyboard.press('Enter')
}

/** Drops a file in the middle of the page. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, text]) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], file))
      return data
    },
    [name, Buffer.from(bytes).toString('base64')] as const,
  )
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer })
  await expect(page.getByText('Drop to open')).toBeVisible()
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer })
  await expect(page.getByText('Drop to open')).toBeHidden()
}

const filesOf = (page: Page): Promise<Record<string, string>> => journalOf(page).then(([newest]) => newest?.files ?? {})

test('an exported project is dropped and is the same; bad zips, folders and pasted templates', async ({
  page,
}, testInfo) => {
  const files = projectOf("export const handler = async () => 'ü'\r\n")
  await openProject(page, files, { name: 'Mine' })

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await run(page, 'Copy as command line')
  await expect(page.getByText('Copied as AWS CLI command')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain('aws lambda invoke \\\n  --function-name F')
  const tracing = page.waitForEvent('download')
  await run(page, 'Export trace as OpenTelemetry')
  const trace = await tracing
  expect(trace.suggestedFilename()).toBe('mine.otlp.json')
  expect(JSON.parse(readFileSync(await trace.path(), 'utf8'))).toHaveProperty('resourceSpans')

  const downloading = page.waitForEvent('download')
  await run(page, 'Export zip')
  const download = await downloading
  expect(download.suggestedFilename()).toBe('mine.zip')
  const zip = readFileSync(await download.path())
  expect(Object.keys(unzipSync(zip)).sort()).toEqual(
    ['.coldstart.json', '.gitignore', 'README.md', 'samconfig.toml', ...Object.keys(files), 'src/package.json'].sort(),
  )
  expect(strFromU8(unzipSync(zip)['template.yaml'] ?? strToU8(''))).toBe(files['template.yaml'])

  await drop(page, 'broken.zip', zip.subarray(0, 300))
  await expect(page.getByText('This is no zip file, or its end is missing')).toBeVisible()
  await expect(page).toHaveTitle('Mine · Coldstart')

  const foreign = { 'app-main/template.yml': files['template.yaml'] ?? '', 'app-main/node_modules/a.js': '1' }
  await drop(
    page,
    'app.zip',
    zipSync(Object.fromEntries(Object.entries(foreign).map(([path, text]) => [path, strToU8(text)]))),
  )
  await expect(page).toHaveTitle('app · Coldstart')
  const report = page.getByRole('dialog', { name: 'Imported from app.zip' })
  await expect(report).toContainText('src/index.ts for F')
  await expect(report).toContainText('app-main/node_modules/ installed packages')
  await expect(report).toContainText('template.yml is template.yaml now.')
  await page.keyboard.press('Escape')

  await drop(page, 'mine.zip', zip)
  await expect(page).toHaveTitle('Mine · Coldstart')
  await expect.poll(() => filesOf(page)).toEqual(files)

  const folder = testInfo.outputPath('my-folder')
  mkdirSync(`${folder}/src`, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(`${folder}/${path}`, text)
  await run(page, 'Import')
  await page.getByLabel('Folder', { exact: true }).setInputFiles(folder)
  await expect(page).toHaveTitle('my-folder · Coldstart')
  await expect.poll(() => filesOf(page)).toEqual(files)

  await run(page, 'Paste a SAM template')
  await page.getByLabel('Or paste a SAM template').focus()
  await page.keyboard.insertText(files['template.yaml']?.replace('nodejs22.x', 'python3.13') ?? '')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle('Pasted template · Coldstart')
  await expect(page.getByRole('dialog', { name: 'Imported from a pasted template' })).toContainText('python3.13')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Back to my project' }).last().click()
  await expect(page).toHaveTitle('my-folder · Coldstart')
})
