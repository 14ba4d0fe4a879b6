import { describe, expect, it } from 'vitest'
import {
  type InsightsEvent,
  placeIn,
  QuerySyntaxError,
  runQuery,
  textOf,
  tokenize,
} from '../../../../../src/cloud/aws/logs-insights'
import { Random } from '../../../../../src/cloud/kernel/random'

const START = Date.UTC(2026, 0, 31, 12)
const ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa'

/** One a minute, the first at noon. */
const eventsOf = (...messages: readonly string[]): readonly InsightsEvent[] =>
  messages.map((message, index) => ({
    timestamp: START + index * 60_000,
    ingestionTime: START + index * 60_000 + 5,
    message,
    logStream: index % 2 === 0 ? 'even' : 'odd',
    log: '123456789012:/aws/lambda/f',
    ptr: `p${index}`,
  }))

function table(query: string, messages: readonly string[]): readonly (readonly string[])[] {
  const { columns, rows } = runQuery(query, eventsOf(...messages))
  return [columns, ...rows.map(({ values }) => values.map(textOf))]
}

const cells = (query: string, messages: readonly string[]) => table(query, messages).slice(1)
/** Of a single row, a single column. */
const value = (expression: string, message = '{}') => cells(`fields ${expression} as x | display x`, [message])[0]?.[0]

function problem(query: string): QuerySyntaxError {
  try {
    runQuery(query, [])
  } catch (error) {
    if (error instanceof QuerySyntaxError) return error
    throw error
  }
  throw new Error(`a query: ${query}`)
}

const REPORT = (duration: number, init?: number) =>
  `REPORT RequestId: ${ID}\tDuration: ${duration}.00 ms\tBilled Duration: ${duration} ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t${init === undefined ? '' : `Init Duration: ${init}.10 ms\t`}\n`

describe('fields', () => {
  it('are time and message where a query names none, the newest first', () => {
    expect(table('filter @message like "a"', ['a', 'b', 'aa'])).toEqual([
      ['@timestamp', '@message'],
      ['2026-01-31 12:02:00.000', 'aa'],
      ['2026-01-31 12:00:00.000', 'a'],
    ])
  })

  it('of Lambda’s lines are discovered', () => {
    expect(
      cells('fields @type, @requestId, @duration, @billedDuration, @memorySize, @maxMemoryUsed, @initDuration', [
        REPORT(12, 140),
      ]),
    ).toEqual([['REPORT', ID, '12', '12', '128000000', '36000000', '140.1']])
    expect(cells('fields @type, @requestId', [`2026-01-31T12:00:00.000Z\t${ID}\tINFO\tx`])).toEqual([['', ID]])
    expect(
      cells('fields @xrayTraceId, @xraySegmentId', [
        `${REPORT(1)}XRAY TraceId: 1-5d9d-0a\tSegmentId: 3d7\tSampled: true`,
      ]),
    ).toEqual([['1-5d9d-0a', '3d7']])
    expect(cells('fields @logStream, @log, @ingestionTime, @ptr', ['x'])).toEqual([
      ['even', '123456789012:/aws/lambda/f', '2026-01-31 12:00:00.005', 'p0'],
    ])
  })

  it('of the first JSON fragment have dots, indexes and backticks', () => {
    const message = `prefix {"a":{"b":[{"c":7}],"d.e":true},"f-g":"{"} suffix {"a":1}`
    expect(cells('fields a.b.0.c, a.d.e, `f-g`, missing', [message])).toEqual([['7', '1', '{', '']])
  })

  it('are calculated, named with as, and used further on', () => {
    expect(table('fields ms / 1000 as s, s * 2 | display s, s * 2', ['{"ms":1500}'])).toEqual([
      ['s', 's * 2'],
      ['1.5', '3'],
    ])
  })

  it('of jsonParse are reached with dots', () => {
    expect(cells('fields jsonParse(text) as j | display j.a', ['{"text":"{\\"a\\":5}"}'])).toEqual([['5']])
  })
})

