/** The Traces view by keyboard alone: list, filter, waterfall, tracing turned on, and the service map. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const HANDLER = `export const handler = async (event: { Records?: unknown }) => {
  if (event.Records) throw new Error('no price')
}`
const EVENTS = 'Timeout: 5\nEvents:\n  M: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn, BatchSize: 10 } }'
const QUEUE = 'Q:\n  Type: AWS::SQS::Queue'

test('a trace is followed span by span, traced by X-Ray, and added up to a service map', async ({ page }) => {
  await openProject(page, projectOf(HANDLER, { properties: EVENTS, resources: QUEUE }))
  await page.evaluate(async () => {
    const ok = coldstart.invoke('F', {})
    await coldstart.clock.advance(1000)
    await ok
    await coldstart.send('Q', { body: 'poison' })
    await coldstart.clock.advance(2000)
  })
  await page.keyboard.press('Alt+y')
  const view = page.getByRole('tabpanel', { name: 'Traces' })
  const list = view.getByRole('listbox', { name: 'Traces' })
  await expect(list.getByRole('option')).toHaveCount(2)

  const filter = view.getByRole('searchbox', { name: 'Filter traces' })
  await filter.focus()
  await page.keyboard.type('duration >')
  await expect(view.getByText('Column 11: a number of seconds is expected after >.')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.type('fault AND service("Q")')
  await expect(list.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Home')
  await expect(list.getByRole('option', { name: /^Q Fault/ })).toHaveAttribute('aria-selected', 'true')

  const grid = view.getByRole('treegrid', { name: 'Spans' })
  await grid.focus()
  await page.keyboard.press('Home')
  const rows = grid.getByRole('row')
  const root = rows.first()
  await expect(root).toHaveAttribute('aria-expanded', 'true')
  const attempt = rows.filter({ hasText: 'Attempt' })
  await expect(attempt).toHaveAttribute('aria-label', /^Attempt, Attempt, .*Fault, .*not in X-Ray$/)
  await expect(attempt).toHaveAttribute('aria-level', '3')
  await page.keyboard.press('ArrowLeft')
  await expect(rows).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  for (let nth = 0; nth < 8 && (await attempt.getAttribute('aria-selected')) !== 'true'; nth++) {
    await page.keyboard.press('ArrowDown')
  }
  const span = view.getByRole('region', { name: 'Span' })
  await expect(span).toContainText('Error: no price')
  await expect(span.getByRole('button', { name: /index\.ts:2/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(span).toBeHidden()

  await view.getByRole('button', { name: 'Turn on Tracing: Active' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Tracing of F is on')).toBeVisible()
  await page.evaluate(async () => {
    await coldstart.deploy()
    const traced = coldstart.invoke('F', {})
    await coldstart.clock.advance(1000)
    await traced
  })
  await filter.focus()
  await page.keyboard.press('Escape')
  await expect(list.getByRole('option')).toHaveCount(3)
  await filter.press('Enter')
  await page.keyboard.press('Home')
  await expect(view.getByRole('checkbox', { name: /^Only X-Ray \([1-9]/ })).toBeVisible()
  await view.getByRole('checkbox').press('Space')
  await expect(rows.first()).toHaveAttribute('aria-label', /in X-Ray$/)

  await page.getByRole('radio', { name: 'Traces' }).focus()
  await page.keyboard.press('ArrowRight')
  const map = view.getByRole('group', { name: 'Service map' })
  await expect(map.getByRole('button', { name: /^Function F, 3 requests, .*1 Fault$/ })).toBeVisible()
  await map.getByRole('button', { name: /^Client/ }).focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(filter).toHaveValue(/^service\("[FQ]"\)$/)
})
