/** The page in other engines: it opens, a click and the keyboard reach it, and a handler runs. */

import { expect } from '@playwright/test'
import { inEachEngine } from '../engines/test'
import { projectOf } from './coldstart'

inEachEngine(
  'the page opens and runs a handler',
  async ({ page, url }) => {
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
    const answer = await page.evaluate(async (files) => {
      await coldstart.ready
      await coldstart.open({ files, settings: { seed: 1, pace: 'paused', cpu: 'fixed' } })
      await coldstart.deploy()
      const result = coldstart.invoke('F', { name: 'Ada' })
      await coldstart.clock.runUntilIdle()
      return (await result).Payload
    }, projectOf(`export const handler = async (event: { name: string }) => 'Hello ' + event.name`))
    expect(answer).toBe('"Hello Ada"')
    await page.click({ css: '[role=tab]', text: 'Resources' })
    await page.waitFor(() => document.querySelector('[role=tab][aria-selected=true]') !== null)
    expect((await page.screenshot()).length).toBeGreaterThan(10_000)
    expect(await page.errors()).toEqual([])
  },
  { timeout: 90_000 },
)
