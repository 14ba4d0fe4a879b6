/** The course: every page as it is served, and a walk through it from another origin than the playground's. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'

const DIST = path.resolve(import.meta.dirname, '../../dist')
const LESSONS = readdirSync(path.join(DIST, 'lessons'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' }

/** The lessons where somebody else serves them, with the playground where it is: two words in each page differ. */
async function elsewhere(origin: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost')
    const file = path.join(DIST, pathname.endsWith('/') ? `${pathname}index.html` : pathname)
    readFile(file, 'utf8').then(
      (text) => {
        response.setHeader('content-type', TYPES[path.extname(file)] ?? 'image/svg+xml')
        response.end(
          text
            .replace('../../embed.js', `${origin}/embed.js`)
            .replace("script-src 'self'", `script-src 'self' ${origin}`)
            .replace("frame-src 'self'", `frame-src ${origin}`),
        )
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return { server, url: `http://localhost:${(server.address() as AddressInfo).port}/lessons/` }
}

function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`)
  })
  return complaints
}

test('every page is served, has its embeds, and nothing to complain about', async ({ page }) => {
  const complaints = complaintsOf(page)
  for (const lesson of LESSONS) {
    await page.goto(`./lessons/${lesson}/`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const embeds = await page.locator('coldstart-playground').count()
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveCount(embeds)
    await expect(page.getByRole('button', { name: 'Check', exact: true })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  expect(complaints).toEqual([])
})

test('a walk by keyboard, from another origin: run an embed, solve a task, and have it remembered', async ({
  page,
  baseURL,
}) => {
  const { server, url } = await elsewhere(new URL(baseURL ?? '').origin)
  const complaints = complaintsOf(page)
  await page.goto(url)
  await page.getByRole('link', { name: 'What serverless is' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What serverless is')
  // Keys are heard once the page’s script is there.
  await page.waitForLoadState()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Producers, routers, consumers')
  await page.waitForLoadState()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What serverless is')

  const first = page.locator('coldstart-playground').first()
  await first.getByRole('button', { name: 'Run' }).focus()
  await page.keyboard.press('Enter')
  await expect(first.frameLocator('iframe').getByText('Hello, Ada!').first()).toBeVisible({ timeout: 20_000 })

  const task = page.locator('[data-task]')
  const check = task.getByRole('button', { name: 'Check', exact: true })
  await check.focus()
  await page.keyboard.press('Enter')
  await expect(task.getByText('2 of 3 checks fail.')).toBeVisible({ timeout: 20_000 })
  await expect(check).toBeFocused()

  await task.getByText('Show the answer').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  for (let stops = 0; stops < 5; stops++) {
    if (await task.getByRole('button', { name: 'Put it into the playground' }).evaluate((it) => it.matches(':focus')))
      break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await expect(task.getByText('The answer is in the playground. Check it.')).toBeVisible()
  await check.focus()
  await page.keyboard.press('Enter')
  await expect(task.getByText('All checks pass. This lesson is done.')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('navigation', { name: 'Lessons' })).toContainText(`1 of ${LESSONS.length} done`)

  await page.goto(url)
  await expect(page.getByRole('status')).toHaveText(`1 of ${LESSONS.length} done`)
  expect(complaints).toEqual([])
  server.close()
})
