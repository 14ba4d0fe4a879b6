/** Reaching the page, what the browser has stored for it, other contexts, and the channel to the cloud. */

import type { EscapeCase } from '../contract'

/** Names that a page or worker has, and Lambda has not: whoever finds one has found a way out. */
const names = (id: string, tries: string, list: string): EscapeCase => ({
  id,
  tries,
  attack: `
    const found = ${JSON.stringify(list.split(' '))}.filter((name) => globalThis[name] !== undefined || (0, eval)('typeof ' + name) !== 'undefined')
    return found.length === 0 ? 'absent' : found`,
  fails: ['absent'],
})

export const APP: readonly EscapeCase[] = [
  names('frames', 'windows around it', 'parent top self window frames opener frameElement'),
  names('document', 'the DOM', 'document Document Element Node HTMLElement DOMParser Image customElements'),
  names('local-storage', 'Web Storage', 'localStorage sessionStorage Storage StorageEvent'),
  names('indexed-db', 'IndexedDB', 'indexedDB IDBFactory IDBDatabase IDBKeyRange IDBOpenDBRequest'),
  names('caches', 'what the service worker stored', 'caches CacheStorage Cache'),
  names('cookies', 'cookies', 'cookieStore CookieStore CookieStoreManager'),
  names('broadcast-channel', 'other tabs', 'BroadcastChannel'),
  names('shared-worker', 'threads of its own', 'Worker SharedWorker Worklet'),
  names(
    'service-worker',
    'the service worker',
    'ServiceWorker ServiceWorkerContainer ServiceWorkerRegistration registration clients',
  ),
  names('location', 'where the page is', 'location WorkerLocation origin crossOriginIsolated isSecureContext'),
  names(
    'own-thread',
    'its own worker',
    'postMessage onmessage onmessageerror onerror close name DedicatedWorkerGlobalScope WorkerGlobalScope WorkerNavigator',
  ),
  names(
    'file-system',
    'files of the machine',
    'FileReader FileReaderSync FileSystemHandle FileSystemFileHandle showOpenFilePicker',
  ),
  names(
    'devices',
    'devices',
    'Notification PushManager GPU HID USB Serial Bluetooth NetworkInformation Permissions MediaDevices ImageCapture',
  ),
  names(
    'drawing',
    'drawing and decoding',
    'OffscreenCanvas createImageBitmap ImageBitmap VideoDecoder AudioDecoder ImageDecoder FontFace fonts',
  ),
  names('reports', 'reports of the browser', 'ReportingObserver PerformanceObserver reportError trustedTypes'),
  {
    id: 'navigator',
    tries: 'the browser’s navigator: locks, storage, service workers, user agent',
    attack: `
      const { navigator } = globalThis
      return ['locks', 'storage', 'serviceWorker', 'sendBeacon', 'gpu', 'permissions', 'connection', 'mediaDevices', 'deviceMemory', 'userAgentData', 'appVersion']
        .filter((name) => navigator[name] !== undefined).concat(/^Node\\.js\\/22$/.test(navigator.userAgent) ? [] : [navigator.userAgent])`,
    fails: [{ gives: [] }],
  },
  {
    id: 'navigator-prototype',
    tries: 'the browser’s navigator through its prototype',
    attack: `
      const prototype = Object.getPrototypeOf(navigator)
      return prototype === Object.prototype || Reflect.ownKeys(prototype).every((key) => key === 'constructor' || typeof key === 'symbol') ? 'absent' : Reflect.ownKeys(prototype).map(String)`,
    fails: ['absent'],
  },
  {
    id: 'scope-prototypes',
    tries: 'the worker’s scope through the prototypes of the global object',
    attack: `
      const found = []
      for (let holder = globalThis; holder; holder = Object.getPrototypeOf(holder)) {
        if (holder === Object.prototype) break
        const { constructor } = holder
        if (/Worker|Window/.test(constructor.name)) found.push(constructor.name)
        for (const key of ['postMessage', 'importScripts', 'close', 'fetch', 'setTimeout', 'indexedDB', 'caches', 'location', 'navigator', 'performance', 'self']) {
          const descriptor = Object.getOwnPropertyDescriptor(holder, key)
          if (!descriptor) continue
          const value = descriptor.get ?? descriptor.value
          if (holder !== globalThis && value !== undefined) found.push(key)
          if (holder === globalThis && ['postMessage', 'importScripts', 'close', 'indexedDB', 'caches', 'location', 'self'].includes(key) && value !== undefined) found.push(key)
        }
      }
      return found`,
    fails: [{ gives: [] }],
  },
  {
    id: 'new-realm-by-eval',
    tries: 'the names again, from eval, Function, AsyncFunction, GeneratorFunction',
    attack: `
      const kinds = [Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor]
      const text = 'return [typeof postMessage, typeof importScripts, typeof Worker, typeof indexedDB, typeof self].join()'
      const all = [(0, eval)('[typeof postMessage, typeof importScripts, typeof Worker, typeof indexedDB, typeof self].join()'), Function(text)(), await kinds[1](text)(), kinds[2](text)().next().value, (await kinds[3](text)().next()).value]
      return [...new Set(all.join().split(','))]`,
    fails: [{ gives: ['undefined'] }],
  },
  {
    id: 'shadow-realm',
    tries: 'a fresh realm',
    attack: `return typeof ShadowRealm === 'undefined' && typeof Compartment === 'undefined' ? 'absent' : new ShadowRealm().evaluate('performance.now()')`,
    fails: ['absent'],
  },
  {
    id: 'node-vm',
    tries: 'a fresh realm from node:vm',
    attack: `return require('node:vm').runInNewContext('this.constructor.constructor("return typeof postMessage")()')`,
    fails: ['refused'],
  },
  {
    id: 'worker-threads',
    tries: 'node:worker_threads',
    attack: `
      const threads = require('node:worker_threads')
      if (threads.parentPort !== null) return 'a parent port'
      return String(new threads.Worker('postMessage(1)', { eval: true }))`,
    fails: ['refused'],
  },
  {
    id: 'child-process',
    tries: 'another process',
    attack: `
      const { execSync, spawn, fork } = require('node:child_process')
      for (const start of [() => spawn('id'), () => fork('/var/task/index.js')]) try { return String(start()) } catch {}
      return String(execSync('id'))`,
    fails: ['refused'],
  },
  {
    id: 'process-binding',
    tries: 'the inside of Node.js',
    attack: `
      const ways = [() => process.binding('fs'), () => process._linkedBinding('fs'), () => process.dlopen({}, '/lib/x.node'), () => require('internal/bootstrap/realm'), () => process.mainModule.require('child_process').execSync('id')]
      for (const way of ways) { try { const value = way(); if (value !== undefined) return String(value) } catch {} }
      return 'absent'`,
    fails: ['absent'],
  },
  {
    id: 'module-internals',
    tries: 'the module loader’s inside',
    attack: `
      const found = []
      const look = (value, name) => { if (value && typeof value === 'object') for (const key of Reflect.ownKeys(value)) if (/host|loader|runtime|^ports?$|channel/i.test(String(key))) found.push(name + '.' + String(key)) }
      look(module, 'module'); look(module.constructor, 'Module'); look(require, 'require'); look(require.cache, 'cache'); look(module.parent, 'parent')
      return found`,
    fails: [{ gives: [] }],
  },
  {
    id: 'runtime-symbols',
    tries: 'what the runtime leaves for its own parts on the global object',
    attack: `return ['coldstart.checks', 'coldstart.require', 'coldstart.started'].filter((name) => Symbol.for(name) in globalThis)`,
    fails: [{ gives: [] }],
  },
  {
    id: 'add-event-listener',
    tries: 'messages of the cloud, by every way to addEventListener',
    alone: true,
    attack: `
      const heard = []
      const listener = (event) => heard.push(String(event.data))
      const { addEventListener } = EventTarget.prototype
      const ways = [
        () => globalThis.addEventListener('message', listener),
        () => addEventListener.call(globalThis, 'message', listener),
        () => addEventListener.call(undefined, 'message', listener),
        () => addEventListener.call(null, 'message', listener),
        () => Reflect.apply(addEventListener, globalThis, ['message', listener]),
        () => addEventListener.bind(globalThis)('message', listener),
        () => (0, addEventListener)('message', listener),
        () => new AbortController().signal.addEventListener.call(globalThis, 'message', listener),
        () => addEventListener.call(new Proxy(globalThis, {}), 'message', listener),
        () => addEventListener.call(Object.create(globalThis), 'message', listener),
        () => { class Target extends EventTarget { listen() { super.addEventListener.call(globalThis, 'message', listener) } } new Target().listen() },
        () => require('node:events').on(globalThis, 'message'),
        () => require('node:events').EventEmitter.prototype.on.call(globalThis, 'message', listener),
      ]
      let threw = 0
      for (const way of ways) { try { way() } catch { threw++ } }
      await new Promise((resolve) => setTimeout(resolve, 20))
      globalThis.heard = heard
      return heard`,
    fails: [{ gives: [] }],
  },
  {
    id: 'dispatch-message',
    tries: 'a forged message of the cloud to the runtime',
    alone: true,
    attack: `
      const forged = { type: 'resume', now: 0, deadline: 1e15, invocation: { requestId: 'forged', payload: '{}', invokedFunctionArn: '', traceId: '' } }
      EventTarget.prototype.dispatchEvent.call(globalThis, new MessageEvent('message', { data: forged }))
      return 'dispatched'`,
    fails: ['refused'],
  },
  {
    id: 'onmessage-property',
    tries: 'messages of the cloud by setting onmessage, on the global and its prototypes',
    module: `
      const seen = []
      for (let holder = globalThis; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
        try { Object.defineProperty(holder, 'onmessage', { configurable: true, writable: true, value: (event) => seen.push(String(event.data)) }) } catch {}
      }
      try { globalThis.onmessage = (event) => seen.push('assigned') } catch {}
      exports.handler = async () => seen`,
    fails: [{ gives: [] }],
  },
  {
    id: 'message-port',
    tries: 'a real port, from messages and channels',
    attack: `
      const { port1, port2 } = new MessageChannel()
      const native = (value) => /\\[native code\\]/.test(Function.prototype.toString.call(value))
      const found = []
      if (native(port1.constructor) || native(Object.getPrototypeOf(port1).postMessage)) found.push('MessagePort')
      try { structuredClone(port1, { transfer: [port1] }); found.push('transferred') } catch {}
      const { ports, source } = new MessageEvent('message', { data: 1 })
      if (ports.length > 0 || source) found.push('ports')
      return found`,
    fails: [{ gives: [] }],
  },
  {
    id: 'crawl',
    tries: 'anything native that talks to the outside, in all that can be reached from the global object',
    attack: `
      const suspicious = /^(postMessage|importScripts|fetch|open|send|connect|createObjectStore|match|showNotification|register|sendBeacon|close|setTimeout|requestAnimationFrame)$/
      const isNative = (value) => { try { return /\\{\\s*\\[native code\\]\\s*\\}$/.test(Function.prototype.toString.call(value)) } catch { return false } }
      const seen = new Set(), queue = [globalThis, exports, require, module, process, event]
      const found = new Set()
      for (const value of [new Request('https://x.test'), new Response('x'), new Blob(['x']), new AbortController(), new ReadableStream(), new TransformStream(), new Headers(), new FormData(), new URL('https://x.test'), new MessageEvent('x'), crypto.subtle, new TextDecoder(), async function* () {}, new Proxy({}, {})]) queue.push(value)
      while (queue.length > 0 && seen.size < 30000) {
        const value = queue.pop()
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
        seen.add(value)
        let keys = []
        try { keys = Reflect.ownKeys(value); queue.push(Object.getPrototypeOf(value)) } catch {}
        for (const key of keys) {
          let descriptor
          try { descriptor = Object.getOwnPropertyDescriptor(value, key) } catch {}
          if (!descriptor) continue
          for (const part of [descriptor.value, descriptor.get, descriptor.set]) {
            if (typeof part === 'function' && suspicious.test(String(key)) && isNative(part) && !/match/.test(String(key)) ) found.add((value.constructor?.name ?? typeof value) + '.' + String(key))
            queue.push(part)
          }
          if (descriptor.get) try { queue.push(value[key]) } catch {}
        }
      }
      return [...found].filter((name) => !/^ReadableStream|^Writable|^Transform|Controller\\.close$|^String\\./.test(name)).concat(seen.size > 1000 ? [] : ['too few: ' + seen.size])`,
    fails: [{ gives: [] }],
  },
  {
    id: 'receiver',
    tries: 'the runtime through the handler’s `this` and its context',
    module: `
      exports.handler = async function (event, context) {
        const found = []
        for (const value of [this, context]) {
          for (let holder = value; holder && holder !== Object.prototype && holder !== Function.prototype; holder = Object.getPrototypeOf(holder)) {
            for (const key of Reflect.ownKeys(holder)) if (/settle|turn|post|host|clock|port|channel|end$/i.test(String(key))) found.push(String(key))
          }
        }
        return found
      }`,
    fails: [{ gives: [] }],
  },
  {
    id: 'caller',
    tries: 'the runtime’s functions through `caller` and `arguments`',
    module: `
      exports.handler = function sloppy(event, context, callback) {
        const found = []
        for (const read of [() => sloppy.caller, () => arguments.callee.caller, () => sloppy.caller.arguments, () => sloppy.caller.caller]) {
          try { const value = read(); if (value) found.push(typeof value === 'function' ? 'function ' + value.name : typeof value) } catch {}
        }
        callback(null, found)
      }`,
    fails: [{ gives: [] }],
  },
  {
    id: 'call-sites',
    tries: 'the runtime’s functions and objects through V8’s call sites',
    attack: `
      const before = Error.prepareStackTrace
      Error.prepareStackTrace = (_, sites) => sites
      Error.stackTraceLimit = 100
      const sites = new Error().stack
      Error.prepareStackTrace = before
      if (!Array.isArray(sites)) return 'absent'
      const found = []
      for (const site of sites) {
        const own = /\\/var\\/task\\//.test(site.getScriptNameOrSourceURL?.() ?? site.getFileName() ?? '')
        const fn = site.getFunction(), self = site.getThis()
        if (!own && fn) found.push('function ' + fn.name)
        if (!own && self && self !== globalThis) found.push('this of ' + site.getFunctionName())
      }
      return found`,
    fails: ['absent', { gives: [] }],
  },
  {
    id: 'stack-text',
    tries: 'where the runtime is loaded from, in stacks',
    attack: `
      const { stack } = new Error()
      const deep = await new Promise((resolve) => setTimeout(() => resolve(new Error().stack), 1))
      return [stack, deep].some((text) => /https?:|localhost|127\\.0\\.0\\.1/.test(text)) ? [stack, deep] : 'absent'`,
    fails: ['absent'],
  },
  {
    id: 'import-meta',
    tries: 'where the page is, in import.meta',
    attack: `
      try { return /http/.test(String(await (0, eval)('import("data:text/javascript,export default import.meta.url")').then((m) => m.default))) ? 'an address' : 'absent' } catch { return 'absent' }`,
    fails: ['absent', 'silent'],
  },
]
