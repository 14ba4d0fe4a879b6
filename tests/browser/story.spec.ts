/**
 * The main job, as a person does it: open the page, edit a handler, press Ctrl+Enter and watch it run, invoked
 * synchronously, asynchronously and by Lambda polling a queue; then copy a link that opens the same thing elsewhere.
 */

import { expect, test, type Page } from '@playwright/test'

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Greeter:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        EntryPoints: [index.ts]
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        Names:
          Type: SQS
          Properties:
            Queue: !GetAtt Names.Arn
  Names:
    Type: AWS::SQS::Queue
`

const HANDLER = `export const handler = async (event: { name?: string; fail?: boolean }) => {
  console.log('greeting', event.name)
  if (event.fail) throw new Error('as asked')
  return { greeting: 'Hello' }
}
`

async function openBlank(page: Page): Promise<void> {
  await page.goto('./')
  await page.evaluate(
    async ([template, handler]) => {
      await coldstart.ready
      await coldstart.open({
        files: {
          'template.yaml': template,
          'src/index.ts': handler,
          'events/ada.json': '{ "name": "Ada" }',
          'events/fail.json': '{ "fail": true }',
        },
        settings: { name: 'Greetings', pace: 'max', openFile: 'src/index.ts' },
      })
    },
    [TEMPLATE, HANDLER] as const,
  )
}

/** The editor is ready when Monaco has taken over from the plain text. */
async function typeAtEnd(page: Page, find: string, text: string): Promise<void> {
  const editor = page.getByRole('region', { name: 'Code' })
  await expect(editor.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 60_000 })
  await editor.getByText(find).first().click()
  await page.keyboard.press('End')
  await page.keyboard.type(text)
}

test('edit, run synchronously, asynchronously and from a queue, then share', async ({ page, browser }) => {
  test.setTimeout(180_000)
  await openBlank(page)
  const result = page.getByRole('region', { name: 'Result' })
  const send = page.getByRole('region', { name: 'Send an event' })

  // Edit the handler and run it, by keyboard.
  await typeAtEnd(page, "console.log('greeting', event.name)", "\nconsole.log('edited')")
  await send.getByRole('combobox', { name: 'Event', exact: true }).selectOption('events/ada.json')
  await page.keyboard.press('Control+Enter')
  await expect(result).toContainText('"greeting": "Hello"', { timeout: 60_000 })
  await expect(page.getByText('edited', { exact: true }).first()).toBeVisible()

  // An error leads to its line.
  await send.getByRole('combobox', { name: 'Event', exact: true }).selectOption('events/fail.json')
  await send.getByRole('button', { name: /^Run/ }).click()
  await expect(result).toContainText('as asked')
  await expect(result).toContainText('src/index.ts:4')

  // Asynchronously: accepted, three attempts, over in virtual time.
  await send.getByRole('radio', { name: 'Invoke async' }).check()
  await page.keyboard.press('Control+Enter')
  await expect(result).toContainText('202')
  await expect(result).toContainText('Attempt 3 failed')

  // By Lambda polling a queue.
  await send.getByLabel('Send to').selectOption('Names')
  await send.getByRole('combobox', { name: 'Event', exact: true }).selectOption('events/ada.json')
  await page.keyboard.press('Control+Enter')
  await expect(result).toContainText('Processed and deleted')

  // The timeline has an environment of the function and the queue.
  await page.getByRole('tab', { name: 'Timeline' }).click()
  const timeline = page.getByRole('tabpanel', { name: 'Timeline' })
  await expect(timeline).toContainText('Greeter')
  await expect(timeline).toContainText('Names')

  // The link opens the same thing in a browser that has never been here.
  const link = await page.evaluate(() => coldstart.share())
  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(link)
  await expect(elsewhere.getByLabel('Project name')).toHaveValue('Greetings')
  await elsewhere.evaluate(() => coldstart.ready)
  await elsewhere.keyboard.press('Control+Enter')
  await expect(elsewhere.getByRole('region', { name: 'Result' })).toContainText('Processed and deleted', {
    timeout: 60_000,
  })
  await elsewhere.context().close()
})

test('the first visit runs an example before editor and esbuild have loaded', async ({ page }) => {
  await page.route(/esbuild.*\.wasm|editor\.api|ts\.worker/, (route) => route.abort())
  await page.goto('./')
  // Its message is received and handled, again and again, until it is given up.
  const started = () => page.evaluate(() => coldstart.trace({ types: ['invocation.started'] }))
  await expect.poll(async () => (await started()).length, { timeout: 20_000 }).toBeGreaterThan(0)
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('Received from OrdersQueue')
})

test('work survives a reload', async ({ page }) => {
  await openBlank(page)
  await page.getByLabel('Project name').fill('Kept')
  await page.getByLabel('Project name').press('Enter')
  await page.reload()
  await expect(page.getByLabel('Project name')).toHaveValue('Kept')
})

test('a damaged link says so and leaves an empty project', async ({ page }) => {
  await page.goto('./#v1.damaged')
  await expect(page.getByText(/link is damaged/i).first()).toBeVisible()
  await page.evaluate(() => coldstart.ready)
  await expect(page.getByRole('treeitem')).toHaveCount(0)
})