describe('filter', () => {
  const messages = ['{"n":1,"s":"one","b":true}', '{"n":20,"s":"two"}', 'no json']
  it.each([
    ['n = 1', [0]],
    ['n != 1', [1, 2]],
    ['n > 3', [1]],
    ['n >= 1 and n < 20', [0]],
    ['n <= 1 or s = "two"', [0, 1]],
    ['not (n = 1)', [1, 2]],
    ['s like /^t/', [1]],
    ['s =~ /(?i)ONE/', [0]],
    ['s not like "o"', [2]],
    ['s in ["one", "three"]', [0]],
    ['n not in [1, 2]', [1, 2]],
    ['ispresent(s)', [0, 1]],
    ['isPresent(b) && b = 1', [0]],
    ['b = "true" || n = "20"', [0, 1]],
    ['b', [0]],
    ['n % 2 = 0', [1]],
    ['@message like "json"', [2]],
    ["s = 'one' # a comment", [0]],
  ])('%s', (condition, indexes) => {
    const found = runQuery(`filter ${condition}`, eventsOf(...messages)).rows.map(({ event }) => event?.message)
    expect([...found].reverse()).toEqual(indexes.map((index) => messages[index]))
  })
})

describe('functions', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 2', '5'],
    ['(1 + 2) * 3', '9'],
    ['2 ^ 3', '8'],
    ['10 % 3', '1'],
    ['-2 + 5', '3'],
    ['1 / 0', ''],
    ['abs(-3)', '3'],
    ['ceil(1.2)', '2'],
    ['floor(1.8)', '1'],
    ['greatest(1, 3, 2)', '3'],
    ['least(4, 3, 9)', '3'],
    ['log(1)', '0'],
    ['sqrt(9)', '3'],
    ['datefloor(@timestamp, 1h)', '2026-01-31 12:00:00.000'],
    ['dateceil(fromMillis(1769860801000), 1h)', '2026-01-31 13:00:00.000'],
    ['datefloor(@timestamp, 1mo)', '2026-01-01 00:00:00.000'],
    ['dateceil(@timestamp, 1q)', '2026-04-01 00:00:00.000'],
    ['bin(1d)', '2026-01-31 00:00:00.000'],
    ['toMillis(@timestamp)', String(START)],
    ['fromMillis(0)', '1970-01-01 00:00:00.000'],
    ['ispresent(missing)', '0'],
    ['coalesce(missing, "b")', 'b'],
    ['isempty("")', '1'],
    ['isempty(missing)', '1'],
    ['isblank("  ")', '1'],
    ['concat("a", 1, missing)', 'a1'],
    ['trim("  x ")', 'x'],
    ['ltrim("xyZfooxyZ", "xyZ")', 'fooxyZ'],
    ['rtrim("xyZfooxyZ", "xyZ")', 'xyZfoo'],
    ['trim("xyZfooxyZ", "xyZ")', 'foo'],
    ['strlen("a😀")', '2'],
    ['toupper("a")', 'A'],
    ['tolower("A")', 'a'],
    ['substr("xyZfooxyZ", 3, 3)', 'foo'],
    ['substr("xyZfoo", 3)', 'foo'],
    ['replace("foo", "o", "$&0")', 'f$&0$&0'],
    ['strcontains("abc", "b")', '1'],
    ['strcontains("abc", "z")', '0'],
    ['jsonStringify(jsonParse("{\\"a\\":1}"))', '{"a":1}'],
    ['isValidIp("::1")', '1'],
    ['isValidIpv4("::1")', '0'],
    ['isValidIpv6("::1")', '1'],
    ['isIpInSubnet("10.1.2.3", "10.0.0.0/8")', '1'],
    ['isIpv4InSubnet("11.1.2.3", "10.0.0.0/8")', '0'],
    ['isIpv6InSubnet("fd00::1", "fd00::/8")', '1'],
  ])('%s', (expression, result) => {
    expect(value(expression)).toBe(result)
  })
})

