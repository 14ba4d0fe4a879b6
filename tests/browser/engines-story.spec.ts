/**
 * What the page is for, in engines other than Chromium: edit, run, read the result and the log, run again in the warm
 * environment, follow an error to its line, see messages fail until they are in the dead-letter queue, open a link.
 */

import { expect } from '@playwright/test'
import type { EnginePage } from '../engines'
import { inEachEngine } from '../engines/test'
import { projectOf } from './coldstart'

const HANDLER = `let runs = 0
export const handler = async (event: { name?: string; fail?: boolean; Records?: unknown[] }) => {
  console.log('greeting', event.name, ++runs)
  if (event.fail || event.Records) throw new Error('as asked')
  return { greeting: 'Hello ' + event.name }
}
`

const EVENTS = `
Events:
  FromNames:
    Type: SQS
    Properties: { Queue: !GetAtt Names.Arn }`

const QUEUES = `
Names:
  Type: AWS::SQS::Queue
  Properties:
    RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
Dead:
  Type: AWS::SQS::Queue`

const FILES = {
  ...projectOf(HANDLER, { properties: EVENTS, resources: QUEUES }),
  'events/ada.json': '{ "name": "Ada" }',
  'events/fail.json': '{ "fail": true }',
}

/** Until there is a text in what a selector finds. */
const seen = (page: EnginePage, css: string, text: string): Promise<boolean> =>
  page.waitFor(
    (wanted: { css: string; text: string }) =>
      [...document.querySelectorAll(wanted.css)].some((one) => one.textContent.includes(wanted.text)),
    { argument: { css, text }, what: `“${text}” in ${css}`, timeout: 60_000 },
  )

const RESULT = '[aria-label="Result"]'

async function chooseEvent(page: EnginePage, file: string): Promise<void> {
  await page.evaluate((value: string) => {
    const select = [...document.querySelectorAll('select')].find(({ options }) =>
      [...options].some((option) => option.value === value),
    )
    if (!select) throw new Error(`There is no event ${value}.`)
    select.value = value
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }, file)
}

inEachEngine(
  'the story of a handler',
  async ({ page, url }) => {
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
    await page.evaluate(async (files: Record<string, string>) => {
      await coldstart.ready
      await coldstart.open({ files, settings: { name: 'Greetings', pace: 'max', openFile: 'src/index.ts' } })
    }, FILES)

    // Edited and run by keyboard, once the editor is there.
    await page.waitFor(() => document.querySelector('.monaco-editor .view-line') !== null, {
      what: 'the code editor',
      timeout: 60_000,
    })
    await page.click('.monaco-editor .view-lines')
    await page.press('Control+Home')
    await page.type("console.log('edited')\n")
    await chooseEvent(page, 'events/ada.json')
    await page.press('Control+Enter')
    await seen(page, RESULT, 'Hello Ada')
    await seen(page, '[role=tabpanel]', 'greeting Ada 1')

    // The second run finds the environment warm.
    await page.press('Control+Enter')
    await seen(page, '[role=tabpanel]', 'greeting Ada 2')
    const { lines, inits } = await page.evaluate(async () => {
      const records = await coldstart.trace({ types: ['log', 'invocation.ended'] })
      return {
        lines: records.flatMap((record) => (record.type === 'log' ? [record.message] : [])),
        inits: records.flatMap((record) => (record.type === 'invocation.ended' ? [record.initDuration !== null] : [])),
      }
    })
    expect(lines.filter((line) => line.includes('edited'))).toHaveLength(1)
    expect(inits).toEqual([true, false])

    // An error leads to its line, which the edit has moved.
    await chooseEvent(page, 'events/fail.json')
    await page.press('Control+Enter')
    await seen(page, RESULT, 'as asked')
    await seen(page, RESULT, 'src/index.ts:5')

    // A message that always fails is received twice and then moved, in virtual time.
    const moved = await page.evaluate(async () => {
      await coldstart.send('Names', { body: { name: 'Bob' } })
      await coldstart.clock.runUntilIdle()
      const records = await coldstart.trace({ types: ['sqs.moved'] })
      return records.map((record) => (record.type === 'sqs.moved' ? record.receiveCount : null))
    })
    expect(moved).toEqual([2])

    // The link opens the same elsewhere.
    const link = await page.evaluate(() => coldstart.share())
    expect(await page.errors()).toEqual([])
    await page.open('about:blank')
    await page.open(link)
    await page.waitFor(
      () => document.querySelector<HTMLInputElement>('[aria-label="Project name"]')?.value === 'Greetings',
      { what: 'the project of the link' },
    )
    const answer = await page.evaluate(async () => {
      await coldstart.ready
      await coldstart.deploy()
      return (await coldstart.invoke('F', { name: 'Eve' })).Payload
    })
    expect(answer).toBe('{"greeting":"Hello Eve"}')
    expect(await page.errors()).toEqual([])
  },
  { timeout: 180_000, engines: ['firefox', 'webkitgtk'] },
)
