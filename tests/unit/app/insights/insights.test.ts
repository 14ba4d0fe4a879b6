import { describe, expect, it } from 'vitest'
import { ask, fieldsOf, seriesOf, sortedRows } from '../../../../src/app/insights/ask'
import { complete } from '../../../../src/app/insights/completion'
import { SAMPLES } from '../../../../src/app/insights/samples'
import { LogEntry } from '../../../../src/app/state/logs'
import { parseQuery, textOf } from '../../../../src/cloud/aws/logs-insights'

const MINUTE = 60_000

const entries = ['{"n":1,"k":"a"}', '{"n":4,"k":"b"}', '{"n":2,"k":"a"}', '{"k":"b"}'].map(
  (message, seq) =>
    new LogEntry({
      ...{ type: 'log', seq, at: seq * MINUTE, group: seq === 3 ? 'other' : 'g', stream: 's', environment: 'e' },
      ...{ requestId: null, kind: 'application', message },
    }),
)

const asked = async (query: string) => {
  const result = await ask(query, entries)
  if (!result) throw new Error('stopped')
  return result
}

describe('a query of the page', () => {
  it('asks the run’s log events, which results lead back to', async () => {
    const { rows } = await asked('filter n > 1 | fields n, @log | sort n')
    expect(rows.map(({ values }) => values.map(textOf))).toEqual([
      ['2', '123456789012:g'],
      ['4', '123456789012:g'],
    ])
    expect(rows[0]?.event).toMatchObject({ entry: { seq: 2 } })
  })

  it('sorts its rows by any column, those without a value last', async () => {
    const { rows } = await asked('fields n')
    expect(sortedRows(rows, 0, true).map(({ values }) => textOf(values[0] ?? null))).toEqual(['4', '2', '1', ''])
    expect(sortedRows(rows, 0, false).map(({ values }) => textOf(values[0] ?? null))).toEqual(['1', '2', '4', ''])
  })

  it('draws what is grouped by time, a line for each group', async () => {
    expect(seriesOf(await asked('stats sum(n) by bin(2m), k'))).toEqual({
      times: [0, 120],
      lines: [
        { name: 'a', values: [1, 2] },
        { name: 'b', values: [4, null] },
      ],
    })
    expect(seriesOf(await asked('stats count(*) as c, max(n) as m by bin(5m)'))?.lines).toEqual([
      { name: 'c', values: [4] },
      { name: 'm', values: [4] },
    ])
    expect(seriesOf(await asked('stats count(*) by k'))).toBeNull()
  })

  it('stops when nobody waits', async () => {
    const many = Array.from({ length: 100_000 }, () => entries[0] as LogEntry)
    expect(await ask('stats count(n)', many, () => true)).toBeNull()
  })
})

describe('samples', () => {
  it.each(SAMPLES)('$title', ({ query }) => {
    expect(() => parseQuery(query)).not.toThrow()
  })
})

describe('completion', () => {
  const at = (query: string) =>
    complete(query, query.length, fieldsOf(entries, 'g')).suggestions.map(({ text }) => text)

  it('offers commands where one begins, fields and functions elsewhere', () => {
    expect(at('fi')).toEqual(['fields', 'filter'])
    expect(at('fields a | s')).toEqual(['stats', 'sort'])
    expect(at('fields @me')).toEqual(['@message', '@memorySize'])
    expect(at('fields mess')).toEqual(['@message'])
    expect(at('fields k, strl')).toEqual(['strlen('])
    expect(at('fields n')).toEqual([])
    expect(complete('fields strl', 11, []).start).toBe(7)
  })

  it('is silent in texts and comments, and where nothing is written', () => {
    expect(at('filter a like "fi')).toEqual([])
    expect(at('# fi')).toEqual([])
    expect(at('fields ')).toEqual([])
  })
})