describe('parse', () => {
  const line = 'user=ann, method:GET, latency := 12'
  it('takes a text with *, from @message where no field is named', () => {
    const query = 'parse @message "user=*, method:*, latency := *" as @user, @method, ms | display @user, @method, ms'
    expect(cells(query, [line])).toEqual([['ann', 'GET', '12']])
    expect(cells('parse "user=*," as u | filter u = "ann" | display u', [line])).toEqual([['ann']])
  })

  it('takes a regular expression with names', () => {
    expect(table('fields @logStream | parse @message /user=(?<user>\\w+), (?<rest>.*)/', [line])).toEqual([
      ['@logStream', 'user', 'rest'],
      ['even', 'ann', 'method:GET, latency := 12'],
    ])
  })

  it('leaves out what does not match', () => {
    expect(cells('parse "x=*" as x | display ispresent(x)', [line])).toEqual([['0']])
  })
})

describe('stats', () => {
  const messages = [1, 2, 3, 4, 10].map((n) => JSON.stringify({ n, kind: n % 2 === 0 ? 'even' : 'odd' }))
  it.each([
    ['count(*)', '5'],
    ['count()', '5'],
    ['count(missing)', '0'],
    ['count_distinct(kind)', '2'],
    ['sum(n)', '20'],
    ['avg(n)', '4'],
    ['min(n)', '1'],
    ['max(n)', '10'],
    ['pct(n, 50)', '3'],
    ['pct(n, 95)', '10'],
    ['stddev(n)', '3.1623'],
    ['earliest(n)', '1'],
    ['latest(n)', '10'],
    ['sortsFirst(kind)', 'even'],
    ['sortsLast(kind)', 'odd'],
    ['max(n) - min(n)', '9'],
    ['sum(n / 2)', '10'],
    ['avg(missing)', ''],
  ])('%s', (aggregate, result) => {
    expect(cells(`stats ${aggregate} as x`, messages)).toEqual([[result]])
  })

  it('groups by fields, and a column may use the ones before it', () => {
    expect(
      table('stats sum(n) as total, count(*) as many, total / many as mean by kind | sort kind', messages),
    ).toEqual([
      ['kind', 'total', 'many', 'mean'],
      ['even', '16', '3', '5.3333'],
      ['odd', '4', '2', '2'],
    ])
  })

  it('groups by time, and sorts by what it calculated', () => {
    const result = runQuery('stats count(*) by bin(2m) | sort bin(2m)', eventsOf(...messages))
    expect(result.grouping).toEqual({ time: 'bin(2m)', by: [] })
    expect(result.rows.map(({ values }) => values.map(textOf))).toEqual([
      ['2026-01-31 12:00:00.000', '2'],
      ['2026-01-31 12:02:00.000', '2'],
      ['2026-01-31 12:04:00.000', '1'],
    ])
    expect(cells('stats count(*) by kind | sort count(*) desc | limit 1', messages)).toEqual([['even', '3']])
  })

  it('can follow another', () => {
    expect(cells('stats sum(n) as total by kind | stats max(total)', messages)).toEqual([['16']])
    expect(cells('stats count(*)', [])).toEqual([['0']])
  })
})

describe('sort, limit and dedup', () => {
  const messages = ['{"s":"b","n":2}', '{"s":"a","n":10}', '{"s":"b","n":1}', '{"n":3}']
  it('sort by numbers, texts and several keys', () => {
    expect(cells('fields n | sort n', messages).flat()).toEqual(['1', '2', '3', '10'])
    expect(cells('fields n | sort by s desc, n asc', messages).flat()).toEqual(['1', '2', '10', '3'])
    expect(cells('fields n | sort n desc | limit 2', messages).flat()).toEqual(['10', '3'])
  })

  it('dedup keeps the first of the order, and what lacks the field', () => {
    expect(cells('fields n | dedup s', messages).flat()).toEqual(['3', '1', '10'])
    expect(cells('fields n | sort n desc | dedup s | limit 2', messages).flat()).toEqual(['10', '3'])
  })

  it('limits to what StartQuery says', () => {
    expect(runQuery('fields n', eventsOf(...messages), 1).rows).toHaveLength(1)
    expect(runQuery('limit 3', eventsOf(...messages), 1).rows).toHaveLength(3)
    expect(runQuery('filter n > 2', eventsOf(...messages))).toMatchObject({ recordsScanned: 4, recordsMatched: 2 })
  })
})

