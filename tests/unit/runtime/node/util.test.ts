import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

const argumentsOf = function (): unknown {
  // eslint-disable-next-line prefer-rest-params
  return arguments
} as (...values: number[]) => unknown

/** Values of every kind, and what is special about them. */
function zoo(): unknown[] {
  class Point {
    x = 1
    get sum() {
      return 2
    }
  }
  const cycle: Record<string, unknown> = { name: 'cycle' }
  cycle['self'] = cycle
  const error = Object.assign(new TypeError('bad'), { code: 'E1' })
  error.stack = 'TypeError: bad\n    at somewhere (file.js:1:1)'
  return [
    1,
    -0,
    NaN,
    10n,
    'text',
    "it's",
    true,
    null,
    undefined,
    Symbol('s'),
    { a: { b: { c: { d: 1 } } } },
    [1, , 3],
    Array.from({ length: 120 }, (_, index) => index),
    new Map([['k', { v: 1 }]]),
    new Set([1, 'a']),
    new Date(0),
    /x/gi,
    error,
    String(new Error('outer')),
    cycle,
    new Point(),
    class Foo extends Point {},
    function named() {},
    () => 1,
    async () => 1,
    Object.create(null),
    new Uint8Array([1, 2]),
    new WeakMap(),
    [new Number(3), new String('s')],
    { 'key with space': 1, f() {} },
    'x'.repeat(200),
    { long: 'y'.repeat(90), list: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'] },
    Object.assign([1], { extra: true }),
    new Proxy({ target: 1 }, {}),
    globalThis.JSON,
    Reflect.construct(class extends Map {}, [[[1, 2]]]),
    new URLSearchParams('a=1'),
  ]
}

const same: Record<string, Snippet> = {
  'inspects every kind of value': (require) => zoo().map((value) => require('util').inspect(value)),
  'inspects with options': (require) => {
    const { inspect } = require('util')
    return [{ depth: 0 }, { depth: null }, { compact: false }, { breakLength: 20 }, { sorted: true }, { maxArrayLength: 2 }, { maxStringLength: 5 }, { colors: true }, { showHidden: true }, { getters: true }, { numericSeparator: true }].map((options) => inspect({ z: [1, 2, 3], a: { b: { c: { d: 'text and more' } } }, n: 123456.5, get g() { return 1 } }, options)) // prettier-ignore
  },
  'asks classes how they want to be shown': (require) => {
    const { inspect } = require('util')
    class Money {
      [inspect.custom](depth: number, options: { stylize(text: string, style: string): string }) {
        return `Money<${depth}, ${options.stylize('5', 'number')}>`
      }
    }
    return [inspect(new Money()), inspect({ price: new Money() }), inspect.custom.toString()]
  },
  formats: (require) => {
    const { format } = require('util')
    return [
      format(
        '%s %d %i %f %j %o %O %c %%',
        'a',
        '1.5',
        1.9,
        '2.5',
        { x: 1 },
        { y: [1] },
        { z: { a: { b: { c: 1 } } } },
        'css',
      ),
      format('a', 'b', 3, { c: 1 }),
      format('%s', null, undefined, 5n, Symbol('x')),
      format('%d', 10n),
      format('no args %s'),
      format('%s', { toString: () => 'own' }),
      format(1, 'two', "it's"),
      format('%j', { toJSON: () => 'J' }),
      format('%s', 'a', { b: 1 }),
      format(),
      format('%x', 1),
      format('%s', -0),
      format(
        '%s',
        new (class A {
          a = 1
        })(),
      ),
      format('100%', 1),
    ]
  },
  'compares deeply': (require) => {
    const { isDeepStrictEqual } = require('util')
    const cyclic = () => {
      const value: Record<string, unknown> = { a: 1 }
      value['self'] = value
      return value
    }
    const pairs: [unknown, unknown][] = [
      [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
      [{ a: 1 }, { a: '1' }],
      [0, -0],
      [NaN, NaN],
      [
        [1, 2],
        [1, 2, undefined],
      ],
      [
        [1, , 3],
        [1, undefined, 3],
      ],
      [new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])],
      [new Set([1]), new Set(['1'])],
      [new Map([[{ k: 1 }, 'v']]), new Map([[{ k: 1 }, 'v']])],
      [new Map([['a', 1]]), new Map([['a', 2]])],
      [new Date(1), new Date(1)],
      [new Date(1), new Date(2)],
      [/a/g, /a/g],
      [/a/g, /a/i],
      [new Error('a'), new Error('a')],
      [new Error('a'), new TypeError('a')],
      [new Error('a', { cause: 1 }), new Error('a', { cause: 2 })],
      [cyclic(), cyclic()],
      [Object.create(null), {}],
      [{ [Symbol.for('s')]: 1 }, { [Symbol.for('s')]: 2 }],
      [new Uint8Array([1]), new Uint8Array([1])],
      [new Uint8Array([1]), new Int8Array([1])],
      [new Float64Array([0]), new Float64Array([-0])],
      [new Number(1), new Number(1)],
      [new String('a'), Object('b')],
      [new (class A { x = 1 })(), { x: 1 }], // prettier-ignore
      [{ a: undefined }, {}],
      [[], {}],
      [new ArrayBuffer(2), new ArrayBuffer(2)],
      [argumentsOf(1), [1]],
    ]
    return pairs.map(([left, right]) => [isDeepStrictEqual(left, right), isDeepStrictEqual(right, left)])
  },
  'knows types': (require) => {
    const { types } = require('util')
    const values = [...zoo(), (function* () { yield 1 })(), argumentsOf(), async function* () {}, new Map().entries(), new SharedArrayBuffer(1), new BigInt64Array(1), new DataView(new ArrayBuffer(1)), Object(1n), Object(Symbol.iterator), Object(false), RegExp.prototype, { [Symbol.toStringTag]: 'Map' }] // prettier-ignore
    // What a proxy is cannot be seen from outside.
    const checks = Object.keys(types).filter((name) => !['isProxy', 'isExternal', 'isEventTarget'].includes(name))
    return checks
      .sort()
      .map((name) => [
        name,
        values.map((value) => (value && require('util').inspect(value).includes('target') ? null : types[name](value))),
      ])
  },
  'promisify and callbackify': async (require) => {
    const { callbackify, promisify } = require('util')
    const twice = promisify((value: number, done: (error: unknown, value?: number) => void) => done(null, value * 2))
    const failing = promisify((done: (error: unknown) => void) => done(new Error('no')))
    const custom = Object.assign(() => 'plain', { [promisify.custom]: () => 'custom' })
    const called = (run: (...values: never[]) => unknown) =>
      new Promise((resolve) =>
        callbackify(run)('a', (...values: unknown[]) =>
          resolve(
            values.map((value) =>
              value instanceof Error ? [value.message, (value as NodeJS.ErrnoException).code] : value,
            ),
          ),
        ),
      )
    return [
      await twice(4),
      await failing().catch((error: Error) => error.message),
      promisify(custom)(),
      promisify.custom.toString(),
      await called(async (value: string) => `${value}!`),
      await called(async () => Promise.reject(new Error('x'))),
      await called(async () => Promise.reject(null)),
      callbackify(async function one() {}).name,
      callbackify(async (_a: number) => 1).length,
    ]
  },
  'inherits and deprecates': (require) => {
    const { deprecate, inherits } = require('util')
    const { EventEmitter } = require('events')
    function Old(this: object) {
      EventEmitter.call(this)
    }
    inherits(Old, EventEmitter)
    const emitter = new (Old as never as new () => NodeJS.EventEmitter)()
    let heard = 0
    emitter.on('x', () => heard++)
    emitter.emit('x')
    class Answer {
      value = 42
    }
    return [
      heard,
      (Old as unknown as { super_: unknown }).super_ === EventEmitter,
      deprecate(() => 5, 'old')(),
      new (deprecate(Answer, 'old'))().value,
    ]
  },
  'parses arguments': (require) => {
    const { parseArgs } = require('util')
    const options = {
      verbose: { type: 'boolean', short: 'v' },
      file: { type: 'string', short: 'f' },
      tag: { type: 'string', multiple: true, short: 't' },
      color: { type: 'string', default: 'red' },
    }
    return each([
      () => parseArgs({ args: ['-v', '--file', 'x', '-ta', '-t', 'b', '--tag=c'], options }),
      () => parseArgs({ args: ['-vf', 'x', 'pos', '--', '-v'], options, allowPositionals: true, tokens: true }),
      () => parseArgs({ args: ['--unknown'], options }),
      () => parseArgs({ args: ['--unknown', 'x'], options, allowPositionals: true }),
      () => parseArgs({ args: ['pos'], options }),
      () => parseArgs({ args: ['--file'], options }),
      () => parseArgs({ args: ['--verbose=1'], options }),
      () => parseArgs({ args: ['--file', '-v'], options }),
      () => parseArgs({ args: ['--foo', 'bar', '-xy', '--baz=1'], strict: false }),
    ])
  },
  'small things': (require) => {
    const util = require('util')
    return each([
      () => util.stripVTControlCharacters('\u001b[31mred\u001b[39m'),
      () => util.toUSVString('a\ud800b'),
      () => util.getSystemErrorName(-2),
      () => util.getSystemErrorMap().get(-13),
      () => util.isArray([]),
      () => util._extend({ a: 1 }, { b: 2 }),
      () => util.inherits(null),
      () => util.inherits(function () {}),
      () => util.promisify(1),
      () => util.callbackify(1),
      () => util.debuglog('x').enabled,
      () => util.parseEnv('A=1\n# no\nB="two words"\nexport C=\'3\'\nD=x # comment\nE=\n'),
    ])
  },
}

