import { describe, expect, it } from 'vitest'
import { compilePattern, type PatternDialect } from '../../../../src/cloud/aws/event-patterns'
import type { JsonValue } from '../../../../src/cloud/aws/json'

function matches(pattern: JsonValue | string, event: JsonValue, dialect: PatternDialect = 'eventbridge'): boolean {
  const compiled = compilePattern(typeof pattern === 'string' ? pattern : JSON.stringify(pattern), dialect)
  if (!compiled.ok) throw new Error(compiled.message)
  return compiled.matches(event)
}

function refusal(text: string, dialect: PatternDialect = 'eventbridge') {
  const compiled = compilePattern(text, dialect)
  if (compiled.ok) throw new Error(`accepted: ${text}`)
  return compiled
}

/** One field against one value. */
const field = (alternatives: JsonValue, value: JsonValue): boolean => matches({ x: alternatives }, { x: value })

describe('arrays in events', () => {
  const lines = {
    lines: [
      { sku: 'a', count: 1 },
      {
        sku: 'b',
        count: 2,
        notes: [
          { by: 'eve', tag: 't1' },
          { by: 'bob', tag: 't2' },
        ],
      },
    ],
  }

  it.each<[string, JsonValue, boolean]>([
    ['fields of one element', { lines: { sku: ['b'], count: [2] } }, true],
    ['fields of different elements', { lines: { sku: ['a'], count: [2] } }, false],
    ['fields of one element of an inner array', { lines: { sku: ['b'], notes: { by: ['bob'], tag: ['t2'] } } }, true],
    ['fields of different inner elements', { lines: { notes: { by: ['bob'], tag: ['t1'] } } }, false],
    ['an inner array below another outer element', { lines: { sku: ['a'], notes: { by: ['bob'] } } }, false],
    ['a missing field of any element', { lines: { sku: ['a'], price: [{ exists: false }] } }, true],
    ['a field that some other element has', { lines: { sku: ['a'], notes: { by: [{ exists: false }] } } }, false],
    ['the same with dotted names', { 'lines.sku': ['a'], 'lines.count': [2] }, false],
    [
      'branches of $or are consistent each for itself',
      { lines: { sku: ['a'], $or: [{ count: [2] }, { count: [1] }] } },
      true,
    ],
  ])('%s', (_title, pattern, expected) => {
    expect(matches(pattern, lines)).toBe(expected)
  })

  it('does not tie elements of different arrays to each other', () => {
    const event = { a: [{ x: 1 }, { x: 2 }], b: [{ y: 1 }, { y: 2 }] }
    expect(matches({ a: { x: [1] }, b: { y: [2] } }, event)).toBe(true)
  })

  it('sees through arrays in arrays', () => {
    expect(matches({ a: { x: [1], y: [1] } }, { a: [[{ x: 1 }], [{ y: 1 }]] })).toBe(false)
    expect(matches({ a: { x: [1], y: [1] } }, { a: [[{ x: 1, y: 1 }]] })).toBe(true)
    expect(matches({ a: [3] }, { a: [[1], [[2, 3]]] })).toBe(true)
  })

  it('takes time in proportion to the length of an array', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({ p: 1, q: 2, r: index }))
    const pattern = { rows: { p: [1], q: [{ exists: true }], r: [-1] } }
    expect(matches(pattern, { rows })).toBe(false)
    expect(matches({ rows: { p: [1], q: [2], r: [19_999] } }, { rows })).toBe(true)
  })

  it('reads events nested 1,000 deep, and survives deeper ones', () => {
    const nested = (depth: number) => JSON.parse(`{"a":${'['.repeat(depth)}7${']'.repeat(depth)}}`) as JsonValue
    expect(matches({ a: [8, 7] }, nested(999))).toBe(true)
    expect(matches({ a: [8, 7] }, nested(50_000))).toBe(false)
  })

  it('matches objects only', () => {
    for (const event of ['text', 1, null, [{ a: 1 }]]) expect(matches({ a: [{ exists: false }] }, event)).toBe(false)
  })
})

