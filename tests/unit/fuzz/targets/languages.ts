/** The small languages of AWS: patterns, schedules, filters, expressions, queries. */

import fc from 'fast-check'
import { AwsError } from '../../../../src/cloud/aws/aws-error'
import { compilePattern } from '../../../../src/cloud/aws/event-patterns'
import { mismatches } from '../../../../src/cloud/aws/event-patterns/mismatch'
import { compileFilterCriteria } from '../../../../src/cloud/aws/filter-criteria'
import { compileFilterPattern, FilterPatternError } from '../../../../src/cloud/aws/filter-pattern'
import { QuerySyntaxError, runQuery } from '../../../../src/cloud/aws/logs-insights'
import { nextOccurrence, parseScheduleExpression } from '../../../../src/cloud/aws/schedule-expressions'
import { parseHttpDate, parseIsoTimestamp } from '../../../../src/cloud/aws/timestamps'
import { parseTraceHeader } from '../../../../src/cloud/aws/trace-header'
import { parseArn } from '../../../../src/cloud/aws/arn'
import type { BusEvent } from '../../../../src/cloud/services/eventbridge/events'
import { inputFor, parseTemplate } from '../../../../src/cloud/services/eventbridge/transform'
import type { JsonValue } from '../../../../src/cloud/aws/json'
import { anyText, hostile, pieces, texts } from '../inputs'
import { expectSize, target, unlessRefused } from '../target'
import { EVENTS } from './examples'

const JSON_NESTING = [
  ['[', ']'],
  ['{"a":', '}'],
] as const
const PATTERNS = [
  '{"source":["shop"],"detail":{"total":[{"numeric":[">",10,"<=",20]}],"ip":[{"cidr":"10.0.0.0/24"}],"a":[{"exists":false}]}}',
  '{"$or":[{"a":["x",{"prefix":"y"}]},{"b":[{"anything-but":{"suffix":"z"}}]}],"c":[{"wildcard":"a*b*c"},{"equals-ignore-case":"D"}]}',
  '{"body":{"order":[{"numeric":["=",1e3]},null,true]}}',
]
const PATTERN_TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"source"',
  '"detail"',
  '"$or"',
  '"prefix"',
  '"suffix"',
  '"numeric"',
  '"exists"',
  '"anything-but"',
  '"cidr"',
  '"wildcard"',
  '"equals-ignore-case"',
  '">"',
  '"="',
  '1',
  '-1e400',
  'true',
  'null',
  '"a*"',
  '"10.0.0.0/8"',
  '"\\u0000"',
]
const patterns = texts({ examples: PATTERNS, tokens: PATTERN_TOKENS, nesting: JSON_NESTING })
const events = EVENTS.slice(1).map((text) => JSON.parse(text) as JsonValue)

const FILTERS = [
  'ERROR timeout',
  '?A ?B -c "exact phrase"',
  '%[A-Z]{3}\\d+%',
  '{ $.level = "ERROR" && ($.ms > 100 || $.user NOT EXISTS) }',
  '[ip, user, ..., status = 4*, size > 1000]',
  '{ $.a[0].b IS NULL }',
]
const QUERIES = [
  'fields @timestamp, @message, ms * 2 as double | filter level = "ERROR" and ms > 10 | sort @timestamp desc | limit 20',
  'parse @message "user=* ms=*" as user, ms | stats count(*) as n, avg(ms), pct(ms, 95) by bin(5m), user',
  'filter @message like /a(b|c)*/ | dedup user | display @message',
  'stats max(strlen(concat(a, "b"))) by ispresent(x) | unmask @message',
]

const DOTTED = [
  '$',
  '.',
  'a',
  '[',
  ']',
  '0',
  '*',
  "'",
  '"',
  '\\',
  '..',
  '?(@',
  ')',
  '<',
  '>',
  '<a>',
  '<aws.events.event.json>',
  '{',
  '}',
  ':',
  ',',
]
const bus: BusEvent = {
  ...{ id: '1', source: 's', detailType: 't', time: 0, detail: '{"a":{"b":[1]}}', resources: [] },
  ...{ accountId: '1', region: 'r', traceHeader: null, replayName: null, ingestedAt: 0, detailBytes: 15 },
}