describe('util', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test('the console formats as util.format does', () => {
    const { format } = environment.builtins
    const util = environment.require('util')
    for (const values of [
      ['a', 'b'],
      ['100%', 'x'],
      ['%s', 'x'],
      [],
      [{ a: { b: { c: { d: 1 } } } }],
      ['text', 5, null],
      [''],
      ["it's", "it's"],
    ]) {
      expect(format(...values)).toBe(util.format(...values))
    }
  })

  test('styles text, but not for a stream that is no terminal', () => {
    const { styleText } = environment.require('util')
    expect(styleText('red', 'x')).toBe('x')
    expect(styleText(['bold', 'underline'], 'x', { validateStream: false })).toBe(
      '\u001b[1m\u001b[4mx\u001b[24m\u001b[22m',
    )
    expect(() => styleText('pink', 'x')).toThrow(/^The argument 'format' must be one of: 'reset', 'bold'/)
  })

  test('debuglog listens to NODE_DEBUG', async () => {
    const { require, output } = await createEnvironment({ variables: { NODE_DEBUG: 'foo,bar*' } })
    const { debuglog } = require('util')
    debuglog('foo')('hello %d', 1)
    debuglog('barista')('yes')
    debuglog('other')('no')
    expect(output).toEqual(['FOO 2: hello 1\n', 'BARISTA 2: yes\n'])
  })

  test('promisified timers sleep in virtual time', async () => {
    const { promisify } = environment.require('util')
    const before = environment.timers.now
    const sleep = promisify(environment.globals['setTimeout'])
    expect(await environment.settle(sleep(3000, 'value'))).toBe('value')
    expect(environment.timers.now - before).toBe(3000)
  })
})
