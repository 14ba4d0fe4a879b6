/** A link is a stranger's code: what it tries to reach from an execution environment, in every engine. */

import { expect } from '@playwright/test'
import type { EngineName } from '../../engines'
import { inEachEngine } from '../../engines/test'
import { CASES } from './cases'
import type { Attempt } from './contract'
import { openListeningPost } from './listening-post'
import { attack, attemptOf, fails } from './run'
import { attackersOf } from './stack'

/** `npm test` has room for one engine; COLDSTART_ESCAPE=all (`npm run escape`) tries all of them. */
const IN_CI: readonly EngineName[] = ['chromium']
const all = process.env['COLDSTART_ESCAPE'] === 'all'

const textOf = (attempt: Attempt): string => JSON.stringify(attempt).slice(0, 300)

function report(...lines: readonly string[]): void {
  if (process.env['COLDSTART_VERBOSE']) process.stdout.write(`${lines.join('\n')}\n`)
}

inEachEngine(
  'no attack gets out of its environment',
  async ({ page, url, engine: { name } }) => {
    const post = await openListeningPost()
    await page.open(url)
    await page.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
    const escapes: string[] = []
    for (const [category, all] of Object.entries(CASES)) {
      const attackers = attackersOf(category, all)
      const cases = attackers.flatMap((attacker) => attacker.cases)
      const startedAt = performance.now()
      const first = await attack(page, attackers, post.addresses)
      const inEveryRun = cases.some((one) => one.fails.includes('same in every run'))
      const second = inEveryRun ? await attack(page, attackers, post.addresses) : first
      const out = cases.flatMap((one, index) => {
        if (one.succeedsIn?.includes(name)) return []
        const [attempt, again] = [first, second].map(({ answers }) => attemptOf(one, answers[index]))
        if (!attempt || !again || fails(one, attempt, again)) return []
        return [`${category}/${one.id}: ${textOf(attempt)}, then ${textOf(again)}`]
      })
      escapes.push(...out)
      report(`${category}: ${cases.length} in ${Math.round(performance.now() - startedAt)} ms`, ...out)
      expect.soft(first.other, category).toBe('"here: after"')
    }
    expect.soft(escapes.join('\n')).toBe('')
    expect.soft(post.hits).toEqual([])
    await post.close()
  },
  { timeout: 300_000, ...(!all && { engines: IN_CI }) },
)
