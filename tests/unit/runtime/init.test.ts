/** Init: finding and loading the handler. Texts: AWS's fact sheet of errors, from aws-lambda-ric. */

import { describe, expect, it } from 'vitest'
import type { PackageFiles, RuntimeName } from '../../../src/runtime/protocol'
import { type EnvironmentOptions, runOnce, TestEnvironment, type Turn, valueOf } from './harness'

const CALLBACKS_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'

async function init(files: PackageFiles | string, options?: EnvironmentOptions): Promise<Turn> {
  const environment = await TestEnvironment.start(files, options)
  const turn = await environment.init()
  await environment.stop()
  return turn
}

async function initError(files: PackageFiles | string, options?: EnvironmentOptions) {
  const { outcome } = await init(files, options)
  if (outcome?.kind !== 'error') throw new Error(JSON.stringify(outcome))
  return { errorType: outcome.error.errorType, errorMessage: outcome.error.errorMessage }
}

describe('the handler’s name', () => {
  const ECHO = 'exports.handler = async (event) => event'

  it.each<[string, PackageFiles]>([
    ['index.handler', { 'index.js': ECHO }],
    ['app.handler', { 'app.cjs': ECHO }],
    ['app.handler', { 'app.mjs': 'export const handler = async (event) => event' }],
    ['src/app.handler', { 'src/app.js': ECHO }],
    ['index.nested.handler', { 'index.js': 'exports.nested = { handler: async (event) => event }' }],
    ['index.handler', { 'index.mjs': 'export default { handler: async (event) => event }' }],
    [
      'index.handler',
      { 'package.json': '{"type":"module"}', 'index.js': 'export const handler = async (event) => event' },
    ],
    ['lib.handler', { 'node_modules/lib/index.js': ECHO }],
  ])('%s in %o', async (handler, files) => {
    expect(valueOf(await runOnce(files, { found: true }, { handler }))).toEqual({ found: true })
  })

  it.each<[string, string, string, string]>([
    ['index', ECHO, 'Runtime.MalformedHandlerName', 'Bad handler'],
    [
      '../index.handler',
      ECHO,
      'Runtime.MalformedHandlerName',
      `'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    ],
    ['index.missing', ECHO, 'Runtime.HandlerNotFound', 'index.missing is undefined or not exported'],
    ['index.handler', 'exports.handler = 5', 'Runtime.HandlerNotFound', 'index.handler is not a function'],
    [
      'other.handler',
      ECHO,
      'Runtime.ImportModuleError',
      `Error: Cannot find module 'other'\nRequire stack:\n- /var/runtime/index.mjs`,
    ],
    [
      'index.handler',
      `require('foo')`,
      'Runtime.ImportModuleError',
      `Error: Cannot find module 'foo'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs`,
    ],
    [
      'index.handler',
      'exports.handler = () => {',
      'Runtime.UserCodeSyntaxError',
      'SyntaxError: Unexpected end of input',
    ],
    ['index.handler', `throw new RangeError('no')`, 'RangeError', 'no'],
  ])('%s of %s fails with %s', async (handler, code, errorType, errorMessage) => {
    for (const runtime of ['nodejs22.x', 'nodejs24.x'] as const) {
      // The end of the wrapper is the end of the file, whose last token V8 names.
      const found = await initError(code, { handler, runtime })
      if (errorType === 'Runtime.UserCodeSyntaxError') {
        expect(found.errorType).toBe(errorType)
        expect(found.errorMessage).toMatch(/^SyntaxError: /)
      } else expect(found).toEqual({ errorType, errorMessage })
    }
  })

  it('names every file on the way to a missing module', async () => {
    const files = { 'index.js': `require('./lib/a')`, 'lib/a.js': `require('./b')` }
    expect(await initError(files)).toEqual({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module './b'\nRequire stack:\n- /var/task/lib/a.js\n- /var/task/index.js\n- /var/runtime/index.mjs`,
    })
  })

  it('refuses callbacks on nodejs24.x only', async () => {
    const code = 'exports.handler = (event, context, callback) => callback(null, 1)'
    expect(await initError(code, { runtime: 'nodejs24.x' })).toEqual({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: CALLBACKS_REMOVED,
    })
    expect((await init(code)).outcome).toEqual({ kind: 'initialized' })
  })

  it('refuses other streaming than of responses', async () => {
    const code = `exports.handler = async () => 1
    exports.handler[Symbol.for('aws.lambda.runtime.handler.streaming')] = 'request'`
    expect(await initError(code)).toEqual({
      errorType: 'Runtime.MalformedStreamingHandler',
      errorMessage: 'Only response streaming is supported.',
    })
  })
})

describe('a failing Init', () => {
  it.each<[RuntimeName, string, number, string]>([
    ['nodejs22.x', 'Uncaught Exception', 129, 'undefined'],
    ['nodejs24.x', 'Init Error', 1, '-'],
  ])('of %s logs %s and ends the process', async (runtime, occasion, exitCode, requestId) => {
    const { outcome, log } = await init(`throw new Error('at the top')`, { runtime })
    expect(outcome).toMatchObject({
      kind: 'error',
      exitCode,
      error: { errorType: 'Error', errorMessage: 'at the top' },
    })
    expect(log).toEqual([
      expect.stringMatching(
        new RegExp(
          `^2026-01-31T12:00:00.000Z\\t${requestId}\\tERROR\\t${occasion} \\t\\{"errorType":"Error","errorMessage":"at the top","stack":\\[`,
        ),
      ),
    ])
  })

  it('reports a rejection that nobody handles', async () => {
    const code = `exports.handler = async () => 1; Promise.reject(new Error('lost'))`
    // Init is over at once on a real system too, but the rejection is noticed before the first invocation.
    const { outcome } = await init(`${code}; require('timers')`)
    expect(outcome).toMatchObject({ exitCode: 128 })
  })

  it('ends with process.exit', async () => {
    expect((await init('process.exit(4)')).outcome).toEqual({ kind: 'exit', exitCode: 4 })
  })

  it('ends when top-level await never ends', async () => {
    const files = { 'index.mjs': 'await new Promise(() => undefined); export const handler = 1' }
    expect((await init(files)).outcome).toEqual({ kind: 'exit', exitCode: 13 })
  })
})

