/**
 * What the page is for, in engines other than Chromium: edit, run, read the result and the log, run again in the warm
 * environment, follow an error to its line, open a link elsewhere, and messages that end in a dead-letter queue. And the
 * pages beside it: a lesson, and what hosts embed.
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

const QUEUES = `
Names:
  Type: AWS::SQS::Queue
  Properties:
    RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
Dead:
  Type: AWS::SQS::Queue`

const EVENTS = `
Events:
  FromNames:
    Type: SQS
    Properties: { Queue: !GetAtt Names.Arn }`

const FILES = {
  ...projectOf(HANDLER, { properties: EVENTS, resources: QUEUES }),
  'events/ada.json': '{ "name": "Ada" }',
  'events/fail.json': '{ "fail": true }',
}

const isThere = (page: EnginePage, region: string, text: string): Promise<unknown> =>
  page.waitFor(
    ({ region, text }) =>
      [...document.querySelectorAll(`section[aria-label="${region}"], [role=region][aria-label="${region}"]`)].some(
        (one) => one.textContent.includes(text),
      ),
    { argument: { region, text }, what: `“${text}” in ${region}`, timeout: 60_000 },
  )

inEachEngine(
  'the story of a handler',
  async ({ page, url }) => {
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined')
    await page.evaluate(async (files) => {
      await coldstart.ready
      await coldstart.open({ files, settings: { name: 'Greetings', pace: 'max', openFile: 'src/index.ts' } })
    }, FILES)

    // Edited and run by keyboard, once the editor is there.
    await page.waitFor(() => document.querySelector('.monaco-editor .view-line') !== null, { timeout: 60_000 })
    await page.click('.monaco-editor .view-lines')
    await page.press('Control+Home')
    await page.type("console.log('edited')\n")
    const choose = (file: string): Promise<void> =>
      page.evaluate((value) => {
        const select = [...document.querySelectorAll('select')].find((one) =>
          [...one.options].some((option) => option.value === value),
        )
        if (!select) throw new Error(`No event ${value}`)
        select.value = value
        select.dispatchEvent(new Event('change', { bubbles: true }))
      }, file)
    await choose('events/ada.json')
    await page.press('Control+Enter')
    await isThere(page, 'Result', 'Hello Ada')
    // The second run finds the environment warm.
    await page.press('Control+Enter')
    await page.waitFor(async () => (await coldstart.trace({ types: ['invocation.ended'] })).length === 2)
    const lines = await page.evaluate(async () =>
      (await coldstart.trace({ types: ['log'] })).flatMap((record) => ('message' in record ? [record.message] : [])),
    )
    expect(lines.filter((line) => line.includes('edited'))).toHaveLength(1)
    expect(lines.filter((line) => /INFO\tgreeting Ada [12]$/.test(line))).toHaveLength(2)

    // An error leads to its line.
    await choose('events/fail.json')
    await page.press('Control+Enter')
    await isThere(page, 'Result', 'src/index.ts:5')

    // A message that always fails ends in the dead-letter queue, in virtual time.
    await page.evaluate(() => coldstart.send('Names', { body: { name: 'Bob' } }))
    await page.evaluate(() => coldstart.clock.runUntilIdle())
    const dead = await page.evaluate(async () =>
      JSON.stringify((await coldstart.resources()).find(({ name }) => name.includes('Dead'))),
    )
    expect(dead).toContain('Bob')

    // The link opens the same elsewhere.
    const link = await page.evaluate(() => coldstart.share())
    expect(await page.errors()).toEqual([])
    await page.open('about:blank')
    await page.open(link)
    await page.waitFor(
      () => document.querySelector<HTMLInputElement>('[aria-label="Project name"]')?.value === 'Greetings',
    )
    const answer = await page.evaluate(async () => {
      await coldstart.ready
      await coldstart.deploy()
      return (await coldstart.invoke('F', { name: 'Eve' })).Payload
    })
    expect(answer).toBe('{"greeting":"Hello Eve"}')
    expect(await page.errors()).toEqual([])

    // A lesson, whose examples are embeds: what hosts put into their pages.
    await page.open(`${url}lessons/03-handler-and-context/`)
    await page.waitFor(
      async () => {
        const playground = document.querySelector<HTMLElement & { run?(): Promise<void> }>('coldstart-playground')
        if (!playground?.run) return false
        playground.scrollIntoView()
        await playground.run()
        return true
      },
      { timeout: 60_000, what: 'a playground that runs' },
    )
    expect(await page.errors()).toEqual([])
  },
  { timeout: 180_000, engines: ['firefox', 'webkitgtk'] },
)
