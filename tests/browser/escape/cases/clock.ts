/** Reading the machine's time. Virtual time starts at a fixed instant; with a paused clock it says nothing of the real one. */

import type { EscapeCase } from '../contract'

/** Something that takes a while for real: tens of milliseconds, more than all virtual costs of the case. */
const WORK = `const work = () => { let sum = 0; for (let n = 0; n < 2e7; n++) sum = (sum * 31 + n) | 0; return sum };`

/** Reads a clock before and after work. A real one says many milliseconds. */
const reading = (id: string, tries: string, read: string): EscapeCase => ({
  id,
  tries,
  attack: `${WORK}
    const read = () => { ${read} }
    const before = read()
    if (before === undefined) return 'absent'
    work()
    const passed = Number(read()) - Number(before)
    return passed >= 0 && passed <= 1 ? 'at most a millisecond' : passed`,
  fails: ['absent', { gives: 'at most a millisecond' }],
})

/** An instant that must be the virtual one, which is that of the event. */
const instant = (id: string, tries: string, read: string): EscapeCase => ({
  id,
  tries,
  attack: `
    const value = await (async () => { ${read} })()
    if (value === undefined) return 'absent'
    return Math.abs(Number(value) - Date.now()) < 90_000_000 ? 'virtual' : Number(value)`,
  fails: ['absent', { gives: 'virtual' }],
})

/** How many turns of the event loop pass while the browser does something behind the scenes. */
const race = (id: string, tries: string, begin: string, more: Pick<EscapeCase, 'succeedsIn'> = {}): EscapeCase => ({
  id,
  tries,
  attack: `
    let done = false
    let spins = 0
    const begin = async () => { ${begin} }
    begin().then(() => { done = true }, () => { done = true })
    while (!done && spins < 300) { spins++; await new Promise((resolve) => setTimeout(resolve, 1)) }
    return spins`,
  fails: ['same in every run'],
  ...more,
})

const IN_FIREFOX = { succeedsIn: ['firefox'] } as const

