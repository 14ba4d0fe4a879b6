/** The Events view, its stories and their reasons, by keyboard alone. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const QUEUES = `
D:
  Type: AWS::SQS::Queue
Q:
  Type: AWS::SQS::Queue
  Properties:
    VisibilityTimeout: 30
    RedrivePolicy: { deadLetterTargetArn: !GetAtt D.Arn, maxReceiveCount: 1 }
`
const EVENTS = 'Timeout: 5\nEvents:\n  M: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn, BatchSize: 10 } }'

test('every event is listed with its end; its story says why, with the template’s line', async ({ page }) => {
  await openProject(
    page,
    projectOf(`export const handler = async (event) => { if (event.Records) throw new Error('no') }`, {
      properties: EVENTS,
      resources: QUEUES,
    }),
  )
  await page.evaluate(async () => {
    const ok = coldstart.invoke('F', {})
    await coldstart.clock.advance(1000)
    await ok
    await coldstart.send('Q', { body: 'poison' })
    await coldstart.clock.runUntilIdle()
  })
  await page.keyboard.press('Alt+e')
  const view = page.getByRole('tabpanel', { name: 'Events' })
  await expect(view.getByRole('list', { name: 'Ended in' })).toHaveText(/1 dead-lettered\s*1 delivered/)
  const list = view.getByRole('listbox', { name: 'Events' })
  await expect(list.getByRole('option')).toHaveText([/Message poison.*Q.*Dead-lettered/s, /Invocation.*F.*Delivered/s])

  await list.focus()
  await page.keyboard.press('/')
  await page.keyboard.type('poison')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(list.getByRole('option')).toHaveCount(1)
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result.getByText('Moved to D')).toBeVisible()

  const why = result.getByRole('button', { name: 'Why: Moved to D' })
  await why.focus()
  await page.keyboard.press('Enter')
  const note = page.getByRole('note')
  await expect(note).toContainText('Received 1 time and never deleted')
  await expect(note).toContainText('maxReceiveCount 1')
  // It goes along when the story is scrolled, as getting the focus may do.
  await why.evaluate((button) => {
    let box = button.parentElement
    while (box && box.scrollHeight <= box.clientHeight) box = box.parentElement
    const place = box?.scrollTop ?? 0
    box?.scrollTo(0, place > 0 ? place - 4 : place + 4)
  })
  await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))))
  await expect(note).toContainText('maxReceiveCount 1')
  await expect(note.getByRole('link')).toHaveAttribute('rel', /noopener/)
  await page.keyboard.press('Escape')
  await expect(note).toBeHidden()
  await expect(why).toBeFocused()
})
