/** The page's policies: nothing that it does itself is against them, and what a stranger would try is. */

import { expect, type Page, test } from '@playwright/test'
import { openAnother, projectOf, withoutMonaco } from './coldstart'

/** What the browser reports, from before the page's first script on. */
async function watch(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(globalThis, { violations: seen })
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample, sourceFile }) =>
      seen.push(`${effectiveDirective} ${blockedURI} ${sample} ${sourceFile ?? ''}`),
    )
  })
  return () => page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations)
}

const HANDLER = `export const handler = async () => ({
  statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<h1 onclick="top.hacked=1">Page</h1>' })`

test('the page with its editor runs a project and shows its answer without a violation; tricks are refused', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const violations = await watch(page)
  await page.goto('./')
  const properties = 'FunctionUrlConfig: { AuthType: NONE }'
  const request = {
    active: true,
    entrance: 'function-url F',
    method: 'GET',
    path: '',
    query: '',
    headers: '',
    body: '',
    signed: false,
  }
  await openAnother(page, projectOf(HANDLER, { properties }), { pace: 'max', openFile: 'src/index.ts', request })
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole('textbox', { name: /^Code editor/ }).focus()
  // Completion, with its explanation, and a folded line.
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\nconsole.')
  await page.keyboard.press('Control+Space')
  await expect(page.locator('.suggest-widget.visible .monaco-list-row').first()).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('Escape')
  for (let left = 9; left > 0; left--) await page.keyboard.press('Backspace')
  await page.keyboard.press('Control+Enter')
  await expect(page.frameLocator('iframe[title="Preview of the page"]').getByText('Page')).toBeVisible({
    timeout: 20_000,
  })
  // A splitter is dragged: the pointer's style.
  const splitter = page.getByRole('separator').first()
  await splitter.hover()
  await page.mouse.down()
  await page.mouse.move(500, 400)
  await page.mouse.up()
  expect(await violations()).toEqual([])

  const tricks = await page.evaluate(async () => {
    // What is evaluated for a test may evaluate more; what a timer calls may not.
    await new Promise((resolve) => setTimeout(resolve))
    const attempt = (trick: () => unknown): string => {
      try {
        trick()
        return 'worked'
      } catch (error) {
        return (error as Error).name
      }
    }
    return [
      attempt(() => (document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>')),
      attempt(() => new Worker('https://example.com/x.js')),
      attempt(() => new Worker('data:text/javascript,1')),
      attempt(() => Object.assign(document.createElement('script'), { text: 'alert(1)' })),
      attempt(() => (0, eval)('1')),
      attempt(() =>
        (
          globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes.createPolicy('mine', {}),
      ),
    ]
  })
  expect(tricks).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError', 'EvalError', 'TypeError'])

  // In a frame of another page, it does not begin.
  await page.evaluate(() => {
    document.body.replaceChildren(Object.assign(document.createElement('iframe'), { src: './' }))
  })
  const framed = page.frameLocator('iframe').first()
  await expect(framed.getByRole('link', { name: 'Open Coldstart in a tab of its own' })).toBeVisible()
})

test('an embed in a lesson runs without a violation, and what a reader changed is there after a reload', async ({
  page,
}) => {
  await withoutMonaco(page)
  const violations = await watch(page)
  await page.goto('./lessons/03-handler-and-context/')
  const embed = page.locator('coldstart-playground').first()
  const reset = page.getByRole('button', { name: 'Reset to the lesson’s' }).first()
  await expect(reset).toBeHidden()
  await embed.getByRole('button', { name: 'Edit' }).first().click()
  const inFrame = embed.frameLocator('iframe').first()
  const editor = inFrame.getByRole('textbox', { name: 'Code editor' })
  await editor.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('// a note of mine')
  await expect(reset).toBeVisible()
  await expect.poll(() => page.evaluate(() => JSON.stringify(localStorage))).toContain('a note of mine')
  await page.reload()
  await expect(embed).toContainText('a note of mine')
  await expect(reset).toBeVisible()
  expect(await violations()).toEqual([])
  await reset.focus()
  await page.keyboard.press('Enter')
  await expect(reset).toBeHidden()
  await page.reload()
  await expect(embed).not.toContainText('a note of mine')
  expect(await violations()).toEqual([])
})
