/**
 * Tampering with what the runtime stands on: before it uses it, and while it does. Each is invoked twice; nothing of the
 * control channel may show, and the second answer must come as if nothing had been done.
 */

import type { EscapeCase } from '../contract'

/** Words that stand in messages of the control channel and in no object of a handler. */
const SECRETS = `const secret = (value) => { try { return typeof value === 'object' && value !== null && ['deadline', 'outcome', 'busyMs', 'callId', 'wakeAt'].some((name) => Object.prototype.hasOwnProperty.call(value, name)) } catch { return false } };`

const tampering = (
  id: string,
  tries: string,
  before: string,
  handler = '',
  more: Partial<EscapeCase> = {},
): EscapeCase => ({
  id,
  tries,
  module: `${SECRETS} const seen = []; ${before}
    exports.handler = async (event, context) => { ${handler} return seen }`,
  fails: [{ gives: [] }],
  ...more,
})

/** Or the process ends: it cannot go on without what was taken from it. */
const ENDS: Partial<EscapeCase> = { fails: [{ gives: [] }, /^Runtime\.ExitError/] }

const setters = (names: string): string => `
  for (const name of ${JSON.stringify(names.split(' '))}) {
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      get() { if (secret(this)) seen[seen.length] = 'read ' + name; return undefined },
      set(value) { if (secret(this) || name === 'outcome' || name === 'deadline') seen[seen.length] = name; Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true }) },
    })
  }`

const wrapped = (type: string, names: string): string => `
  for (const name of ${JSON.stringify(names.split(' '))}) {
    const original = ${type}.prototype[name]
    if (typeof original !== 'function') continue
    ${type}.prototype[name] = function (...values) {
      for (let index = -1; index < values.length; index++) if (secret(index < 0 ? this : values[index])) seen[seen.length] = ${JSON.stringify(type)} + '.' + name
      return Reflect.apply(original, this, values)
    }
  }`

