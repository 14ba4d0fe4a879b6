/**
 * Taking the page down. Each is a function whose handler begins its attack when it is invoked; meanwhile the page must
 * answer, and afterwards another function must run, and what the user wrote must be there.
 */

export interface TakeDown {
  readonly id: string
  readonly tries: string
  /** The body of an async function (event). Or a whole module. */
  readonly attack?: string
  readonly module?: string
  /** The machine has no room for more than one of these at a time, or it lasts for seconds: `npm run escape` runs it. */
  readonly slow?: true
  /** It keeps the account's concurrency for itself, as it would on AWS. */
  readonly floods?: true
  /** Properties of the function in the template, YAML flow. */
  readonly properties?: string
}

export const TAKE_DOWN: readonly TakeDown[] = [
  { id: 'loop', tries: 'an endless loop', attack: `for (;;);` },
  { id: 'loop-init', tries: 'an endless loop while it is loaded', module: `for (;;);`, slow: true },
  {
    id: 'loop-microtasks',
    tries: 'microtasks without end',
    attack: `const again = () => Promise.resolve().then(again); return again()`,
  },
  {
    id: 'loop-next-tick',
    tries: 'process.nextTick without end',
    attack: `const again = () => process.nextTick(again); again(); await new Promise(() => {})`,
  },
  {
    id: 'loop-timers',
    tries: 'timers without end',
    attack: `const again = () => setTimeout(again, 0); again(); setInterval(() => {}, 0); await new Promise(() => {})`,
  },
  {
    id: 'loop-immediates',
    tries: 'immediates without end',
    attack: `const again = () => setImmediate(again); again(); await new Promise(() => {})`,
  },
  { id: 'loop-getter', tries: 'an endless loop in the result', attack: `return { toJSON() { for (;;); } }` },
  {
    id: 'loop-error',
    tries: 'an endless loop in the error',
    attack: `const error = new Error('x'); Object.defineProperty(error, 'message', { get() { for (;;); } }); throw error`,
    slow: true,
  },
  { id: 'regex', tries: 'a regular expression that blows up', attack: `return /^(a+)+$/.test('a'.repeat(60) + '!')` },
  { id: 'recursion', tries: 'recursion without end', attack: `const down = () => down() + 1; return down()` },
  {
    id: 'recursion-async',
    tries: 'recursion of async functions',
    attack: `const down = async (n) => n > 1e5 ? 1 : 1 + await down(n + 1); return await down(0)`,
  },
  {
    id: 'deep-result',
    tries: 'a result that is nested a hundred thousand times',
    attack: `let value = []; for (let n = 0; n < 1e5; n++) value = [value]; return value`,
  },
  {
    id: 'deep-message',
    tries: 'deep JSON in a message that the page shows',
    attack: `console.log('['.repeat(2e4) + ']'.repeat(2e4)); console.log(JSON.stringify({ level: 'INFO', timestamp: new Date().toISOString() }).slice(0, -1) + ',"a":' + '{"a":'.repeat(2e3) + '1' + '}'.repeat(2e3) + '}'); return 1`,
  },
  { id: 'huge-result', tries: 'a result of 30 MB', attack: `return 'x'.repeat(30e6)` },
  {
    id: 'wide-result',
    tries: 'a result with half a million properties',
    attack: `return Object.fromEntries(Array.from({ length: 3e5 }, (_, n) => ['k' + n, n]))`,
  },
  { id: 'log-flood', tries: 'a million log lines', attack: `for (let n = 0; n < 1e6; n++) console.log('flood', n)` },
  {
    id: 'log-huge',
    tries: 'log lines of megabytes',
    attack: `for (let n = 0; n < 20; n++) console.log('y'.repeat(2e6))`,
  },
  {
    id: 'log-endless',
    tries: 'log lines without end',
    attack: `const line = 'z'.repeat(1e5); for (;;) process.stdout.write(line + '\\n')`,
  },
  {
    id: 'log-no-newline',
    tries: 'output that never ends its line',
    attack: `const part = 'z'.repeat(1e6); for (let n = 0; n < 200; n++) process.stdout.write(part); return 1`,
  },
  {
    id: 'giant-error',
    tries: 'an error with a message, a name and a stack of megabytes',
    attack: `const error = new Error('m'.repeat(3e6)); error.name = 'N'.repeat(1e6); error.stack = '    at x (/var/task/index.js:1:1)\\n'.repeat(1e5); throw error`,
  },
  {
    id: 'giant-class',
    tries: 'an error of a class with a giant name',
    attack: `const type = { ['C'.repeat(1e6)]: class extends Error {} }['C'.repeat(1e6)]; throw new type('x')`,
  },
  {
    id: 'aggregate-errors',
    tries: 'errors with causes that go round in a circle',
    attack: `const error = new AggregateError([new Error('a')], 'x'); error.cause = error; error.errors.push(error); console.error(error); throw error`,
  },
  {
    id: 'inspect-bomb',
    tries: 'objects that explode when they are printed',
    attack: `const cyclic = {}; for (let n = 0; n < 1e4; n++) cyclic['k' + n] = cyclic; console.log(cyclic, new Proxy({}, { ownKeys() { throw 1 } }), { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('inspect') } }, Array.from({ length: 1e5 }, () => ({ a: { b: { c: {} } } })), new Map(Array.from({ length: 1e5 }, (_, n) => [n, n]))); return 1`,
  },
  {
    id: 'timer-bomb',
    tries: 'a hundred thousand timers',
    attack: `for (let n = 0; n < 1e5; n++) setTimeout(() => {}, n % 1000); return 1`,
  },
  {
    id: 'promise-bomb',
    tries: 'a million promises',
    attack: `await Promise.all(Array.from({ length: 1e6 }, (_, n) => Promise.resolve(n))); return 1`,
  },
  {
    id: 'rejection-bomb',
    tries: 'ten thousand promises that nobody catches',
    attack: `for (let n = 0; n < 1e4; n++) Promise.reject(new Error('r' + n)); await new Promise((resolve) => setTimeout(resolve, 10)); return 1`,
  },
  {
    id: 'call-bomb',
    tries: 'five thousand requests that nobody waits for',
    attack: `for (let n = 0; n < 5e3; n++) fetch('https://sqs.us-east-1.amazonaws.com/', { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.ListQueues' }, body: '{}' }).catch(() => {}); return 1`,
  },
  {
    id: 'call-huge',
    tries: 'a request of 50 MB',
    attack: `return await fetch('https://sqs.us-east-1.amazonaws.com/', { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' }, body: '"' + 'x'.repeat(5e7) + '"' }).then((answer) => answer.status)`,
  },
  { id: 'exit-loop', tries: 'a process that ends, again and again', attack: `process.exit(n = 1)` },
  {
    id: 'crash',
    tries: 'exceptions thrown from timers',
    attack: `for (let n = 0; n < 100; n++) setTimeout(() => { throw new Error('t' + n) }, 1); await new Promise((resolve) => setTimeout(resolve, 50)); return 1`,
  },
  {
    id: 'null-rejection',
    tries: 'a rejection with what has no text',
    attack: `Promise.reject(Object.create(null)); await new Promise((resolve) => setTimeout(resolve, 5)); throw Object.create(null)`,
  },
  {
    id: 'fs-bomb',
    tries: 'files without end',
    attack: `const fs = require('node:fs'); for (let n = 0; ; n++) fs.writeFileSync('/tmp/f' + n, 'x'.repeat(1e6))`,
  },
  {
    id: 'generator-bomb',
    tries: 'an event loop kept alive by its own stream',
    attack: `const stream = new ReadableStream({ pull(controller) { controller.enqueue(new Uint8Array(1e3)) } }); for await (const part of stream) part`,
  },
  {
    id: 'invoke-itself',
    tries: 'a function that invokes itself',
    attack: `const call = (n) => fetch('https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/' + process.env.AWS_LAMBDA_FUNCTION_NAME + '/invocations', { method: 'POST', headers: { 'x-amz-invocation-type': 'Event', authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261130/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00', 'x-amz-security-token': process.env.AWS_SESSION_TOKEN }, body: '{"id":"invoke-itself"}' }); return (await Promise.all([call(1), call(2)])).map(({ status }) => status)`,
    floods: true,
    properties: `Policies: [{ Statement: [{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: '*' }] }]`,
  },
  {
    id: 'array-bomb',
    tries: 'arrays until memory is out',
    attack: `const all = []; for (;;) all.push(new Array(1e6).fill(all.length))`,
    slow: true,
  },
  {
    id: 'string-bomb',
    tries: 'texts until memory is out',
    attack: `let text = 'x'; const all = []; for (;;) { text = text.length < 1e8 ? text + text : text; all.push(text + all.length) ; all[all.length - 1].charCodeAt(5) }`,
    slow: true,
  },
  {
    id: 'buffer-bomb',
    tries: 'buffers until memory is out',
    attack: `const all = []; for (;;) all.push(new Uint8Array(1e8).fill(1))`,
    slow: true,
  },
  {
    id: 'map-bomb',
    tries: 'maps until memory is out',
    attack: `const map = new Map(); for (let n = 0; ; n++) map.set(n, { n })`,
    slow: true,
  },
  {
    id: 'blob-bomb',
    tries: 'Blobs until memory is out',
    attack: `const all = []; const part = new Uint8Array(1e7); for (let n = 0; n < 40; n++) all.push(new Blob([part, ...all.slice(-1)])); return all.length`,
    slow: true,
  },
  {
    id: 'wasm-bomb',
    tries: 'WebAssembly memories until memory is out',
    attack: `const all = []; for (let n = 0; n < 2000; n++) all.push(new WebAssembly.Memory({ initial: 1000, maximum: 60000 })); return all.length`,
    slow: true,
  },
]