describe('ES modules', () => {
  const run = async (code: string) => valueOf(await runOnce({ 'index.mjs': code }))

  it('wait at the top level in virtual time', async () => {
    const environment = await TestEnvironment.start({
      'index.mjs': `const before = Date.now()
        await new Promise((resolve) => setTimeout(resolve, 5000))
        const waited = Date.now() - before
        export const handler = async () => waited`,
    })
    const before = environment.now
    const turn = await environment.init()
    expect(turn.at - before).toBe(5001)
    expect(valueOf(await environment.invoke())).toBe(5000)
    await environment.stop()
  })

  it('wait at the top level for service calls', async () => {
    const environment = await TestEnvironment.start({
      'index.mjs': `const text = await (await fetch('https://ssm.us-east-1.amazonaws.com/')).text()
        export const handler = async () => text`,
    })
    const waiting = await environment.init()
    expect(waiting.outcome).toBeUndefined()
    expect(waiting.calls).toHaveLength(1)
    expect((await environment.respond(1, 'parameter')).outcome).toEqual({ kind: 'initialized' })
    expect(valueOf(await environment.invoke())).toBe('parameter')
    await environment.stop()
  })

  it('get built-ins through the environment’s require, once and before other code', async () => {
    const code = `const require_ = globalThis[Symbol.for("coldstart.require")];
      const path = require_('node:path')
      export const handler = async () => [path.basename('/a/b'), typeof globalThis[Symbol.for("coldstart.require")]]`
    expect(await run(code)).toEqual(['b', 'undefined'])
  })

  it('leave nothing behind for modules that do not ask', async () => {
    const code = `export const handler = async () => typeof globalThis[Symbol.for("coldstart.require")]`
    expect(await run(code)).toBe('undefined')
  })

  it('report errors of syntax and of evaluation', async () => {
    expect(await initError({ 'index.mjs': 'export const = 1' })).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
    })
    expect(await initError({ 'index.mjs': `await null; throw new TypeError('late')` })).toEqual({
      errorType: 'TypeError',
      errorMessage: 'late',
    })
  })
})

describe('require', () => {
  const run = async (files: PackageFiles, options?: EnvironmentOptions) => valueOf(await runOnce(files, {}, options))

  it('loads files, JSON, folders and packages of the deployment package', async () => {
    const value = await run({
      'index.js': `exports.handler = async () => [require('./data').a, require('./data.json').a, require('./folder'),
        require('pack'), require('pack/sub'), require('@scope/pack')]`,
      'data.json': '{"a":1}',
      'folder/index.js': `module.exports = __dirname + ' ' + __filename`,
      'node_modules/pack/package.json':
        '{"exports":{".":{"import":"./no.mjs","require":"./main.cjs"},"./*":"./lib/*.js"}}',
      'node_modules/pack/main.cjs': `module.exports = 'pack'`,
      'node_modules/pack/lib/sub.js': `module.exports = 'sub'`,
      'node_modules/@scope/pack/package.json': '{"main":"lib/entry"}',
      'node_modules/@scope/pack/lib/entry.js': `module.exports = 'scoped'`,
    })
    expect(value).toEqual([1, 1, '/var/task/folder /var/task/folder/index.js', 'pack', 'sub', 'scoped'])
  })

  it('runs a module once, also in a cycle', async () => {
    const value = await run({
      'index.js': `exports.early = true; const b = require('./b'); exports.handler = async () => [b.seen, require('./b') === b]`,
      'b.js': `exports.seen = require('./index').early`,
    })
    expect(value).toEqual([true, true])
  })

  it('finds built-ins and layers', async () => {
    const layer = `define({ 'lib-a': (module, exports, require) => { exports.b = require('lib-b')() + require('path').sep },
      'lib-b': (module) => { module.exports = () => 'b' } })`
    const code = `exports.handler = async () => [require('lib-a').b, require('node:path') === require('path')]`
    expect(await run({ 'index.js': code }, { layers: [layer] })).toEqual(['b/', true])
  })

  it('prefers a package of the function to the layer’s', async () => {
    const layer = `define({ lib: (module) => { module.exports = 'layer' } })`
    const files = {
      'index.js': `exports.handler = async () => require('lib')`,
      'node_modules/lib/index.js': `module.exports = 'package'`,
    }
    expect(await run(files, { layers: [layer] })).toBe('package')
  })

  it('has what modules expect of it', async () => {
    const code = `exports.handler = async () => [require.resolve('./data.json'), require.resolve('fs'), typeof require.cache[__filename],
      this === exports, module.exports === exports, module.id, require.main === module]`
    expect(await run({ 'index.js': code, 'data.json': '{}' })).toEqual([
      '/var/task/data.json',
      'fs',
      'object',
      true,
      true,
      '/var/task/index.js',
      false,
    ])
  })

  it('forgets a module that failed', async () => {
    const code = `exports.handler = async () => { const seen = []; for (let i = 0; i < 2; i++) try { require('./bad') } catch (e) { seen.push(e.message) } return seen }`
    expect(await run({ 'index.js': code, 'bad.js': `throw new Error('bad')` })).toEqual(['bad', 'bad'])
  })
})