export const RUNTIME: readonly EscapeCase[] = [
  tampering(
    'object-setters',
    'setters on Object.prototype for every name of the control channel',
    setters(
      'outcome deadline type now at calls lines kind payload error exitCode wakeAt busyMs memoryUsedMB responses invocation requests signal background callId status body kept chunks replies listening ended requestId',
    ),
  ),
  tampering(
    'object-setters-node24',
    'the same with the runtime of nodejs24.x',
    setters('outcome deadline type now at calls lines kind payload error exitCode wakeAt busyMs responses invocation'),
    '',
    { runtime: 'nodejs24.x' },
  ),
  tampering(
    'object-proto',
    'the accessor __proto__',
    `const own = Object.getOwnPropertyDescriptor(Object.prototype, '__proto__'); Object.defineProperty(Object.prototype, '__proto__', { configurable: true, get() { if (secret(this)) seen[seen.length] = 'get'; return own.get.call(this) }, set(value) { if (secret(this)) seen[seen.length] = 'set'; own.set.call(this, value) } })`,
  ),
  tampering(
    'object-then',
    'a `then` on every object',
    `Object.defineProperty(Object.prototype, 'then', { configurable: true, get() { if (secret(this)) seen[seen.length] = 'then'; return undefined } })`,
  ),
  tampering(
    'object-to-json',
    'a `toJSON` on every object',
    `Object.defineProperty(Object.prototype, 'toJSON', { configurable: true, value() { if (secret(this)) seen[seen.length] = 'toJSON'; return this } })`,
  ),
  tampering(
    'object-statics',
    'functions of Object',
    `for (const name of ['assign', 'entries', 'keys', 'values', 'create', 'defineProperty', 'freeze', 'fromEntries', 'hasOwn', 'getOwnPropertyDescriptor']) { const original = Object[name]; Object[name] = (...values) => { for (const value of values) if (secret(value)) seen[seen.length] = 'Object.' + name; return Reflect.apply(original, Object, values) } }`,
  ),
  tampering(
    'array-methods',
    'methods of arrays',
    wrapped(
      'Array',
      'push pop shift unshift map filter forEach slice splice concat join find some every indexOf at includes reduce sort flat flatMap',
    ),
  ),
  tampering(
    'array-iterator',
    'the iterator of arrays',
    `const original = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { for (let index = 0; index < this.length; index++) if (secret(this[index])) seen[seen.length] = 'iterated'; return original.call(this) }; const Iterator = Object.getPrototypeOf([][Symbol.iterator]()); const next = Iterator.next; Iterator.next = function () { const step = next.call(this); if (secret(step.value)) seen[seen.length] = 'next'; return step }`,
  ),
  tampering(
    'array-indices',
    'setters for the first places of arrays',
    `for (let index = 0; index < 8; index++) Object.defineProperty(Array.prototype, index, { configurable: true, get() { return undefined }, set(value) { if (secret(value)) seen.length; Object.defineProperty(this, index, { value, writable: true, configurable: true, enumerable: true }) } })`,
  ),
  tampering(
    'array-species',
    'Symbol.species of arrays and promises',
    `for (const type of [Array, Promise, Map, Set, RegExp]) Object.defineProperty(type, Symbol.species, { configurable: true, get() { return class extends type { constructor(...values) { super(...values); for (const value of values) if (secret(value)) Reflect.defineProperty(seen, seen.length, { value: 'species', enumerable: true }) } } } })`,
  ),
  tampering(
    'map-methods',
    'methods of maps, sets and weak ones',
    ['Map', 'Set', 'WeakMap', 'WeakSet']
      .map((type) => wrapped(type, 'get set has delete add forEach clear'))
      .join('\n'),
  ),
  tampering(
    'promise-then',
    'Promise.prototype.then, catch and finally',
    `const then = Promise.prototype.then; for (const name of ['then', 'catch', 'finally']) { const original = Promise.prototype[name]; Promise.prototype[name] = function (...callbacks) { return Reflect.apply(original, this, callbacks.map((callback) => typeof callback !== 'function' ? callback : function (value) { if (secret(value)) seen[seen.length] = name; return callback(value) })) } }`,
  ),
  tampering(
    'promise-constructor',
    'the constructor of promises',
    `const Native = Promise; Object.defineProperty(Promise.prototype, 'constructor', { configurable: true, get() { return function Mine(executor) { return new Native((resolve, reject) => executor((value) => { if (secret(value)) seen[seen.length] = 'resolved'; resolve(value) }, reject)) } } })`,
  ),
  tampering(
    'promise-global',
    'the global Promise',
    `globalThis.Promise = class extends Promise { constructor(executor) { super((resolve, reject) => executor((value) => { if (secret(value)) seen[seen.length] = 'resolved'; resolve(value) }, reject)) } }`,
  ),
  tampering(
    'function-call',
    'Function.prototype.call, apply and bind',
    `const { apply } = Reflect; for (const name of ['call', 'apply', 'bind']) { const original = Function.prototype[name]; Function.prototype[name] = function () { for (let index = 0; index < arguments.length; index++) if (secret(arguments[index])) seen[seen.length] = name; return apply(original, this, arguments) } }`,
  ),
  tampering(
    'reflect',
    'all of Reflect',
    `for (const name of Object.getOwnPropertyNames(Reflect)) { const original = Reflect[name]; Reflect[name] = function () { for (let index = 0; index < arguments.length; index++) if (secret(arguments[index])) seen[seen.length] = name; return original.apply(Reflect, arguments) } }`,
  ),
  tampering(
    'json',
    'JSON.parse and JSON.stringify',
    `for (const name of ['parse', 'stringify']) { const original = JSON[name]; JSON[name] = (...values) => { if (values.some((value) => secret(value) || /"(deadline|outcome|busyMs)"/.test(String(value)))) seen.push(name); return original(...values) } }`,
  ),
  tampering(
    'message-event',
    'the data of messages',
    `for (const type of [MessageEvent, Event]) for (const name of Object.getOwnPropertyNames(type.prototype)) { const own = Object.getOwnPropertyDescriptor(type.prototype, name); if (!own.get || !own.configurable) continue; Object.defineProperty(type.prototype, name, { ...own, get() { const value = own.get.call(this); if (secret(value)) seen.push(name); return value } }) }`,
  ),
  tampering(
    'event-target',
    'methods of event targets',
    wrapped('EventTarget', 'addEventListener dispatchEvent removeEventListener'),
  ),
  tampering(
    'error-prepare',
    'Error.prepareStackTrace, reading everything of every frame',
    `Error.prepareStackTrace = (error, frames) => { for (const frame of frames) for (const read of ['getThis', 'getFunction', 'getFunctionName', 'getTypeName', 'getEvalOrigin']) { try { const value = frame[read]?.(); if (secret(value)) seen.push(read) } catch {} } return String(error) }`,
    `try { null.x } catch (error) { error.stack }`,
  ),
  tampering(
    'error-class',
    'Error and its hasInstance',
    `Object.defineProperty(Error, Symbol.hasInstance, { value: (value) => { if (secret(value)) seen.push('instance'); return true } }); globalThis.Error = class extends Error {}; globalThis.TypeError = globalThis.Error`,
  ),
  tampering(
    'string-methods',
    'methods of texts and patterns',
    `for (const type of [String, RegExp, Number]) for (const name of Object.getOwnPropertyNames(type.prototype)) { const original = type.prototype[name]; try { if (typeof original !== 'function' || name === 'constructor') continue; type.prototype[name] = function (...values) { if (/"(deadline|busyMs|outcome)"/.test.call ? false : false) seen.push(name); return Reflect.apply(original, this, values) } } catch {} }`,
  ),
  tampering(
    'typed-arrays',
    'methods of typed arrays and buffers',
    `for (const type of [Object.getPrototypeOf(Uint8Array), ArrayBuffer, DataView]) for (const name of Object.getOwnPropertyNames(type.prototype)) { const own = Object.getOwnPropertyDescriptor(type.prototype, name); if (typeof own.value !== 'function' || name === 'constructor') continue; type.prototype[name] = function (...values) { if (secret(this)) seen.push(name); return Reflect.apply(own.value, this, values) } }`,
  ),
  tampering(
    'frozen',
    'everything frozen',
    `for (const value of [Object.prototype, Array.prototype, Function.prototype, Promise.prototype, Map.prototype, Error.prototype, Promise, Error, JSON, Reflect, Math, console, process]) Object.freeze(value)`,
  ),
  tampering(
    'global-deleted',
    'all globals deleted',
    `for (const name of Object.getOwnPropertyNames(globalThis)) { if (!['Reflect', 'globalThis'].includes(name)) try { delete globalThis[name] } catch {} }`,
    '',
    ENDS,
  ),
  tampering(
    'global-trapped',
    'every global replaced by a proxy',
    `for (const name of ['Object', 'Array', 'Map', 'Set', 'WeakMap', 'Promise', 'Error', 'Date', 'JSON', 'Math', 'Reflect', 'Symbol', 'String', 'Number', 'Function', 'Request', 'Response', 'Headers', 'URL', 'Uint8Array', 'ArrayBuffer', 'MessageEvent', 'Event']) { const original = globalThis[name]; globalThis[name] = new Proxy(original, { get(target, key) { const value = Reflect.get(target, key); if (secret(value)) seen.push(name + '.' + String(key)); return value }, construct(target, values, type) { for (const value of values) if (secret(value)) seen.push('new ' + name); return Reflect.construct(target, values, type) }, apply(target, self, values) { for (const value of values) if (secret(value)) seen.push(name); return Reflect.apply(target, self, values) } }) }`,
    '',
    ENDS,
  ),
  tampering(
    'global-prototype',
    'another prototype for the global object',
    `try { Object.setPrototypeOf(globalThis, new Proxy(Object.getPrototypeOf(globalThis) ?? {}, { get(target, key, receiver) { if (/postMessage|onmessage/.test(String(key))) seen.push(String(key)); return Reflect.get(target, key, target) } })) } catch {}`,
  ),
  tampering(
    'global-post-message',
    'a global postMessage of its own',
    `globalThis.postMessage = (value) => seen.push('posted'); globalThis.self = globalThis; globalThis.MessageChannel = class { constructor() { seen.push('channel') } }`,
  ),
  tampering(
    'timers',
    'timers and microtasks',
    `for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout']) { const original = globalThis[name]; globalThis[name] = (...values) => { if (values.some(secret)) seen.push(name); return original(...values) } } globalThis.structuredClone = (value) => { if (secret(value)) seen.push('clone'); return value }`,
  ),
  tampering(
    'process-patched',
    'process: exit, emit, on, nextTick',
    `for (const name of ['emit', 'on', 'exit', 'nextTick', 'listeners', 'removeAllListeners']) { const original = process[name]; try { process[name] = function (...values) { if (values.some(secret)) seen.push(name); return Reflect.apply(original, this, values) } } catch {} } process.removeAllListeners?.('uncaughtException'); require('node:events').EventEmitter.prototype.emit = function () { return false }`,
  ),
  tampering(
    'console-patched',
    'console and the standard streams',
    `for (const name of Object.keys(console)) console[name] = () => { throw new Error('console') }; process.stdout.write = () => { throw new Error('stdout') }`,
  ),
  tampering(
    'builtins-patched',
    'built-in modules: util, stream, events, buffer',
    `for (const name of ['node:util', 'node:stream', 'node:events', 'node:buffer', 'node:path']) { const found = require(name); for (const key of Object.keys(found)) { const original = found[key]; try { if (typeof original === 'function') found[key] = new Proxy(original, { apply(target, self, values) { if (values.some(secret)) seen.push(key); return Reflect.apply(target, self, values) } }) } catch {} } }`,
  ),
  tampering(
    'while-running',
    'prototypes, between an await and its continuation',
    `const then = Promise.prototype.then`,
    `await null; Promise.prototype.then = function () { seen.push('never') }; Object.defineProperty(Object.prototype, 'outcome', { configurable: true, set() { seen.push('outcome') } }); await null; Promise.prototype.then = then; delete Object.prototype.outcome; seen.splice(0, seen.length, ...seen.filter((name) => name === 'outcome'));`,
  ),
  tampering(
    'subclassed-result',
    'a result of a class with its own then, species and toJSON',
    ``,
    `class Mine extends Promise { static get [Symbol.species]() { seen.push; return Promise } then(resolve, reject) { if (/native/.test(Function.prototype.toString.call(resolve)) === false && secret(resolve)) seen.push('then'); return super.then(resolve, reject) } } return new Mine((resolve) => resolve(seen));`,
  ),
  {
    id: 'kept-proxy',
    tries: 'variables that fight back when the runtime looks at what an invocation changed',
    module: `let count = 0
      let kept = new Proxy({}, { get() { throw new Error('get') }, ownKeys() { throw new Error('keys') }, has() { throw new Error('has') }, getPrototypeOf() { throw new Error('prototype') } })
      let getter = { get size() { throw new Error('size') }, get length() { throw new Error('length') } }
      let list = new (class extends Array { get length() { throw new Error('length') } })()
      let map = Object.defineProperty(new Map(), 'size', { get() { throw new Error('size') } })
      exports.handler = async () => { count++; getter = { ...Object.getOwnPropertyDescriptors(getter) }; return [] }`,
    fails: [{ gives: [] }],
  },
  {
    id: 'splice-species',
    tries: 'what the queues of the event loop throw away',
    module: `const seen = []
      Object.defineProperty(Array, Symbol.species, { configurable: true, get() { return function (length) { return new Proxy([], { defineProperty(target, key, descriptor) { if (typeof descriptor.value?.fire === 'function') seen.push(String(key)); return Reflect.defineProperty(target, key, descriptor) } }) } } })
      exports.handler = async () => { for (let n = 0; n < 3000; n++) await new Promise((resolve) => setImmediate(resolve)); return [...new Set(seen)] }`,
    fails: [{ gives: [] }],
  },
  {
    id: 'thenable-result',
    tries: 'a thenable that answers often, late, and with itself',
    module: `exports.handler = async () => { let count = 0; return { then(resolve, reject) { resolve([]); resolve('again'); reject(new Error('late')); setTimeout(() => resolve('later'), 1); throw new Error('thrown') } } }`,
    fails: [{ gives: [] }],
  },
  {
    id: 'proxy-result',
    tries: 'a Proxy that lies as its result',
    module: `exports.handler = async () => new Proxy([], { get(target, key) { if (key === 'then') return undefined; if (key === 'toJSON') return () => []; return Reflect.get(target, key) }, ownKeys() { throw new Error('keys') }, getPrototypeOf() { throw new Error('prototype') } })`,
    fails: [{ gives: [] }],
  },
  {
    id: 'to-json-bomb',
    tries: 'a result that calls back, throws and changes while it is read',
    module: `let reads = 0; exports.handler = async () => ({ get a() { if (++reads > 1) throw new Error('read'); return 1 }, toJSON() { delete this.a; return [] } })`,
    fails: [{ gives: [] }],
  },
  {
    id: 'cyclic-result',
    tries: 'a result that JSON cannot express',
    module: `exports.handler = async () => { const value = { big: 1n }; value.self = value; return value }`,
    fails: [/Runtime\.|Error/],
  },
  {
    id: 'error-getters',
    tries: 'an error whose message, name and stack throw',
    module: `exports.handler = async () => { const error = new Error('x'); for (const name of ['message', 'name', 'stack', 'cause']) Object.defineProperty(error, name, { get() { throw new Error(name) } }); throw error }`,
    fails: ['refused'],
  },
  {
    id: 'error-proxy',
    tries: 'an error that is a Proxy which throws at everything',
    module: `exports.handler = async () => { throw new Proxy(new Error('x'), { get() { throw new Error('get') }, has() { throw new Error('has') }, getPrototypeOf() { throw new Error('prototype') }, getOwnPropertyDescriptor() { throw new Error('descriptor') } }) }`,
    fails: ['refused'],
  },
  {
    id: 'error-strange',
    tries: 'things that are no errors, thrown: symbols, functions, null prototypes, revoked proxies',
    module: `let count = 0; exports.handler = async () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw [Symbol('thrown'), () => 1, Object.create(null), proxy][count++ % 4] }`,
    fails: ['refused'],
  },
  {
    id: 'process-ended',
    tries: 'what process.exit throws, kept and thrown again',
    module: `let kept; exports.handler = async () => { if (kept) throw kept; try { process.exit(0) } catch (error) { kept = error; for (let n = 0; n < 3; n++) await null; throw error } }`,
    fails: ['refused'],
  },
  {
    id: 'answer-after-exit',
    tries: 'going on after process.exit: more logs, calls and results',
    module: `exports.handler = (event, context, callback) => { try { process.exit(3) } catch {} callback(null, ['answered after exit']); context.succeed(['succeeded']); fetch('https://sqs.us-east-1.amazonaws.com/').catch(() => {}) }`,
    fails: ['refused'],
  },
  {
    id: 'answer-twice',
    tries: 'more answers than one',
    module: `exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; callback(null, []); callback(null, 'second'); context.done(null, 'third'); context.fail(new Error('fourth')) }`,
    fails: [{ gives: [] }],
    runtime: 'nodejs20.x',
  },
  {
    id: 'other-memory',
    tries: 'memory and files of another environment',
    attack: `
      const before = globalThis.leftByAnother ?? null
      const fs = require('node:fs')
      const files = fs.readdirSync('/tmp').filter((name) => name === 'left-by-another')
      return [before, files]`,
    alone: true,
    fails: [{ gives: [null, []] }],
  },
]