describe('a malformed query', () => {
  it.each([
    ['', 0, 'empty'],
    ['  # only a comment', 18, 'empty'],
    ['feilds @message', 0, 'There is no command feilds'],
    ['fields @message | pattern @message', 18, 'not simulated'],
    ['fields @message | count()', 18, 'There is no command count'],
    ['fields', 6, 'A field'],
    ['fields a,', 9, 'not the end'],
    ['fields a b', 9, 'does not belong here'],
    ['fields nothing(a)', 7, 'There is no function nothing'],
    ['fields constructor(a)', 7, 'There is no function constructor'],
    ['fields substr(a)', 7, 'substr(text, start[, length])'],
    ['fields bin(5)', 7, 'a period is a number and a unit'],
    ['fields bin(5x)', 11, '5x is no period'],
    ['fields avg(n)', 7, 'only stats'],
    ['stats avg(max(n))', 10, 'only stats'],
    ['stats sum(*)', 6, 'sum(field)'],
    ['stats n by m', 6, 'count(*)'],
    ['filter a like b', 14, 'a "text" or a /regular expression/'],
    ['filter a like /(/', 14, 'No regular expression'],
    ['filter a not b', 13, 'like or in'],
    ['filter a in "b"', 12, '[ is expected'],
    ['filter (a = 1', 13, ') is expected'],
    ['filter a = "open', 11, '" is not closed'],
    ['fields a | sort', 15, 'not the end'],
    ['fields a | limit 0', 17, 'from 1 to 10000'],
    ['fields a | limit x', 17, 'not x'],
    ['parse a "* *" as b', 8, '2 * and there is 1 name'],
    ['parse a "*"', 11, 'comes as'],
    ['parse a /b/', 8, 'names what it extracts'],
    ['fields a | dedup a | sort a', 26, 'nothing but limit'],
    ['stats count(*) by a | sort a | stats count(*)', 44, 'Between two stats'],
    ['fields a ; b', 9, 'does not belong here'],
    [`filter ${'('.repeat(500)}`, 207, 'too deeply'],
  ])('%s', (query, start, text) => {
    const { message, start: place } = problem(query)
    expect(message).toContain(text)
    expect(place).toBe(start)
  })

  it('has a line and a column', () => {
    const query = 'fields a\n| filter b like 5'
    expect(placeIn(query, problem(query).start)).toEqual({ line: 2, column: 17 })
  })

  it('throws nothing else, whatever is written', () => {
    const random = new Random(3, 'queries')
    const pieces =
      'fields filter stats sort limit parse display dedup by as and or not like in | , ( ) [ ] = != < + - * / % ^ @message a.b `c d` "x*" \'y\' /z(?<q>.)/ /( 5 5m 1h 5x count(*) sum( bin(5m) concat( ispresent( # \n " \\ é 10000 desc constructor __proto__'.split(
        ' ',
      )
    const events = eventsOf('{"a":{"b":1}}', 'x y z', REPORT(1))
    let valid = 0
    for (let round = 0; round < 6000; round++) {
      const size = random.integer(1, 12)
      const query = Array.from({ length: size }, () => pieces[random.integer(0, pieces.length - 1)]).join(' ')
      try {
        runQuery(query, events)
        valid++
      } catch (error) {
        if (!(error instanceof QuerySyntaxError)) throw new Error(query, { cause: error })
        expect(error.start).toBeLessThanOrEqual(query.length)
      }
    }
    expect(valid).toBeGreaterThan(10)
  })
})

describe('tokens', () => {
  it('cover the query, whatever it is', () => {
    const tokens = tokenize('filter @message like /a b/ and x / 2 > "s" # c')
    expect(tokens.map(({ kind }) => kind).join(' ')).toBe(
      'word word word regex word word symbol number symbol string comment end',
    )
  })
})
