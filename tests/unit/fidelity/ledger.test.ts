/** The ledger is whole, its tests exist, and README's tables are what it makes. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorBehaviourTable, fidelityTable, pageLimitsTable, withGenerated } from '../../../src/build/documentation'
import errors from '../../../src/fidelity/error-behaviour.json'
import type { ErrorBehaviour } from '../../../src/fidelity/error-behaviour'
import data from '../../../src/fidelity/ledger.json'
import { bySetting, search, type Ledger, type LedgerEntry } from '../../../src/fidelity/ledger'

const repository = path.resolve(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(path.join(repository, file), 'utf8')
const ledger = data as Ledger

/** What is wrong with an entry; empty for a good one. */
function problemsOf({ section, behaviour, status, here = '', source, test }: LedgerEntry): readonly string[] {
  const problems = [
    !Object.hasOwn(ledger.sections, section) && 'has a section that there is not',
    (behaviour.trim() === '' || source.trim() === '') && 'says nothing',
    status === 'exact' && test === null && 'is exact without a test',
    status !== 'exact' && here.trim() === '' && 'does not say what there is instead',
    test !== null && missingOf(test) !== null && `names a test that does not exist: ${missingOf(test) ?? ''}`,
  ]
  return problems.flatMap((problem) => (problem === false ? [] : [`${section} ${behaviour}: ${problem}`]))
}

describe('the fidelity ledger', () => {
  it('is whole: every entry has its source, and a test or a difference', () => {
    expect(ledger.entries.flatMap(problemsOf)).toEqual([])
  })

  it('has each behaviour once', () => {
    const keys = ledger.entries.map(({ section, behaviour }) => `${section} ${behaviour}`)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})

const texts = new Map<string, string>()

/** @returns what does not exist of `<file> › <title>`, or null */
function missingOf(test: string): string | null {
  const [file = '', ...title] = test.split(' › ')
  if (!existsSync(path.join(repository, file))) return file
  if (title.length === 0) return null
  const text = texts.get(file) ?? unquoted(read(file))
  texts.set(file, text)
  // A title may be put together of a describe's and a test's; the last part is the test's.
  const last = unquoted(title.at(-1) ?? '')
  return text.includes(last) || patternsIn(text).some((pattern) => pattern.test(last)) ? null : test
}

/** Titles of tests that are run for each row of a table: `%s is refused`. */
function patternsIn(text: string): readonly RegExp[] {
  return [...text.matchAll(/'([^'\n]*(?:%[sdifjo]|\$\w+)[^'\n]*)'/g)].map(([, title = '']) => {
    const escaped = title.replace(/[.*+?^()|[\]{}]/g, '\\$&')
    return new RegExp(`^${escaped.replace(/%[sdifjo]|\$\w+/g, '.*')}$`)
  })
}

const unquoted = (text: string): string => text.replaceAll('\\', '').replace(/['’‘"“”`]/g, "'")

describe('README', () => {
  it('has the tables that `npm run docs` makes', () => {
    const readme = read('README.md')
    const parts = {
      fidelity: fidelityTable(ledger),
      'page-limits': pageLimitsTable(),
      'error-behaviour': errorBehaviourTable(errors as readonly ErrorBehaviour[]),
    }
    expect(withGenerated(readme, parts) === readme, 'README.md is behind the data: run `npm run docs`').toBe(true)
  })
})

describe('looking things up', () => {
  const entries = [
    { section: '1', behaviour: 'Waits 1 minute', status: 'exact', source: 'Guide', test: 'x', setting: 'A/B' },
    {
      section: '1',
      behaviour: 'Never',
      status: 'absent',
      here: 'refused',
      source: 'Guide',
      test: null,
      setting: 'A/B',
    },
  ] as const

  it('finds what has every word', () => {
    expect(search(entries, 'MINUTE waits')).toEqual([entries[0]])
    expect(search(entries, 'refused')).toEqual([entries[1]])
    expect(search(entries, '')).toEqual(entries)
  })

  it('gives a setting the least exact of its statuses', () => {
    expect(bySetting(entries).get('A/B')?.status).toBe('absent')
  })
})