export const CLOCK: readonly EscapeCase[] = [
  reading('date-now', 'Date.now', `return Date.now()`),
  reading('new-date', 'new Date', `return new Date()`),
  reading('date-evaluated', 'Date in eval and new Function', `return new Function('return (0, eval)("Date").now()')()`),
  reading(
    'date-constructor',
    'the browser’s Date through a prototype',
    `return new (Object.getPrototypeOf(new Date()).constructor)()`,
  ),
  reading(
    'date-construct',
    'Date by Reflect.construct with another target',
    `return Date.prototype.getTime.call(Reflect.construct(Date, [], Object))`,
  ),
  reading('date-subclass', 'Date by a subclass', `return new (class extends Date {})().getTime()`),
  reading('performance', 'performance.now', `return performance.now()`),
  reading('performance-mark', 'marks of performance', `return performance.mark('x').startTime`),
  reading('perf-hooks', 'node:perf_hooks', `return require('node:perf_hooks').performance.now()`),
  reading('hrtime', 'process.hrtime', `return Number(process.hrtime.bigint()) / 1e6`),
  reading('uptime', 'process.uptime and os.uptime', `return process.uptime() * 1000 + require('node:os').uptime()`),
  reading('cpu-usage', 'process.cpuUsage', `return process.cpuUsage().user / 1000`),
  reading('event-time', 'Event.timeStamp', `return new Event('x').timeStamp`),
  reading(
    'event-time-own',
    'Event.timeStamp, as the event’s own',
    `const own = Object.getOwnPropertyDescriptor(new Event('x'), 'timeStamp'); return own ? Reflect.apply(own.get, new Event('x'), []) : undefined`,
  ),
  reading(
    'abort-event',
    'the time of an event that the browser makes',
    `let time; const control = new AbortController(); control.signal.onabort = (event) => { time = event.timeStamp }; control.abort(); return time`,
  ),
  reading(
    'temporal',
    'Temporal.Now',
    `return typeof Temporal === 'undefined' ? undefined : Temporal.Now.instant().epochMilliseconds`,
  ),
  reading(
    'raf',
    'animation frames, idle callbacks, the scheduler',
    `return typeof requestAnimationFrame === 'undefined' && typeof requestIdleCallback === 'undefined' && typeof scheduler === 'undefined' ? undefined : -1`,
  ),
  instant(
    'intl',
    'the default of Intl.DateTimeFormat',
    `return Date.parse(new Intl.DateTimeFormat('en-US', { dateStyle: 'short', timeStyle: 'long', timeZone: 'UTC' }).format())`,
  ),
  instant(
    'intl-parts',
    'the default of formatToParts',
    `const parts = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' }).formatToParts(); return Date.parse(parts.map((part) => part.value).join('') + ' UTC')`,
  ),
  instant(
    'intl-prototype',
    'Intl.DateTimeFormat through its prototype',
    `const Format = Intl.DateTimeFormat.prototype.constructor; return Date.parse(new Format('en-US', { timeZone: 'UTC' }).format(undefined) + ' UTC')`,
  ),
  instant(
    'intl-range',
    'the end of a range that is left out',
    `try { return Date.parse(new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' }).formatRange(undefined, undefined)) } catch { return undefined }`,
  ),
  instant('date-call', 'Date called as a function', `return Date.parse(Date())`),
  instant('file', 'the date of a File', `return new File(['x'], 'x').lastModified`),
  instant(
    'form-file',
    'the date of a Blob that became a file in a form',
    `const form = new FormData(); form.append('x', new Blob(['x'])); return form.get('x').lastModified`,
  ),
  instant(
    'form-set',
    'the same by set and by iteration',
    `const form = new FormData(); form.set('x', new Blob(['x']), 'name'); return [...form.values()][0].lastModified`,
  ),
  instant(
    'form-parsed',
    'the date of a file in a form that was read',
    `const form = await new Response('--b\\r\\nContent-Disposition: form-data; name="x"; filename="x"\\r\\nContent-Type: text/plain\\r\\n\\r\\nx\\r\\n--b--\\r\\n', { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData(); return form.get('x').lastModified`,
  ),
  instant(
    'file-clone',
    'the date of a file’s copy',
    `try { const form = new FormData(); form.append('x', new Blob(['x'])); return structuredClone(form.get('x')).lastModified } catch { return undefined }`,
  ),
  instant(
    'fs-times',
    'times of files',
    `const fs = require('node:fs'); fs.writeFileSync('/tmp/clock', 'x'); return fs.statSync('/tmp/clock').mtimeMs`,
  ),
  instant(
    'http-date',
    'the date of an answer of the simulated network',
    `const answer = await fetch('https://sqs.us-east-1.amazonaws.com/', { method: 'POST', body: '{}' }).catch(() => null); const date = answer?.headers.get('date'); return date ? Date.parse(date) : undefined`,
  ),
  instant('time-origin', 'performance.timeOrigin', `return performance.timeOrigin`),
  instant(
    'entries',
    'entries of the browser’s timeline',
    `return performance.getEntries().find((entry) => entry.entryType === 'navigation' || entry.entryType === 'resource')?.startTime`,
  ),
  {
    id: 'busy-wait',
    tries: 'counting how often the clock can be read while it moves by 5 ms',
    attack: `const end = Date.now() + 5; let reads = 0; while (Date.now() < end) reads++; return reads`,
    fails: ['same in every run'],
  },
  {
    id: 'atomics-wait',
    tries: 'really sleeping in Atomics.wait',
    attack: `
      const shared = new Int32Array(new SharedArrayBuffer(4))
      const before = Date.now()
      const answer = Atomics.wait(shared, 0, 0, 300)
      return [answer, Math.round((Date.now() - before) / 10) * 10]`,
    fails: [{ gives: ['timed-out', 300] }],
  },
  {
    id: 'atomics-wait-async',
    tries: 'Atomics.waitAsync',
    attack: `return typeof Atomics.waitAsync === 'undefined' ? 'absent' : await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1).value`,
    fails: ['absent'],
  },
  {
    id: 'counter-thread',
    tries: 'a thread that counts in shared memory',
    attack: `return typeof Worker === 'undefined' && typeof SharedWorker === 'undefined' && typeof AudioContext === 'undefined' ? 'absent' : 'a thread'`,
    fails: ['absent'],
  },
  {
    id: 'wasm-wait',
    tries: 'sleeping in WebAssembly, and looking at the clock',
    attack: `
      // (memory (import "e" "m") 1 1 shared) (func (export "w") (result i32) i32.const 0, i32.const 0, i64.const 40000000, memory.atomic.wait32)
      const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,2,9,1,1,101,1,109,2,3,1,1,3,2,1,0,7,5,1,1,119,0,0,10,19,1,17,0,65,0,65,0,66,128,180,137,19,254,1,2,0,11])
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
      const { exports: made } = await WebAssembly.instantiate(await WebAssembly.compile(bytes), { e: { m: memory } })
      const before = performance.now()
      made.w()
      const passed = performance.now() - before
      return passed <= 1 ? 'at most a millisecond' : passed`,
    fails: [{ gives: 'at most a millisecond' }, 'refused'],
  },
  race(
    'race-import-data',
    'a race between timers and import() of a data: module',
    `await (0, eval)('import("data:text/javascript,export default ' + spins + '")')`,
    IN_FIREFOX,
  ),
  race(
    'race-import-blob',
    'a race between timers and import() of a blob: module',
    `await (0, eval)('import(' + JSON.stringify(URL.createObjectURL(new Blob(['export default 1'], { type: 'text/javascript' }))) + ')')`,
    IN_FIREFOX,
  ),
  race(
    'race-digest',
    'a race between timers and cryptography',
    `await crypto.subtle.digest('SHA-256', new Uint8Array(4e6))`,
  ),
  race(
    'race-keys',
    'a race between timers and making a key',
    `await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])`,
  ),
  race('race-blob', 'a race between timers and reading a Blob', `await new Blob([new Uint8Array(4e6)]).arrayBuffer()`),
  race(
    'race-blob-slice',
    'a race between timers and the stream of a part of a Blob',
    `for await (const part of new Blob([new Uint8Array(2e6)]).slice(1, 1e6).stream()) part.length`,
  ),
  race(
    'race-response',
    'a race between timers and reading a Response',
    `await new Response(new Blob([new Uint8Array(2e6)])).text()`,
  ),
  race(
    'race-response-clone',
    'a race between timers and a copy of a Response',
    `await new Response(new Blob([new Uint8Array(2e6)])).clone().arrayBuffer()`,
  ),
  race(
    'race-form',
    'a race between timers and a form',
    `const form = new FormData(); form.append('x', new Blob([new Uint8Array(1e6)])); await new Response(form).text()`,
  ),
  race(
    'race-gzip',
    'a race between timers and compression',
    `await new Response(new Blob([new Uint8Array(2e6)]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()`,
  ),
  race(
    'race-wasm',
    'a race between timers and compiling',
    `await WebAssembly.compile(new Uint8Array([0,97,115,109,1,0,0,0]))`,
  ),
  race(
    'race-stream-transfer',
    'a race between timers and a stream that was handed over',
    `const { readable, writable } = new TransformStream(); let moved; try { moved = structuredClone(readable, { transfer: [readable] }) } catch { return } const writer = writable.getWriter(); writer.write(1); writer.close(); for await (const part of moved) part`,
    IN_FIREFOX,
  ),
  race(
    'race-abort',
    'a race between timers and AbortSignal.timeout',
    `await new Promise((resolve) => AbortSignal.timeout(5).addEventListener('abort', resolve))`,
  ),
  race(
    'race-finalization',
    'a race between timers and the garbage collector',
    `await new Promise((resolve) => { const registry = new FinalizationRegistry(resolve); globalThis.registry = registry; for (let n = 0; n < 50; n++) registry.register({ big: new Array(1e4).fill(n) }, n) })`,
  ),
  {
    id: 'weak-ref',
    tries: 'when the garbage collector takes something away',
    attack: `
      const reference = new WeakRef({ big: new Array(1e5).fill(1) })
      let spins = 0
      while (reference.deref() && spins < 200) { spins++; new Array(1e5).fill(spins); await new Promise((resolve) => setTimeout(resolve, 1)) }
      return spins`,
    fails: ['same in every run'],
  },
  {
    id: 'console-time',
    tries: 'console.time',
    attack: `${WORK}
      const lines = []
      const write = process.stdout.write
      console.time('x'); work(); console.timeEnd('x')
      return 'at most a millisecond'`,
    fails: [{ gives: 'at most a millisecond' }],
  },
  {
    id: 'async-stack',
    tries: 'how deep the stack is',
    attack: `let depth = 0; const down = () => { depth++; down() }; try { down() } catch {} return depth > 100 ? 'deep' : depth`,
    fails: [{ gives: 'deep' }],
  },
]
