/** The Send panel, by keyboard alone: a template and its form, a burst, a script, an event sent again. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf, traceOf } from './coldstart'

const HANDLER = 'export const handler = async (event) => event'
const QUEUE = 'Orders:\n  Type: AWS::SQS::Queue'

test('events are made from templates, sent in bursts, kept as scripts and sent again', async ({ page }) => {
  await openProject(page, projectOf(HANDLER, { resources: QUEUE }))
  const send = page.getByRole('region', { name: 'Send an event' })

  // A template, found by its words; its form changes the JSON, and the JSON the form.
  await send.getByRole('button', { name: 'From template…' }).press('Enter')
  await page.getByLabel('Find a template').fill('sqs')
  await page.getByRole('button', { name: 'SQS: message of a queue' }).press('Enter')
  const json = send.getByLabel('Event, JSON')
  await expect(json).toHaveValue(/"eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:coldstart-Orders-/)
  await send.getByLabel('Body', { exact: true }).fill('hello')
  await expect(json).toHaveValue(/"body": "hello"/)
  await json.fill((await json.inputValue()).replace('"hello"', '7'))
  await expect(send.getByText('Records[0].body: expected a text, got 7')).toBeVisible()

  // A burst to the real queue: over time, in the cloud's time.
  await send.getByLabel('Send to').selectOption('Orders')
  await send.getByLabel('Message body').fill('order {{index}}')
  await send.getByLabel('Times to send').fill('3')
  await send.getByLabel('Times to send').press('Tab')
  await send.getByLabel('How they are spread').selectOption('evenly')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Sending…')).toBeVisible()
  await page.evaluate(() => coldstart.clock.advance(20_000))
  await expect(page.getByText('3 events sent', { exact: true })).toBeVisible()
  expect(await traceOf(page, 'sqs.sent')).toMatchObject([{ body: 'order 0' }, { body: 'order 1' }, { body: 'order 2' }])

  // What was sent, as a script that is played.
  await send.getByText('More', { exact: true }).press('Enter')
  await send.getByRole('button', { name: /^Save what was sent in this run/ }).press('Enter')
  const script = page.getByRole('region', { name: 'Play a script' })
  await expect(script.getByRole('list', { name: 'Stimuli' })).toContainText('Orders 3 × send, evenly over 10 s')
  await script.getByLabel('Times, stimulus 1').fill('2')
  await script.getByLabel('Times, stimulus 1').press('Tab')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Playing events/recorded.stimuli.json')).toBeVisible()
  await page.evaluate(() => coldstart.clock.advance(20_000))
  await expect(page.getByText('2 events sent', { exact: true })).toBeVisible()

  // A past event, edited.
  await script.getByRole('radio', { name: 'Event' }).press('Space')
  await send.getByLabel('Send to').selectOption('F')
  await send.getByLabel('Times to send').fill('1')
  await send.getByLabel('Event, JSON').fill('{"n":1}')
  await page.keyboard.press('Control+Enter')
  await page.evaluate(() => coldstart.clock.advance(5000))
  const result = page.getByRole('region', { name: 'Result' })
  await send.getByLabel('Event, JSON').fill('{}')
  await result.getByRole('button', { name: 'Edit and send' }).press('Enter')
  await expect(send.getByLabel('Event, JSON')).toHaveValue('{\n  "n": 1\n}')
})
