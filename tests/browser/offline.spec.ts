/** The second visit, without a connection; and a new version, which waits until it is let in. */

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { projectOf } from './coldstart'

test.use({ serviceWorkers: 'allow' })

const WORKER = path.join(import.meta.dirname, '../../dist/service-worker.js')

const count = (page: Page, type: 'invocation.ended') =>
  page.evaluate((only) => coldstart.trace({ types: [only] }).then(({ length }) => length), type)

test('after a first visit the page works without a connection, and takes a new version when told to', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000)
  await page.goto('./')
  const stored = page.getByTitle('Stored in this browser: works without a connection')
  await expect(stored).toBeVisible({ timeout: 60_000 })

  await context.setOffline(true)
  await page.reload()
  expect(await page.evaluate(() => fetch('screenshot.png').then(String, () => 'no connection'))).toBe('no connection')
  // The example, built before, and with the real editor.
  await page.evaluate(() => coldstart.ready)
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => count(page, 'invocation.ended'), { timeout: 20_000 }).toBeGreaterThan(0)
  await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 })
  // Code that nobody has built: esbuild's turn; and a layer that the first visit did not use.
  const files = projectOf(`
    import { S3Client } from '@aws-sdk/client-s3'
    export const handler = async () => typeof S3Client`)
  const payload = await page.evaluate(async (project) => {
    await coldstart.open({ files: project, settings: { pace: 'paused', cpu: 'fixed' } })
    await coldstart.deploy()
    const answer = coldstart.invoke('F')
    await coldstart.clock.runUntilIdle()
    return (await answer).Payload
  }, files)
  expect(payload).toBe('"function"')

  await context.setOffline(false)
  const before = readFileSync(WORKER)
  try {
    appendFileSync(WORKER, '\n// A new version.')
    await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => void registration.update()))
    const notice = page.getByRole('region', { name: 'Notices' })
    await expect(notice).toContainText('A new version is ready', { timeout: 30_000 })
    const reloaded = page.waitForEvent('load')
    await notice.getByRole('button', { name: 'Reload' }).click()
    await reloaded
    expect(await page.evaluate(() => navigator.serviceWorker.ready.then(({ waiting }) => waiting))).toBeNull()
    // What was open is open again.
    await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('S3Client')
  } finally {
    writeFileSync(WORKER, before)
  }
})
