/** Tests that run in every engine, on the app as the other browser tests have it. */

import { test } from '@playwright/test'
import { ENGINES, type Engine, type EnginePage } from './index'

export interface EngineTest {
  readonly page: EnginePage
  /** The app's address. */
  readonly url: string
  readonly engine: Engine
}

export interface EngineTestOptions {
  /** Milliseconds for the whole test. */
  readonly timeout?: number
  readonly engines?: readonly Engine['name'][]
}

/** One test for each engine, with a browser of its own. */
export function inEachEngine(
  title: string,
  work: (given: EngineTest) => Promise<void>,
  options: EngineTestOptions = {},
) {
  for (const engine of ENGINES) {
    if (options.engines && !options.engines.includes(engine.name)) continue
    // The reason is in the title: that is what a list of skipped tests shows.
    const where = engine.missing === null ? engine.name : `${engine.name}, skipped: ${engine.missing}`
    test(`${title} (${where})`, async ({ baseURL }) => {
      test.skip(engine.missing !== null, engine.missing ?? '')
      if (options.timeout !== undefined) test.setTimeout(options.timeout)
      const page = await engine.start()
      try {
        await work({ page, url: baseURL ?? '', engine })
      } finally {
        await page.close()
      }
    })
  }
}
