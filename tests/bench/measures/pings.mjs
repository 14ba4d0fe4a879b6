/**
 * The floor: a bare postMessage there and back over the same boundaries that an invocation crosses, without anything of
 * ours in between.
 *
 * - `ping.frame`: page ↔ worker inside a sandboxed frame, over one port
 * - `ping.nested`: that worker ↔ a worker nested in it
 */

import { openDocuments } from '../browser.mjs'

export const name = 'pings'

const BATCHES = 40
const PINGS_PER_BATCH = 100

const NESTED = `onmessage = (event) => postMessage(event.data)`

/** Milliseconds of a ping, the median of batches: the clock is too coarse for a single one. */
const MEASURE = `async function measure(ping) {
  const times = []
  for (let batch = 0; batch < ${BATCHES}; batch++) {
    const startedAt = performance.now()
    for (let count = 0; count < ${PINGS_PER_BATCH}; count++) await ping()
    times.push((performance.now() - startedAt) / ${PINGS_PER_BATCH})
  }
  return times.sort((a, b) => a - b)[${BATCHES / 2}]
}`

const WORKER = `${MEASURE}
const nested = new Worker(${JSON.stringify(dataUrl(NESTED))})
let answered = () => {}
nested.onmessage = () => answered()
const ping = () => new Promise((resolve) => { answered = resolve; nested.postMessage(0) })
onmessage = ({ data: port }) => {
  port.onmessage = async ({ data }) => port.postMessage(data === 'nested' ? await measure(ping) : data)
}`

const FRAME = `<script>
const worker = new Worker(${JSON.stringify(dataUrl(WORKER))})
onmessage = ({ data }) => worker.postMessage(data, [data])
</script>`

const PAGE = `<!doctype html><iframe sandbox="allow-scripts" src="frame.html"></iframe><script>
${MEASURE}
const { port1, port2 } = new MessageChannel()
let answered = () => {}
port1.onmessage = ({ data }) => answered(data)
const ask = (question) => new Promise((resolve) => { answered = resolve; port1.postMessage(question) })
const ready = new Promise((resolve) => { onload = resolve })
async function measureAll() {
  await ready
  frames[0].postMessage(port2, '*', [port2])
  return { 'ping.frame': await measure(() => ask(0)), 'ping.nested': await ask('nested') }
}
</script>`

export async function run() {
  const { page, close } = await openDocuments({ '': PAGE, 'frame.html': FRAME })
  try {
    return await page.evaluate('measureAll()')
  } finally {
    await close()
  }
}

function dataUrl(script) {
  return `data:text/javascript,${encodeURIComponent(script)}`
}
