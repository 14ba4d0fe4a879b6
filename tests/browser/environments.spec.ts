/** Bugs of the freeze, and the Environments view: both by keyboard alone. */

import { expect, test, type Locator, type Page } from '@playwright/test'
import { openProject, projectOf, traceOf } from './coldstart'

const HANDLER = [
  "import { SQSClient, ListQueuesCommand } from '@aws-sdk/client-sqs'",
  'const sqs = new SQSClient({})',
  'const cache = new Map<string, number>()',
  'export const handler = async (event: { key: string }) => {',
  '  cache.set(event.key, cache.size)',
  '  if (cache.size > 1) return',
  "  setTimeout(() => console.log('late'), 50)",
  '  sqs.send(new ListQueuesCommand({})).catch(() => undefined)',
  '}',
].join('\n')

/** What an invocation, a freeze of ten seconds and another one record. */
async function invokeTwice(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const key of ['a', 'b']) {
      const call = coldstart.invoke('F', { key })
      await coldstart.clock.advance(10_000)
      await call
    }
  })
}

/** Tab or arrow until something has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab does not get there')
}

test('what the freeze leaves behind is on the timeline, in the story and in the inspector, each with its line', async ({
  page,
}) => {
  await openProject(page, projectOf(HANDLER))
  await invokeTwice(page)

  const left = await traceOf(page, 'environment.left-behind')
  expect(left).toMatchObject([
    { kind: 'timer', what: 'setTimeout', place: { path: 'src/index.ts', line: 7 } },
    { kind: 'sdk-call', what: 'ListQueuesCommand', place: { path: 'src/index.ts', line: 8 } },
  ])
  const resumed = await traceOf(page, 'environment.resumed-work')
  expect(resumed.map((record) => ('what' in record ? record.what : '')).sort()).toEqual([
    'ListQueuesCommand',
    'setTimeout',
  ])
  expect(await traceOf(page, 'environment.state-kept')).toMatchObject([
    { name: 'cache', change: 'grew from 0 to 1 entry', place: { path: 'src/index.ts', line: 3 } },
    { name: 'cache', change: 'grew from 1 to 2 entries' },
  ])

  // The inspector.
  await page.keyboard.press('Alt+V')
  const view = page.getByRole('tabpanel', { name: 'Environments' })
  const one = view.getByRole('option', { name: /#1 Frozen, idle/ })
  await tabTo(page, one)
  await page.keyboard.press('ArrowDown')
  await expect(one).toBeFocused()
  const detail = view.getByRole('article', { name: 'Environment 1 of F' })
  await expect(detail.getByText('Invocations served').locator('..')).toContainText('2')
  await expect(detail.getByRole('region', { name: 'Work left behind' })).toContainText(/setTimeout.*went on at/s)
  await expect(detail.getByRole('region', { name: 'State kept' })).toContainText('cache')
  await tabTo(page, detail.getByRole('button', { name: 'src/index.ts:3' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: /index\.ts/, selected: true })).toBeVisible()

  // The story of the invocation that left it behind.
  const request = detail.getByRole('region', { name: 'Work left behind' }).getByRole('button', { name: 'request' })
  await page.keyboard.press('Alt+v')
  await tabTo(page, view.getByRole('option', { name: /#1/ }))
  await tabTo(page, request.first())
  await page.keyboard.press('Enter')
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('Left behind: setTimeout')
  await expect(result).toContainText('Await it before the handler returns, or clear it.')
  await expect(result).toContainText('setTimeout went on in a later invocation')
  await expect(result.getByRole('button', { name: 'src/index.ts:7' }).first()).toBeVisible()

  // The earlier moment: the timer still waits.
  await page.evaluate(() => coldstart.clock.advance(1000))
  const shots = process.env['COLDSTART_SHOTS']
  if (shots) {
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme })
        await page.keyboard.press('Alt+V')
        await page.waitForTimeout(300)
        await page.screenshot({ path: `${shots}/${width}-${colorScheme}.png` })
      }
    }
  }
})