describe('names', () => {
  it.each(['__proto__', 'constructor', 'toString'])('%s is a name like any other', (name) => {
    expect(matches(`{"${name}": [1]}`, JSON.parse(`{"${name}": 1}`) as JsonValue)).toBe(true)
    expect(matches(`{"${name}": [{"exists": false}]}`, {})).toBe(true)
  })

  it('reads escapes', () => {
    expect(matches('{"\\u0061\\n": ["\\"\\\\\\/"]}', { 'a\n': '"\\/' })).toBe(true)
  })
})

describe('values', () => {
  it('compares addresses by what they mean', () => {
    expect(field(['2001:db8::1'], '2001:0DB8:0:0:0:0:0:1')).toBe(true)
    expect(field(['2001:db8::1'], '2001:db8::2')).toBe(false)
    expect(field(['10.0.0.1'], '10.0.0.1')).toBe(true)
    expect(field(['10.0.0.999'], '10.0.0.999')).toBe(true)
    expect(field(['12:30'], '12:30')).toBe(true)
  })

  it('tells types apart', () => {
    expect(field(['1'], 1)).toBe(false)
    expect(field([1], '1')).toBe(false)
    expect(field(['true'], true)).toBe(false)
    expect(field([0], false)).toBe(false)
    expect(field([123456789012], 123456789012)).toBe(true)
  })

  it.each<[JsonValue, JsonValue, boolean]>([
    ['a*b*c', 'abc', true],
    ['a*b*c', 'abXbXc', true],
    ['a*b*c', 'ac', false],
    ['*', '', true],
    ['a*a', 'a', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'aXb', false],
    ['a\\\\*', 'a\\b', true],
    ['a*', 1, false],
  ])('wildcard %j on %j: %s', (wildcard, value, expected) => {
    expect(field([{ wildcard }], value)).toBe(expected)
    expect(field([{ 'anything-but': { wildcard } }], value)).toBe(!expected)
  })

  it('finds wildcards without trying in vain', () => {
    expect(field([{ wildcard: '*a*a*a*a*b' }], 'a'.repeat(100_000))).toBe(false)
  })

  it.each<[string, string, boolean]>([
    ['ÄRGER', 'ärger', true],
    ['straße', 'STRASSE', false],
    ['I', 'ı', true],
    ['K', '\u212a', true],
  ])('without case %s and %s are equal: %s', (a, b, expected) => {
    expect(field([{ 'equals-ignore-case': a }], b)).toBe(expected)
    expect(field([{ prefix: { 'equals-ignore-case': a } }], `${b}!`)).toBe(expected)
    expect(field([{ suffix: { 'equals-ignore-case': a } }], `!${b}`)).toBe(expected)
  })

  it.each<[JsonValue, number, boolean]>([
    [['=', 5], 5, true],
    [['=', 5], 5.1, false],
    [['<', 5], 5, false],
    [['<=', 5], 5, true],
    [['>', 5], 5, false],
    [['>=', 5], 5, true],
    [['>=', 1, '<', 2], 2, false],
    [['>', 1, '<=', 2], 2, true],
    [['>', -5e9], 6e9, false],
    [['<=', 5e9], 5e9, true],
    [['=', -0.000001], -1e-6, true],
  ])('numeric %j on %d: %s', (numeric, value, expected) => {
    expect(field([{ numeric }], value)).toBe(expected)
  })

  it.each<[string, string, boolean]>([
    ['10.1.2.3/8', '10.255.0.1', true],
    ['10.1.2.3/8', '11.0.0.1', false],
    ['10.0.0.128/25', '10.0.0.127', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['10.0.0.0/8', '::1', false],
    ['10.0.0.0/8', '::ffff:0a01:0203', true],
    ['::/0', '10.0.0.1', false],
    ['fe80::/10', 'febf::', true],
    ['fe80::/10', 'fec0::', false],
    ['::/127', '::1::', false],
  ])('cidr %s on %s: %s', (cidr, value, expected) => {
    expect(field([{ cidr }], value)).toBe(expected)
  })

  it('anything-but takes each element of an array for itself', () => {
    expect(field([{ 'anything-but': 'a' }], ['a', 'b'])).toBe(true)
    expect(field([{ 'anything-but': 'a' }], ['a'])).toBe(false)
    expect(field([{ 'anything-but': 1 }], '1')).toBe(true)
  })
})

describe('$or', () => {
  it('multiplies with another $or and with its siblings', () => {
    const pattern = { a: [1], $or: [{ b: [1] }, { c: [1] }], d: { $or: [{ e: [1] }, { f: [1] }] } }
    expect(matches(pattern, { a: 1, c: 1, d: { f: 1 } })).toBe(true)
    expect(matches(pattern, { a: 1, d: { f: 1 } })).toBe(false)
    expect(matches(pattern, { c: 1, d: { f: 1 } })).toBe(false)
  })

  it('may speak of a path that is named outside: the later counts', () => {
    const pattern = '{"a": [1], "$or": [{"a": [2]}, {"b": [3]}]}'
    expect(matches(pattern, { a: 2 })).toBe(true)
    expect(matches(pattern, { a: 1 })).toBe(false)
    expect(matches(pattern, { a: 1, b: 3 })).toBe(true)
  })

  it('has at most 1,000 combinations', () => {
    const or = (names: number): string => `"$or": [${Array.from({ length: names }, (_, i) => `{"f${i}": [1]}`).join()}]`
    const nested = (left: number): string => (left === 0 ? '"z": [1]' : `"n${left}": {${or(10)}}, ${nested(left - 1)}`)
    expect(compilePattern(`{${nested(3)}}`, 'eventbridge').ok).toBe(true)
    expect(refusal(`{${nested(4)}}`).reason).toBe('Rule is too complex - $or has more than 1000 combinations')
  })
})

describe('refusals', () => {
  it.each([
    ['{}', 'Empty objects are not allowed'],
    ['{"a": {}}', 'Empty objects are not allowed'],
    ['{"a": [{}]}', 'Match expression name not found'],
    ['{"a": [[1]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a": [{"prefix": "x", "suffix": "y"}]}', 'Only one key allowed in match expression'],
    ['{"a": [{"prefix": {"suffix": "y"}}]}', 'Unsupported prefix pattern: suffix'],
    ['{"a": [{"suffix": {"equals-ignore-case": 1}}]}', 'equals-ignore-case match pattern must be a string'],
    ['{"a": [{"exists": 1}]}', 'exists match pattern must be either true or false.'],
    ['{"a": [{"wildcard": "a\\\\b"}]}', 'Invalid escape character at pos 2'],
    ['{"a": [{"wildcard": "é**"}]}', 'Consecutive wildcard characters at pos 3'],
    ['{"a": [{"anything-but": {"numeric": ["<", 1]}}]}', 'Unsupported anything-but pattern: numeric'],
    [
      '{"a": [{"anything-but": ["x", 1]}]}',
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    ],
    [
      '{"a": [{"anything-but": []}]}',
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    ],
    ['{"a": [{"anything-but": {"suffix": ["x", ""]}}]}', 'Null prefix/suffix not allowed'],
    ['{"a": [{"numeric": []}]}', 'Invalid member in numeric match: ]'],
    ['{"a": [{"numeric": ["~", 1]}]}', 'Unrecognized numeric range operator: ~'],
    ['{"a": [{"numeric": ["=", "1"]}]}', 'Value of equals must be numeric'],
    ['{"a": [{"numeric": ["<", 1, ">", 0]}]}', 'Too many elements in numeric expression'],
    ['{"a": [{"numeric": [">", 1, "<", 2, 3]}]}', 'Too many terms in numeric range expression'],
    ['{"a": [{"numeric": ["<", 5000000001]}]}', 'Value must be between -5.0E9 and 5.0E9, inclusive'],
    ['{"a": [{"cidr": "10.0.0.0/-1"}]}', 'Malformed CIDR, mask bits must not be negative'],
    ['{"a": [{"cidr": "10.0.0.0/32"}]}', 'IPv4 mask bits must be < 32'],
    ['{"a": [{"cidr": "::/128"}]}', 'IPv6 mask bits must be < 128'],
    ['{"a": [{"cidr": "10.0.0.256/8"}]}', 'Invalid IP address: 10.0.0.256'],
    ['{"$or": {"a": [1]}}', 'It must be an Array followed with $or.'],
    ['{"$or": [{"a": [1]}]}', 'There must have at least 2 Objects in $or relationship.'],
    ['{"$or": [{"a": [1]}, 2]}', 'Only JSON object is allowed in array of $or relationship.'],
    ['{"$or": [{"prefix": [1]}, {"a": [1]}]}', 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
  ])('%s: %s', (text, reason) => {
    expect(refusal(text).reason).toBe(reason)
  })

  it.each([
    ['', 'No content to map due to end-of-input', 1],
    [
      '{"a": [1]',
      'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"a": [1]"; line: 1, column: 1])',
      10,
    ],
    [
      '{"a": [1}',
      'Unexpected close marker \'}\': expected \']\' (for Array starting at [Source: (String)"{"a": [1}"; line: 1, column: 7])',
      10,
    ],
    ['{"a": ["x]}', 'Unexpected end-of-input: was expecting closing quote for a string value', 12],
    ['{"a": ["\\x"]}', "Unrecognized character escape 'x' (code 120)", 11],
    ['{"a" [1]}', "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value", 6],
    ['{"a": [1 2]}', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 10],
    ['{"a": [1],}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 11],
    [
      '{"a": [+1]}',
      "Unexpected character ('+' (code 43)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      8,
    ],
    [
      '{"a": [1]} {',
      "Unexpected character ('{' (code 123)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      12,
    ],
  ])('malformed: %s', (text, reason, column) => {
    const { message, hint } = refusal(text)
    expect(message).toBe(
      `Event pattern is not valid. Reason: ${reason}\n at [Source: (String)"${text}"; line: 1, column: ${column}]`,
    )
    expect(hint).toBe(`${reason} (line 1, column ${column})`)
  })

  it('counts lines, and quotes at most 500 characters', () => {
    expect(refusal('{\n  "a": [1],\n  "b": []\n}').hint).toBe('Empty arrays are not allowed (line 3, column 10)')
    const text = `{"a": ["${'x'.repeat(600)}", []]}`
    expect(refusal(text).message).toContain(`"${text.slice(0, 500)}"[truncated ${text.length - 500} chars]; line: 1`)
  })

  it('gives up on endless nesting', () => {
    expect(refusal('{"a":'.repeat(100_000)).reason).toMatch(
      /^Document nesting depth \(1001\) exceeds the maximum allowed/,
    )
  })
})

describe('event source mappings', () => {
  it.each<[JsonValue, JsonValue, boolean]>([
    [[null], null, true],
    [[''], '', true],
    [['a', 'b'], 'b', true],
    [[{ 'equals-ignore-case': 'A' }], 'a', true],
    [[{ 'anything-but': ['a'] }], 'a', false],
    [[{ numeric: ['>', 1] }], 2, true],
    [[{ exists: true }], {}, false],
    [[{ prefix: 'a' }], 'ab', true],
    [[{ suffix: 'b' }], 'ab', true],
  ])('know %j', (alternatives, value, expected) => {
    expect(matches({ x: alternatives }, { x: value }, 'event-source-mapping')).toBe(expected)
  })

  it('know $or', () => {
    const pattern = { $or: [{ x: [1] }, { y: [1] }] }
    expect(matches(pattern, { y: 1 }, 'event-source-mapping')).toBe(true)
  })

  it.each([
    ['{"x": [{"wildcard": "a*"}]}', 'Unrecognized match type wildcard (line 1, column 22)'],
    ['{"x": [{"cidr": "10.0.0.0/8"}]}', 'Unrecognized match type cidr (line 1, column 18)'],
    ['{"x": [{"exactly": "a"}]}', 'Unrecognized match type exactly (line 1, column 21)'],
    [
      '{"x": [{"anything-but": {"prefix": "a"}}]}',
      'Value of anything-but must be an array or single string/number value. (line 1, column 26)',
    ],
    ['{"x": [{"prefix": {"equals-ignore-case": "a"}}]}', 'prefix match pattern must be a string (line 1, column 20)'],
    ['{"x": "a"}', '"x" must be an object or an array (line 1, column 8)'],
    [
      'x',
      "Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') (line 1, column 2)",
    ],
  ])('refuse %s, and only the hint says why', (text, hint) => {
    const reason = 'Invalid filter pattern definition.'
    expect(refusal(text, 'event-source-mapping')).toEqual({ ok: false, reason, message: reason, hint })
  })
})
