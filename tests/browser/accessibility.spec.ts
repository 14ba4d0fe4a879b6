/** axe over every view and dialog with content in them, in both themes: no violation of WCAG 2.1 AA or best practice. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { expect, type Page, test } from '@playwright/test'
import { VIEWS } from '../../src/app/dock/views'
import { invoke, openProject, projectOf } from './coldstart'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = {
  dark: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] },
  // All else is the same in both.
  light: { type: 'rule', values: ['color-contrast'] },
}
const HANDLER = [
  'export const handler = async (event: { fail?: boolean }) => {',
  "  console.log(JSON.stringify({ level: 'INFO', message: 'seen', event }))",
  "  if (event.fail) throw new Error('asked to fail')",
  '  return event',
  '}',
].join('\n')
const QUEUE = ['Inbox:', '  Type: AWS::SQS::Queue', 'Table:', '  Type: AWS::Serverless::SimpleTable'].join('\n')
/** By the command of the palette that opens it. */
const DIALOGS = [
  'Help and shortcuts',
  'Examples',
  'My projects',
  'History of this project',
  'What happens when a function fails',
  'How exact the simulation is',
]

for (const colorScheme of ['dark', 'light'] as const) {
  test(`no view and no dialog violates a rule of accessibility, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(90_000)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openProject(page, projectOf(HANDLER, { resources: QUEUE }), {
      faults: [{ kind: 'crash', resource: 'F', rate: 0.01 }],
    })
    await page.evaluate(() => coldstart.send('Inbox', { body: { order: 1 } }))
    await invoke(page, { order: 1 })
    await invoke(page, { fail: true })
    // Not as a script element: the page’s Content Security Policy has none.
    await page.evaluate(`${AXE};0`)
    const violations = await violationsOf(page, RULES[colorScheme], 'The page')
    for (const { id, title } of VIEWS) {
      await page.locator(`#tab-${id}`).dispatchEvent('click')
      const view = page.locator(`#panel-${id}`)
      // The view itself, not what is said while it loads.
      await expect(view).not.toContainText(`Loading ${title}`)
      violations.push(...(await violationsOf(page, RULES[colorScheme], title, `#panel-${id}`)))
    }
    await page.keyboard.press('ControlOrMeta+K')
    await expect(page.getByRole('dialog')).toBeVisible()
    violations.push(...(await violationsOf(page, RULES[colorScheme], 'Command palette', 'dialog[open]')))
    await page.keyboard.press('Escape')
    for (const title of DIALOGS) {
      await page.keyboard.press('ControlOrMeta+K')
      await page.getByRole('dialog').getByRole('combobox').fill(title)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog').getByRole('heading').first()).toBeVisible()
      violations.push(...(await violationsOf(page, RULES[colorScheme], title, 'dialog[open]')))
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    expect(violations).toEqual([])
  })
}

/** One line for each element that violates a rule. @param within a selector; the whole page without */
async function violationsOf(
  page: Page,
  rules: (typeof RULES)['dark'],
  place: string,
  within?: string,
): Promise<string[]> {
  const { violations } = await page.evaluate(
    ([selector, runOnly]) => {
      const { axe } = globalThis as unknown as { axe: { run: (...args: unknown[]) => Promise<AxeResults> } }
      return axe.run(selector ?? document, { runOnly, resultTypes: ['violations'], iframes: false })
    },
    [within, rules] as const,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, any }) =>
      [place, id, target.join(' '), html.slice(0, 120), any[0]?.message ?? ''].join(' | '),
    ),
  )
}
