/** The code editor with Monaco, by keyboard: template.yaml, types of events, formatting, and the switch from plain text. */

import { expect, test, type Page } from '@playwright/test'
import { journalOf } from './coldstart'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      D
  Handle:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [index.ts] }
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Environment:
        Variables:
          QUEUE_URL: !Ref Orders
      Events:
        FromOrders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
`
const HANDLER = "export const handler = async (event) => {\n  console.log( 'x' )\n}\n"

async function open(page: Page, openFile: string, files: Record<string, string> = {}): Promise<void> {
  await page.goto('./')
  await page.evaluate(
    async ([project, file]) => {
      await coldstart.ready
      await coldstart.open({ files: project, settings: { pace: 'paused', openFile: file } })
    },
    [{ 'template.yaml': TEMPLATE, 'src/index.ts': HANDLER, ...files }, openFile] as const,
  )
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 60_000 })
  await page.getByRole('textbox', { name: /^Code editor/ }).focus()
}

const textOf = (page: Page, path: string): Promise<string> =>
  journalOf(page).then(([newest]) => newest?.files[path] ?? '')

async function goTo(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+Home')
  for (let at = 1; at < line; at++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
}

test('template.yaml completes properties and names, and explains them', async ({ page }) => {
  test.setTimeout(90_000)
  await open(page, 'template.yaml')
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row')

  // A property, by the schema.
  await goTo(page, 7)
  await expect(async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Space')
    await expect(suggestions.filter({ hasText: 'DelaySeconds' })).toBeVisible({ timeout: 2000 })
  }).toPass()
  await page.keyboard.type('elayS')
  await page.keyboard.press('Enter')
  await expect.poll(() => textOf(page, 'template.yaml')).toContain('DelaySeconds: 0')

  // A name of the template.
  await goTo(page, 24)
  await page.keyboard.press('Enter')
  await page.keyboard.type('DeadLetterQueue: !GetAtt Ord')
  await page.keyboard.press('Control+Space')
  await expect(suggestions.filter({ hasText: 'Orders.QueueUrl' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')

  // What a property is.
  await goTo(page, 6)
  await page.keyboard.press('Home')
  await page.keyboard.press('F1')
  await page.keyboard.type('Show or Focus Hover')
  await page.keyboard.press('Enter')
  await expect(page.locator('.monaco-hover').filter({ visible: true })).toContainText('0 to 43,200 seconds; default 30')
})

test('a handler gets the type of its event, and is formatted when it is saved', async ({ page }) => {
  test.setTimeout(90_000)
  await open(page, 'src/index.ts', { 'template.yaml': TEMPLATE.replace('      D\n', '') })
  await expect(page.locator('.codelens-decoration')).toContainText('Handle is fed by Orders', { timeout: 45_000 })

  // The type that the template implies comes first, with its import.
  await page.keyboard.press('Control+Home')
  for (let at = 0; at < 'export const handler = async (event'.length; at++) await page.keyboard.press('ArrowRight')
  await page.keyboard.type(': ')
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row')
  await expect(suggestions.first()).toContainText('SQSEvent')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => textOf(page, 'src/index.ts'))
    .toContain("import type { SQSEvent } from 'aws-lambda'\nexport const handler = async (event: SQSEvent)")

  // Saving formats, as prettier does by itself.
  await page.keyboard.press('Control+s')
  await expect.poll(() => textOf(page, 'src/index.ts'), { timeout: 20_000 }).toContain('  console.log("x");\n')
  await expect(page.getByRole('textbox', { name: /^Code editor/ })).toBeFocused()
})

test('what is typed while Monaco takes over is not lost', async ({ page }) => {
  test.setTimeout(90_000)
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/code-view-*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('./')
  await page.evaluate(async () => {
    await coldstart.ready
    await coldstart.open({ files: { 'a.txt': '' }, settings: { pace: 'paused', openFile: 'a.txt' } })
  })
  await page.getByRole('textbox', { name: 'Code editor' }).focus()
  const text = 'the quick brown fox jumps over the lazy dog, and over Monaco while it takes its place in the page'
  await page.keyboard.type(text.slice(0, 20))
  release()
  await page.keyboard.type(text.slice(20), { delay: 40 })
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 60_000 })
  await page.keyboard.type('!')
  await expect.poll(() => textOf(page, 'a.txt')).toBe(`${text}!`)
})