export const languageTargets = [
  ...(['eventbridge', 'event-source-mapping', 'sns'] as const).map((dialect) =>
    target(`pattern-${dialect}`, patterns, (text) => {
      const pattern = compilePattern(text, dialect)
      if (!pattern.ok) return
      const whyNot = mismatches(text, dialect)
      for (const event of events) if (!pattern.matches(event)) expectSize('the reason', whyNot(event).length, 20_000)
    }),
  ),
  target('filter-criteria', hostile([{ Filters: PATTERNS.map((Pattern) => ({ Pattern })) }]), (value) => {
    const read = compileFilterCriteria(value, 'body')
    if (read.ok) read.criteria.matches({ body: 'x' } as never, EVENTS[3] as never)
  }),
  target(
    'schedule',
    texts({
      examples: [
        'rate(5 minutes)',
        'cron(0 12 ? * MON-FRI *)',
        'cron(0/15 8-18 L * ? 2026-2030)',
        'cron(0 0 ? * 2#1 *)',
        'at(2026-05-01T09:30:00)',
        'cron(0 8 LW * ? *)',
      ],
      tokens: [
        'cron(',
        'rate(',
        'at(',
        ')',
        ' ',
        '*',
        '?',
        'L',
        'W',
        '#',
        '/',
        '-',
        ',',
        '0',
        '1',
        '29',
        '2',
        'FEB',
        'MON',
        '1970',
        '2199',
        '99999999999',
        'minutes',
        'days',
      ],
    }),
    (text) => {
      for (const dialect of ['rule', 'scheduler'] as const) {
        const schedule = parseScheduleExpression(text, dialect)
        if (schedule) nextOccurrence(schedule, Date.UTC(2026, 0, 31))
      }
    },
  ),
  target(
    'log-filter-pattern',
    texts({
      examples: FILTERS,
      tokens: [...'?-%"{}[]()=!<>&|.,$*\\ '].concat('$.a', 'EXISTS', 'NOT', 'IS', 'NULL', '...', '(a+)+'),
      nesting: [
        ['{', '}'],
        ['(', ')'],
        ['{($.a=1)||', '}'],
        ['[', ']'],
      ],
    }),
    (text) => {
      const filter = unlessRefused([FilterPatternError], () => compileFilterPattern(text))
      for (const event of EVENTS) filter?.match(event)
    },
  ),
  target(
    'logs-insights',
    texts({
      examples: QUERIES,
      tokens: [
        'fields ',
        'filter ',
        'stats ',
        'sort ',
        'limit ',
        'parse ',
        'dedup ',
        'display ',
        '@message',
        '@timestamp',
        '| ',
        'count(*)',
        'bin(',
        '5m',
        ')',
        '(',
        ',',
        ' as ',
        ' by ',
        ' like ',
        '/a*/',
        '"x"',
        ' and ',
        ' or ',
        ' not ',
        ' in ',
        '[',
        ']',
        '=',
        '>',
        '+',
        '-',
        '^',
        '%',
        '1',
        '1e999',
        '`a b`',
        '#',
      ],
      nesting: [
        ['(', ')'],
        ['not ', ''],
        ['fields (', ')'],
        ['-', ''],
      ],
    }),
    (text) => {
      const logs = EVENTS.map((message, index) => ({
        timestamp: index * 1000,
        ingestionTime: index * 1000,
        message,
        logStream: 's',
        log: '1:g',
        ptr: `${index}`,
      }))
      const result = unlessRefused([QuerySyntaxError], () => runQuery(text, logs))
      if (result) expectSize('rows', result.rows.length, 1000)
    },
  ),
  target('input-template', fc.tuple(pieces(DOTTED, ['']), pieces(DOTTED, [''])), ([template, path]) => {
    const input = parseTemplate(template, { a: path })
    if ('kind' in input) unlessRefused([AwsError], () => inputFor(input, bus, { arn: 'a', name: 'n' }))
  }),
  target(
    'headers-and-times',
    fc.oneof(
      anyText(),
      pieces(
        [
          'Root=1-5759e988-bd862e3fe1be46a994272793',
          ';',
          'Parent=',
          'Sampled=1',
          'arn:aws:sqs:us-east-1:123456789012:q',
          ':',
          '2026-01-31T12:00:00Z',
          'Sat, 31 Jan 2026 12:00:00 GMT',
          '-',
          '99',
        ],
        [''],
      ),
    ),
    (text) => {
      parseTraceHeader(text)
      parseArn(text)
      parseHttpDate(text)
      parseIsoTimestamp(text)
    },
  ),
]
