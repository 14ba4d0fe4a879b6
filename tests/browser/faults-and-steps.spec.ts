/** Faults that the user injects, and the clock's steps: by keyboard alone. */

import { expect, test, type Page } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const HANDLER = 'export const handler = async () => "fine"'

const tabTo = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.getByRole('tabpanel', { name: 'Faults' }).getByLabel(name).focus()
}

test('faults are switched on, strike, are shown as injected, and go at one key', async ({ page }) => {
  await openProject(page, projectOf(HANDLER))
  await page.keyboard.press('Alt+f')
  const view = page.getByRole('tabpanel', { name: 'Faults' })
  await expect(view.getByRole('status')).toHaveText('Nothing goes wrong on purpose.')
  await tabTo(page, 'Throttled: F')
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await expect(view.getByLabel('Share that it hits, percent')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('100')
  await page.keyboard.press('Enter')
  await expect(view.getByText('throttled 100 %')).toBeVisible()
  await expect(page.getByRole('tab', { name: /^Faults\s*1/ })).toBeVisible()
  await expect(page.getByRole('button', { name: '1 fault is on: show' })).toBeVisible()
  const refusal = await page.evaluate(() => coldstart.invoke('F', {}).catch((error: Error) => error.name))
  expect(refusal).toBe('TooManyRequestsException')
  const injected = await page.evaluate(() => coldstart.trace({ types: ['fault.injected'] }))
  expect(injected).toMatchObject([{ fault: 'throttle', resource: 'F', detail: 'TooManyRequestsException' }])
  await view.getByRole('button', { name: 'Turn off all' }).focus()
  await page.keyboard.press('Enter')
  await expect(view.getByRole('status')).toHaveText('Nothing goes wrong on purpose.')
  await expect(page.getByRole('button', { name: /on: show/ })).toHaveCount(0)
  await view.getByLabel('Concurrent executions of the account').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('1')
  await page.keyboard.press('Enter')
  const answers = await page.evaluate(async () => {
    const two = [coldstart.invoke('F', {}), coldstart.invoke('F', {})].map((answer) =>
      answer.then(
        () => 'answered',
        (error: Error) => error.name,
      ),
    )
    await coldstart.clock.runUntilIdle()
    return Promise.all(two)
  })
  expect(answers).toEqual(['answered', 'TooManyRequestsException'])
})

test('steps go from event to event and from invocation to invocation; an earlier moment has its resources', async ({
  page,
}) => {
  await openProject(page, projectOf(HANDLER, { resources: 'Q:\n  Type: AWS::SQS::Queue' }))
  const types = (): Promise<readonly string[]> =>
    page.evaluate(async () => (await coldstart.trace()).map(({ type }) => type))
  await page.evaluate(() => void coldstart.invoke('F', {}))
  await page.getByRole('region', { name: 'Virtual clock' }).focus()
  const before = (await types()).length
  await page.keyboard.press('Alt+.')
  await expect.poll(async () => (await types()).length).toBeGreaterThan(before)
  expect(await types()).not.toContain('invocation.started')
  await page.keyboard.press('Alt+Shift+.')
  await expect.poll(types).toContain('invocation.started')
  expect(await types()).not.toContain('invocation.ended')
  await page.keyboard.press('Alt+Shift+.')
  await expect.poll(types).toContain('invocation.ended')
  const totals = await page.evaluate(async () => {
    const start = await coldstart.clock.now()
    for (let count = 0; count < 3; count++) {
      await coldstart.send('Q', { body: `message ${count}` })
      await coldstart.clock.advance(1000)
    }
    const totalAt = async (at: number): Promise<unknown> =>
      (await coldstart.resources({ at })).find(({ kind }) => kind === 'Queue')?.tables[0]?.total
    return [await totalAt(start + 2500), await totalAt(start + 500), await totalAt(start + 1500)]
  })
  expect(totals).toEqual([3, 1, 2])
})
