/** The Architecture view: what is there, what happens, and what is added, by keyboard alone. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const QUEUES = `
Orders:
  Type: AWS::SQS::Queue
  Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 } }
Dead:
  Type: AWS::SQS::Queue
Other:
  Type: AWS::SNS::Topic
`
const EVENTS = 'Events: { Orders: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } } }'

test('the graph tells what happens, and is walked, looked into and added to from the keyboard', async ({ page }) => {
  const handler = 'export const handler = async () => { throw new Error("no") }'
  await openProject(page, projectOf(handler, { properties: EVENTS, resources: QUEUES }))
  const node = (name: RegExp) => page.getByRole('button', { name })
  await node(/^You and other clients/).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('[data-node]:focus')).toBeVisible()
  await node(/^Queue Orders, empty, feeds F, gives up to Dead/).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('[data-node]:focus')).toHaveAccessibleName(/^(Function F|Queue Dead)/)
  await page.keyboard.press('ArrowLeft')
  await expect(node(/^Queue Orders/)).toBeFocused()

  await page.evaluate(async () => {
    await coldstart.send('Orders', { body: 'x' })
    await coldstart.clock.runUntilIdle()
  })
  await expect(node(/^Queue Dead, 1 visible/)).toBeAttached()
  await expect(node(/^Function F, .*2 failed/)).toBeAttached()
  // A card: facts, what it is connected with, and back.
  await page.keyboard.press('Enter')
  const card = page.getByRole('dialog', { name: 'Orders' })
  await expect(card).toBeFocused()
  await expect(card.getByText('Event source mapping')).toBeHidden()
  await card.getByRole('button', { name: 'Orders feeds F' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Orders feeds F' })).toContainText('Event source mapping')
  await page.keyboard.press('Escape')
  await expect(node(/^Queue Orders/)).toBeFocused()

  // A connection and an addition: lines of template.yaml, undone by a button.
  await node(/^Topic Other/).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Connect to…' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'F', exact: true }).press('Enter')
  await expect(node(/^Topic Other, delivers to F/)).toBeAttached()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(node(/^Topic Other$/)).toBeAttached()
  await page.getByRole('button', { name: 'Add', exact: true }).press('Enter')
  await page.getByRole('menuitem', { name: /^Queue with/ }).press('Enter')
  await expect(node(/^Queue Jobs, empty, gives up to JobsDeadLetters/)).toBeAttached()
})
