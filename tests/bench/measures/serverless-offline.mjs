/**
 * serverless-offline through its Lambda endpoint, as an AWS SDK would call it, over one kept-alive connection: the first
 * invocation of a function in a process that is up (median of five functions), and warm ones.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { installPeers, peersFolder } from '../peers.mjs'
import { median, timeOnce, timeWarm } from '../timing.mjs'

export const name = 'serverless-offline'

const START_TIMEOUT_MS = 60_000
const FIRST_FUNCTIONS = ['first1', 'first2', 'first3', 'first4', 'first5']

export async function run() {
  installPeers()
  const [lambdaPort, httpPort] = [await freePort(), await freePort()]
  const server = spawn(
    process.execPath,
    [
      'node_modules/serverless/bin/serverless.js',
      ...['offline', 'start', '--lambdaPort', String(lambdaPort), '--httpPort', String(httpPort)],
    ],
    {
      cwd: peersFolder,
      // It logs each invocation; what nobody reads must not slow it.
      stdio: 'ignore',
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    },
  )
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const invoke = (fn) => post(agent, lambdaPort, `/2015-03-31/functions/peers-dev-${fn}/invocations`)
  try {
    await answering(server, () => invoke('warm'))
    const warm = median(await timeWarm(() => invoke('warm')))
    const firsts = []
    for (const fn of FIRST_FUNCTIONS) firsts.push(await timeOnce(() => invoke(fn)))
    return { 'serverless-offline.warm': warm, 'serverless-offline.first': median(firsts) }
  } finally {
    agent.destroy()
    const ended = server.exitCode === null ? once(server, 'exit') : null
    server.kill('SIGKILL')
    await ended
  }
}

async function answering(server, call) {
  const giveUpAt = performance.now() + START_TIMEOUT_MS
  while (performance.now() < giveUpAt) {
    if (server.exitCode !== null) throw new Error(`serverless-offline ended with exit code ${server.exitCode}.`)
    try {
      return await call()
    } catch {
      await delay(200)
    }
  }
  throw new Error(`serverless-offline did not answer within ${START_TIMEOUT_MS / 1000} s.`)
}

function post(agent, port, path) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, port, path, host: 'localhost', method: 'POST' }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => {
        if (body === '{"message":"Hello, bench!"}') resolve()
        else reject(new Error(`Unexpected answer ${response.statusCode}: ${body}`))
      })
    })
    outgoing.on('error', reject)
    outgoing.end('{"name":"bench"}')
  })
}

async function freePort() {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
