import { describe, expect, it } from 'vitest'
import { everything, FilteredLog, firstSince, matches } from '../../../../src/app/logs/filtered-log'
import { GroupedRows, isHeader } from '../../../../src/app/logs/grouped-rows'
import { isProblem, type LogFilter, markedPieces, readFilter } from '../../../../src/app/logs/log-filter'
import { glimpse } from '../../../../src/app/logs/log-texts'
import { RowHeights } from '../../../../src/app/parts/row-heights'
import { LogEntry, Logs } from '../../../../src/app/state/logs'
import type { TraceRecord } from '../../../../src/cloud/aws/trace-records'

const ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa'

type LogRecord = Extract<TraceRecord, { type: 'log' }>

const log = (message: string, seq = 0, part: Partial<LogRecord> = {}): LogRecord => ({
  ...{ type: 'log', seq, at: seq, group: '/aws/lambda/orders', stream: 's', environment: 'e' },
  ...{ requestId: ID, kind: 'application', message },
  ...part,
})
const entry = (message: string, part?: Partial<LogRecord>) => new LogEntry(log(message, 0, part))

function filterOf(text: string): LogFilter {
  const read = readFilter(text)
  if (isProblem(read)) throw new Error(read.message)
  return read
}

function lengthOf(filtered: FilteredLog, logs: Logs): number {
  filtered.follow(logs)
  return filtered.entries.length
}

describe('the filter box', () => {
  it('takes words in any case, all of them, and request ids', () => {
    expect(filterOf('Error TIMEOUT').matches(entry('a timeout, an error'))).toBe(true)
    expect(filterOf('error timeout').matches(entry('an error'))).toBe(false)
    expect(filterOf(ID.slice(0, 8)).matches(entry('x'))).toBe(true)
    expect(filterOf('well-known 50% e.g. why?').isPattern).toBe(false)
  })

  it('takes filter patterns, which know upper and lower case', () => {
    expect(filterOf('"Order placed" -test').matches(entry('Order placed'))).toBe(true)
    expect(filterOf('"order placed"').matches(entry('Order placed'))).toBe(false)
    expect(filterOf('{ $.level = "ERROR" && $.count > 3 }').matches(entry('{"level":"ERROR","count":4}\n'))).toBe(true)
    expect(filterOf('[ip, user]').matches(entry('1.2.3.4 ann'))).toBe(true)
  })

  it('says what is wrong with a pattern, and where', () => {
    expect(readFilter('{ $.level = }')).toEqual({ message: 'The pattern ends without }.', column: 14 })
  })

  it('marks what was looked for', () => {
    expect(markedPieces('an Error', filterOf('error').marks)).toEqual([
      { text: 'an ', isMarked: false },
      { text: 'Error', isMarked: true },
    ])
  })
})

describe('criteria', () => {
  it('are a group, a stream, levels and requests', () => {
    const one = entry('x')
    expect(matches(one, everything)).toBe(true)
    expect(matches(one, { ...everything, scope: { group: 'other', stream: null } })).toBe(false)
    expect(matches(one, { ...everything, scope: { group: '/aws/lambda/orders', stream: 't' } })).toBe(false)
    expect(matches(one, { ...everything, hidden: new Set(['info']) })).toBe(false)
    expect(matches(one, { ...everything, requests: new Set() })).toBe(false)
  })
})

describe('a filtered log', () => {
  it('takes in only what is new', () => {
    const logs = new Logs()
    const filtered = new FilteredLog({ ...everything, filter: filterOf('KEEP') })
    logs.apply(log('keep 1', 1))
    logs.apply(log('other', 2))
    expect(lengthOf(filtered, logs)).toBe(1)
    logs.apply(log('keep 2', 3))
    expect(lengthOf(filtered, logs)).toBe(2)
    expect(lengthOf(filtered, logs)).toBe(2)
  })

  it('starts over with the log of another run', () => {
    const [before, after] = [new Logs(), new Logs()]
    const filtered = new FilteredLog(everything)
    for (let seq = 0; seq < 10; seq++) before.apply(log('old', seq))
    filtered.follow(before)
    after.apply(log('new', 0))
    filtered.follow(after)
    expect(filtered.entries.items.map(({ lines }) => lines[0])).toEqual(['new'])
  })

  it('survives that old entries are forgotten', () => {
    const logs = new Logs()
    const filtered = new FilteredLog(everything)
    for (let seq = 0; seq < 200_000; seq++) {
      logs.apply(log('x', seq))
      if (seq % 1000 === 0) filtered.follow(logs)
    }
    filtered.follow(logs)
    expect(filtered.entries.at(-1)?.seq).toBe(199_999)
    expect(logs.entries.dropped).toBeGreaterThan(0)
  })

  it('takes its time, and goes on where it was', () => {
    const logs = new Logs()
    for (let seq = 0; seq < 1000; seq++) logs.apply(log('x', seq))
    const filtered = new FilteredLog(everything)
    let time = 0
    expect(filtered.follow(logs, 1.5, () => time++)).toBe(false)
    expect(filtered.entries.length).toBe(200)
    expect(lengthOf(filtered, logs)).toBe(1000)
    expect(firstSince(filtered.entries.items, 400)).toBe(400)
  })
})

describe('grouped by stream', () => {
  it('has a header for each stream, which folds', () => {
    const entries = ['a', 'b', 'a'].map((stream, seq) => new LogEntry(log('x', seq, { stream })))
    const grouped = new GroupedRows()
    const rows = grouped.of(entries)
    expect(rows.map((row) => (isHeader(row) ? `${row.stream} ${row.count}` : row.seq))).toEqual(['a 2', 0, 2, 'b 1', 1])
    const [header] = rows
    if (header && isHeader(header)) grouped.fold(header, true)
    expect(grouped.of(entries)).toHaveLength(3)
    expect(grouped.of(entries)[0]).toBe(header)
  })
})

describe('an event that is not expanded', () => {
  it('shows a dozen lines, and no line that never ends', () => {
    expect(glimpse(entry('one'))).toEqual({ lines: ['one'], isCut: false })
    expect(glimpse(entry('x\n'.repeat(20))).lines).toHaveLength(12)
    expect(glimpse(entry('x'.repeat(5000)))).toMatchObject({ lines: ['x'.repeat(2000)], isCut: true })
  })
})

describe('heights of rows', () => {
  it('are estimated until they are measured, and add up', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ index }))
    const heights = new RowHeights<{ readonly index: number }>(() => 20)
    heights.follow(rows)
    expect(heights.total).toBe(20_000)
    expect(heights.measure(300, 50)).toBe(30)
    expect([heights.total, heights.offsetOf(301), heights.indexAt(6049), heights.indexAt(6050)]).toEqual([
      20_030, 6050, 300, 301,
    ])
    heights.follow([...rows, { index: 1000 }])
    expect([heights.total, heights.heightOf(300)]).toEqual([20_050, 50])
    heights.follow(rows.slice(250))
    expect([heights.total, heights.heightOf(50), heights.indexAt(1e9)]).toEqual([15_030, 50, 749])
  })

  it('are not estimated again when the first rows go and others come behind', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ index }))
    let estimates = 0
    const heights = new RowHeights<{ readonly index: number }>(() => {
      estimates++
      return 20
    })
    heights.follow(rows.slice(0, 900))
    heights.measure(300, 50)
    heights.follow(rows.slice(250))
    expect(estimates).toBe(1000)
    expect([heights.total, heights.heightOf(50), heights.offsetOf(51), heights.indexAt(1e9)]).toEqual([
      15_030, 50, 1050, 749,
    ])
  })
})
