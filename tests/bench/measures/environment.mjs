/**
 * One execution environment, driven by the turn protocol from a worker as the cloud worker does it, without the
 * simulator.
 *
 * - `environment.turn`: one turn of a warm environment (ms)
 * - `environment.cold`: a new worker, from its creation to the end of Init of a hello-world function (ms)
 * - `environment.reserve`: the same for a worker that was kept ready (ms)
 * - `worker.first-message`: a bare worker with a script of the same size, from its creation to its first message (ms)
 */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openDocuments } from '../browser.mjs'
import { buildIfStale } from '../../run/build.mjs'
import { repository } from '../../run/install.mjs'

export const name = 'environment'

const BOOTSTRAP = 'data:text/javascript,onmessage=e=>{onmessage=null;(0,eval)(e.data)}'

const DRIVER = `
const BOOTSTRAP = ${JSON.stringify(BOOTSTRAP)}
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const configuration = {
  functionName: 'f', functionVersion: '$LATEST', memoryLimitInMB: 128, handler: 'index.handler', runtime: 'nodejs22.x',
  logGroupName: 'g', logStreamName: 's', variables: {}, ephemeralStorageBytes: 536870912,
}
const init = {
  type: 'init', now: 1e12, deadline: 1e12 + 10000, configuration, layers: [], seed: 1,
  files: { 'index.js': 'exports.handler = async (event) => ({ hello: event.name })' },
  cpu: { mode: 'fixed', turnMs: 1, clockReadMs: 0.005 },
}
function boot(runtime) {
  const worker = new Worker(BOOTSTRAP)
  worker.postMessage(runtime)
  return worker
}
const ask = (worker, message) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data)
  worker.postMessage(message)
})
async function measureIn(runtime) {
  const cold = [], reserve = [], bare = []
  const sized = 'postMessage(0);(function(){' + runtime + '})'
  for (let round = 0; round < 15; round++) {
    let startedAt = performance.now()
    const fresh = boot(runtime)
    await ask(fresh, init)
    cold.push(performance.now() - startedAt)
    fresh.terminate()
    const ready = boot(runtime)
    await pause(100)
    startedAt = performance.now()
    await ask(ready, init)
    reserve.push(performance.now() - startedAt)
    ready.terminate()
    startedAt = performance.now()
    const plain = new Worker(BOOTSTRAP)
    await new Promise((resolve) => { plain.onmessage = resolve; plain.postMessage(sized) })
    bare.push(performance.now() - startedAt)
    plain.terminate()
  }
  const worker = boot(runtime)
  const started = await ask(worker, init)
  if (started.outcome?.kind !== 'initialized') throw new Error(JSON.stringify(started))
  const turns = []
  let now = 1e12
  for (let batch = 0; batch < 40; batch++) {
    const startedAt = performance.now()
    for (let count = 0; count < 100; count++) {
      now += 10
      await ask(worker, {
        type: 'resume', now, deadline: now + 3000, responses: [],
        invocation: { requestId: 'r', payload: '{"name":"x"}', invokedFunctionArn: 'a', traceId: 't' },
      })
    }
    turns.push((performance.now() - startedAt) / 100)
  }
  return {
    'environment.turn': median(turns),
    'environment.cold': median(cold),
    'environment.reserve': median(reserve),
    'worker.first-message': median(bare),
  }
}
onmessage = async ({ data: runtime }) => postMessage(await measureIn(runtime))
`

export async function run() {
  buildIfStale()
  const assets = path.join(repository, 'dist/assets')
  const file = readdirSync(assets).find((entry) => /^runtime-main.*\.js$/.test(entry))
  if (!file) throw new Error('dist has no runtime script')
  const runtime = readFileSync(path.join(assets, file), 'utf8')
  const { page, close } = await openDocuments({ '': '<!doctype html>' })
  try {
    return await page.evaluate(
      ([driver, text]) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(`data:text/javascript,${encodeURIComponent(driver)}`)
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = (event) => reject(new Error(event.message))
          worker.postMessage(text)
        }),
      [DRIVER, runtime],
    )
  } finally {
    await close()
  }
}
