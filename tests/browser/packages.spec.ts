/** Packages of npm that no layer has: consent, the CDN (here one of the test's own), what stays in the browser. */

import { expect, type Page, test } from '@playwright/test'
import { FakeCdn, published } from '../unit/packages/fake-cdn'
import { invoke, openProject, projectOf } from './coldstart'

const HANDLER = `import { hello } from 'hello-cdn'\nexport const handler = async () => hello()`
const PROJECT = projectOf(HANDLER)
const CONTENT = {
  ...published(
    'hello-cdn',
    '1.2.3',
    {
      'index.mjs': `import { word } from 'word-cdn'; export const hello = () => word + ' from the CDN'`,
      'index.d.mts': 'export declare const hello: () => string',
    },
    {
      exports: { '.': { types: './index.d.mts', import: './index.mjs' } },
      dependencies: { 'word-cdn': '^2.0.0' },
    },
  ),
  ...published('word-cdn', '2.1.0', { 'index.js': 'exports.word = "Hello"' }),
}

/** Stands in for both hosts. @returns what was asked for; `isOnline` can be changed */
async function serve(page: Page) {
  const cdn = new FakeCdn(CONTENT)
  const state = { asked: cdn.asked, isOnline: true }
  await page.route(/jsdelivr/, (route) => {
    const url = route.request().url()
    if (!state.isOnline) {
      cdn.asked.push(url)
      return route.abort('internetdisconnected')
    }
    return route.fulfill({ ...cdn.answer(url), headers: { 'access-control-allow-origin': '*' } })
  })
  return state
}

// Each of these deploys several times, and some open the page twice.
test.beforeEach(() => test.slow())

const notice = (page: Page) => page.getByRole('region', { name: 'Notices' })
const load = /^Load hello-cdn from cdn\.jsdelivr\.net$/
const isDeployed = (page: Page) =>
  expect(notice(page).getByText('Packages loaded and deployed')).toBeVisible({ timeout: 60_000 })

test('nothing is loaded before somebody agrees; then it runs, is pinned, and needs no network any more', async ({
  page,
}) => {
  const cdn = await serve(page)
  expect(await openProject(page, PROJECT)).toMatchObject({
    ok: true,
    diagnostics: [{ severity: 'warning', code: 'bundle/package-not-available', file: 'src/index.ts' }],
  })
  expect(await invoke(page)).toMatchObject({ FunctionError: 'Unhandled' })

  // Refused: nothing happens, and Problems keeps the offer.
  await notice(page).getByText('Not in this playground: hello-cdn').waitFor()
  await notice(page)
    .locator('.notice', { hasText: 'Not in this playground' })
    .getByRole('button', { name: 'Dismiss' })
    .click()
  await page.getByRole('tab', { name: /Problems/ }).click()
  await expect(page.getByRole('button', { name: load })).toBeVisible()
  expect(cdn.asked).toEqual([])

  await page.getByRole('button', { name: load }).click()
  await isDeployed(page)
  await expect(notice(page).getByText('Not in this playground')).toHaveCount(0)
  expect((await invoke(page)).Payload).toBe('"Hello from the CDN"')
  expect(cdn.asked.length).toBeGreaterThan(0)

  // Of both packages: the listing, package.json and the code; of one, declarations.
  const kept = () => page.evaluate(async () => (await (await caches.open('coldstart-packages')).keys()).length)
  await expect.poll(kept).toBe(7)

  // A second visit: from a link to the same versions, without a network.
  const link = await page.evaluate(() => coldstart.share())
  cdn.asked.length = 0
  cdn.isOnline = false
  await page.goto('about:blank')
  await page.goto(link)
  expect(
    await page.evaluate(async () => {
      await coldstart.ready
      await coldstart.clock.pace('paused')
      return coldstart.deploy()
    }),
  ).toMatchObject({ ok: true, diagnostics: [] })
  expect((await invoke(page)).Payload).toBe('"Hello from the CDN"')
  expect(cdn.asked).toEqual([])
})

test('a link does not bring consent with it', async ({ page, browser }) => {
  const cdn = await serve(page)
  await openProject(page, PROJECT)
  await notice(page).getByRole('button', { name: load }).click()
  await isDeployed(page)
  const link = await page.evaluate(() => coldstart.share())

  const stranger = await browser.newPage()
  const other = await serve(stranger)
  await stranger.goto(link)
  await expect(
    notice(stranger).getByRole('button', { name: 'Load hello-cdn 1.2.3 from cdn.jsdelivr.net' }),
  ).toBeVisible({ timeout: 60_000 })
  expect(other.asked).toEqual([])
  expect(cdn.asked.length).toBeGreaterThan(0)
  await stranger.close()
})

test('without a network one problem says so, the rest deploys, and the next deployment tries again', async ({
  page,
}) => {
  const cdn = await serve(page)
  cdn.isOnline = false
  await page.goto('./')
  const files = {
    ...PROJECT,
    'src/other.ts': 'export const handler = async () => 1',
    'template.yaml': `${PROJECT['template.yaml']}
  Other:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: Other
      CodeUri: src/
      Handler: other.handler
      Runtime: nodejs22.x
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [other.ts]`,
  }
  const result = await page.evaluate(async (project) => {
    await coldstart.ready
    await coldstart.open({ files: project, settings: { pace: 'paused', cpu: 'fixed' } }, { packages: 'allow' })
    return coldstart.deploy()
  }, files)
  expect(result).toMatchObject({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'packages/unreachable',
        file: 'src/index.ts',
        message: expect.stringContaining('hello-cdn could not be loaded from data.jsdelivr.com'),
      },
    ],
  })
  const other = await page.evaluate(async () => {
    const answer = coldstart.invoke('Other')
    await coldstart.clock.runUntilIdle()
    return answer
  })
  expect(other.Payload).toBe('1')

  cdn.isOnline = true
  expect(await page.evaluate(() => coldstart.deploy())).toMatchObject({ ok: true, diagnostics: [] })
  expect((await invoke(page)).Payload).toBe('"Hello from the CDN"')
})

test('examples ask nobody, and nothing of all this is downloaded with the page', async ({ page }) => {
  const cdn = await serve(page)
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))
  await page.goto('./')
  await page.evaluate(async () => {
    await coldstart.ready
    await coldstart.deploy()
  })
  expect(cdn.asked).toEqual([])
  expect(scripts.filter((url) => /\/resolver-/.test(url))).toEqual([])
})

test('the editor knows the declarations of what was loaded', async ({ page }) => {
  await serve(page)
  await page.goto('./')
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 60_000 })
  const handler = `import { hello } from 'hello-cdn'
export const wrong: number = hello()
export const handler: () => number = hello`
  await page.evaluate(
    (files) => coldstart.open({ files, settings: { openFile: 'src/index.ts', pace: 'paused' } }, { packages: 'allow' }),
    projectOf(handler),
  )
  const errors = page.locator('.monaco-editor .squiggly-error')
  // The import leads nowhere yet, so that nothing else can be wrong.
  await expect(errors).toHaveCount(1, { timeout: 60_000 })
  await page.evaluate(() => coldstart.deploy())
  await expect(errors).toHaveCount(2, { timeout: 60_000 })
})
