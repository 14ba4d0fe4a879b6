import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, plain, type Environment, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

const same: Record<string, Snippet> = {
  'says what differs': (require) => {
    const assert = require('assert')
    return each([
      () => assert.strictEqual(1, 2),
      () => assert.equal(1, 2),
      () => assert.notEqual(1, 1),
      () => assert.deepEqual({ a: 1 }, { a: 2 }),
      () => assert.notDeepEqual({ a: 1 }, { a: 1 }),
      () => assert.deepStrictEqual({ a: 1, b: [1, 2, 3] }, { a: 1, b: [1, 2, 4] }),
      () => assert.deepStrictEqual([1, 2], [1, 2, 3]),
      () => assert.deepStrictEqual({ a: 1 }, { a: '1' }),
      () => assert.deepStrictEqual(new Set([1]), new Set([2])),
      () => assert.deepStrictEqual(1, 2),
      () => assert.deepStrictEqual(-0, 0),
      () => assert.notStrictEqual(1, 1),
      () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }),
      () => assert.strictEqual('hello world', 'hello there'),
      () => assert.strictEqual([1, 2, 3], [1, 2, 3]),
      () => assert.strictEqual(NaN, 0),
      () => assert.strictEqual(undefined, null),
      () => assert.strictEqual(1, '1'),
      () => assert.strictEqual('a\nb', 'a\nc'),
      () => assert.equal('abcdefghijkl', 'mnopqrstuvwxyz'),
      () => assert.strictEqual(1, 2, 'own words'),
      () => assert.strictEqual(1, 2, new TypeError('own error')),
      () => assert.strictEqual(1),
      () => assert(),
      () => assert.ok(0, 'why'),
      () => assert.fail(),
      () => assert.fail('boom'),
      () => assert.ifError(null),
      () => assert.ifError(new Error('z')),
      () => assert.ifError('text'),
      () => assert.match('abc', /x/),
      () => assert.match(1, /a/),
      () => assert.doesNotMatch('abc', /a/),
      () => assert.strict.equal(1, '1'),
      () => assert.strict.deepEqual([1], ['1']),
    ])
  },
  'expects exceptions': (require) => {
    const assert = require('assert')
    const bad = () => {
      throw Object.assign(new TypeError('bad thing'), { code: 'E1' })
    }
    return each([
      () => assert.throws(bad),
      () => assert.throws(bad, TypeError),
      () => assert.throws(bad, Error),
      () => assert.throws(bad, /thing/),
      () => assert.throws(bad, { code: 'E1', message: /bad/ }),
      () => assert.throws(bad, (error: Error) => error.message === 'bad thing'),
      () => assert.throws(bad, new TypeError('bad thing')),
      () => assert.throws(() => undefined),
      () => assert.throws(() => undefined, TypeError),
      () => assert.throws(() => undefined, TypeError, 'words'),
      () => assert.throws(() => undefined, 'words'),
      () => assert.throws(bad, /nope/),
      () => assert.throws(bad, RangeError),
      () => assert.throws(bad, { code: 'E2' }),
      () => assert.throws(bad, { code: 'E1', missing: 1 }),
      () => assert.throws(bad, () => false),
      () => assert.throws(bad, 'bad thing'),
      () => assert.throws(bad, {}),
      () => assert.throws('x'),
      () => assert.throws(bad, 5),
      () => assert.doesNotThrow(() => undefined),
      () => assert.doesNotThrow(bad),
      () => assert.doesNotThrow(bad, 'words'),
      () => assert.doesNotThrow(bad, RangeError),
    ])
  },
  'expects rejections': async (require) => {
    const assert = require('assert/strict')
    const run = (promise: Promise<unknown>) => promise.then(() => 'fine', (error: Error) => plain(error)) // prettier-ignore
    return Promise.all([
      run(assert.rejects(Promise.reject(new Error('x')))),
      run(assert.rejects(async () => Promise.reject(new Error('x')), /x/)),
      run(assert.rejects(Promise.resolve(1))),
      run(assert.rejects(Promise.resolve(1), TypeError)),
      run(assert.rejects(5)),
      run(assert.rejects(() => 5)),
      run(assert.doesNotReject(Promise.resolve(1))),
      run(assert.doesNotReject(Promise.reject(new Error('q')))),
    ])
  },
}

describe('assert', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })

  test('a failed assertion without words shows its value', () => {
    const assert = environment.require('assert')
    expect(() => assert(0)).toThrow('0 == true')
    expect(() => assert.ok(null)).toThrow('null == true')
  })

  test('errors carry what was compared', () => {
    const { AssertionError, deepStrictEqual } = environment.require('assert')
    try {
      deepStrictEqual({ a: 1 }, { a: 2 })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(AssertionError)
      expect(error).toBeInstanceOf(Error)
      expect(error).toMatchObject({
        code: 'ERR_ASSERTION',
        actual: { a: 1 },
        expected: { a: 2 },
        operator: 'deepStrictEqual',
        generatedMessage: true,
        name: 'AssertionError',
      })
      expect((error as Error).stack).toMatch(
        /^AssertionError \[ERR_ASSERTION\]: Expected values to be strictly deep-equal/,
      )
    }
  })

  test('long differences leave out what is the same', () => {
    const { deepStrictEqual } = environment.require('assert')
    const list = Array.from({ length: 30 }, (_, index) => index)
    expect(() => deepStrictEqual(list, list.with(20, -1))).toThrow(
      '+ actual - expected ... Lines skipped\n\n  [\n    0,\n...\n    18,\n    19,\n+   20,\n-   -1,\n    21,\n    22,\n...\n    29\n  ]',
    )
  })
})
