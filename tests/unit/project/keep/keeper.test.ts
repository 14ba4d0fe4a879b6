import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Browser, Faults, haveFaults } from './browser'

let browser: Browser

beforeEach(() => {
  // Nothing goes into the library by itself.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  browser = new Browser()
  haveFaults(() => browser.faults)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('what was typed last is there after a reload, though the library never heard of it', async () => {
  const page = browser.page()
  page.type('one')
  await page.commit()
  page.type('two')
  page.end()
  const again = browser.page(page.tab)
  expect(again.files).toEqual({ a: 'two' })
  await again.keeper.settle()
  expect((await again.library.get('p'))?.files).toEqual({ a: 'two' })
  again.type('three')
  await again.commit()
  expect(again.conflict).toBeNull()
  // Its own writing has taken the place of what it went on with.
  expect([...browser.storage.texts.keys()]).toEqual([again.journal.keyOf('p')])
})

it('two tabs with one project never save over each other', async () => {
  const one = browser.page()
  one.type('base')
  await one.commit()
  const two = browser.page()
  expect(two.files).toEqual({ a: 'base' })
  one.type('of one')
  await one.commit()
  // The other hears of it.
  await vi.waitFor(() => expect(two.theirs?.files).toEqual({ a: 'of one' }))
  two.type('of two')
  await two.commit()
  expect(two.conflict?.files).toEqual({ a: 'of one' })
  expect((await two.library.get('p'))?.files).toEqual({ a: 'of one' })
  expect(await two.texts()).toContain('of two')

  // As it decides for the other's, its own is the newer one again.
  two.keeper.accept((await two.library.get('p')) ?? expect.fail())
  two.type('both')
  await two.commit()
  expect(two.conflict).toBeNull()
  expect((await two.library.get('p'))?.files).toEqual({ a: 'both' })
  expect(await two.texts()).toEqual(expect.arrayContaining(['of one', 'of two', 'both']))
})

it('the same change in two tabs is no conflict', async () => {
  const one = browser.page()
  one.type('base')
  await one.commit()
  const two = browser.page()
  for (const page of [one, two]) page.type('same')
  await one.commit()
  await two.commit()
  expect(two.conflict).toBeNull()
})

it('a tab that comes back to a project that another has gone on with shows what is newest', async () => {
  const one = browser.page()
  one.type('base')
  await one.commit()
  const two = browser.page()
  two.type('on')
  await two.commit()
  one.end()
  const again = browser.page(one.tab)
  expect(again.files).toEqual({ a: 'base' })
  await again.keeper.settle()
  expect(again.theirs?.files).toEqual({ a: 'on' })
  expect(await again.texts()).toEqual(['on', 'base'])
})

it('what a tab that is gone left behind, and others have gone on without, is in the history', async () => {
  const one = browser.page()
  one.type('base')
  await one.commit()
  const two = browser.page()
  one.type('left behind')
  one.end()
  two.type('on')
  await two.commit()
  const three = browser.page(two.tab)
  await three.keeper.settle()
  expect(three.found).toEqual(['P'])
  expect(await three.texts()).toContain('left behind')
  expect([...browser.storage.texts.values()].join()).not.toContain('left behind')
})

it('projects that were left for another one are in the library before they go from the journal', async () => {
  const page = browser.page()
  page.type('first', 'p')
  page.type('second', 'q')
  await vi.waitFor(async () => expect((await page.library.get('p'))?.files).toEqual({ a: 'first' }))
  await page.commit()
  page.type('second again', 'q')
  expect([...browser.storage.texts.keys()]).toEqual([page.journal.keyOf('q')])
  page.type('first again', 'p')
  await page.commit()
  expect(page.conflict).toBeNull()
  expect((await page.library.get('p'))?.files).toEqual({ a: 'first again' })
})

it('a full browser gives up old states first, and says so when there are none', async () => {
  const page = browser.page()
  for (let at = 0; at < 8; at++) {
    browser.now += 60_000
    page.type(`state ${at}`)
    await page.commit()
  }
  browser.faults = Object.assign(new Faults(), { kind: 'full', left: 3 })
  page.type('more')
  // Room is made, and what failed is tried again.
  vi.spyOn(browser.faults, 'step').mockImplementationOnce(() => {
    throw new DOMException('No more room', 'QuotaExceededError')
  })
  browser.faults.left = Infinity
  await page.commit()
  expect((await page.library.get('p'))?.files).toEqual({ a: 'more' })
  expect((await page.texts()).length).toBeLessThan(8)

  vi.spyOn(browser.faults, 'step').mockImplementation(() => {
    throw new DOMException('No more room', 'QuotaExceededError')
  })
  vi.spyOn(page.library, 'makeRoom').mockResolvedValue(false)
  page.type('too much')
  await expect(page.commit()).rejects.toThrow()
  expect(page.safeties.slice(-2)).toEqual(['saving', 'full'])
  vi.restoreAllMocks()
  page.type('too much')
  expect(page.safeties.at(-1)).toBe('saved')
})

/** Every place where a page may end while it saves. */
it('a page that ends at any step leaves a whole state, no older than what it had called saved', async () => {
  let crashes = 0
  for (let step = 1; ; step++) {
    browser = new Browser()
    const [typed, safe]: [string[], string[]] = [[], []]
    const page = browser.page()
    browser.faults.left = step
    for (let at = 0; at < 5 && !browser.faults.struck; at++) {
      browser.now += 60_000
      typed.push(`text ${at}`)
      try {
        page.type(`text ${at}`)
        if (!browser.faults.struck) safe.push(`text ${at}`)
        await page.commit()
      } catch {
        // Gone.
      }
    }
    if (!browser.faults.struck) break
    crashes++
    page.end()
    browser.faults = new Faults()
    const again = browser.page(page.tab)
    await again.keeper.settle()
    const shown = again.theirs?.files['a'] ?? again.files['a'] ?? ''
    if (safe.length > 0) expect(typed.slice(safe.length - 1), `step ${step}`).toContain(shown)
    else expect([...typed, 'new']).toContain(shown)
    for (const text of await again.texts()) expect(typed).toContain(text)
    again.type('after')
    await again.commit()
    expect(again.conflict, `step ${step}`).toBeNull()
  }
  expect(crashes).toBeGreaterThanOrEqual(15)
})
