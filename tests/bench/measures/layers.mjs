/**
 * What the AWS SDK costs: a handler with the clients of SQS and DynamoDB beside the same handler without them.
 *
 * - `layers.first-deploy`: its first deployment in a page that has just been loaded, with esbuild running and the layers in
 *   the browser's cache (ms)
 * - `layers.first-invocation`: the first invocation after that, with the start of its environment (ms)
 * - `layers.rebuild`: bundling it again after a change of one character (ms)
 * - `layers.rebuild-bare`: the same without the clients (ms)
 */

import { build } from 'esbuild'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openPlayground } from '../browser.mjs'
import { repository } from '../../run/install.mjs'
import { median } from '../timing.mjs'

export const name = 'layers'

const RELOADS = 5
const CLIENTS = ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs']

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { FunctionName: F, CodeUri: src/, Handler: index.handler, Runtime: nodejs22.x }
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [index.ts] } }
`
const LOCAL = {
  'src/total.ts': 'export const total = (prices: number[]) => prices.reduce((sum, price) => sum + price, 0)',
}

const withClients = `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { total } from './total'
const table = new DynamoDBClient({})
const queue = new SQSClient({})
export const handler = async (event: { prices?: number[] }) => {
  if (event.prices) {
    await table.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: 'x' } } }))
    await queue.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: String(total(event.prices)) }))
  }
  return 0
}
`
const withoutClients = `import { total } from './total'
const send = async (call: unknown) => call
export const handler = async (event: { prices?: number[] }) => {
  if (event.prices) {
    await send({ TableName: 'orders', Item: { id: { S: 'x' } } })
    await send({ QueueUrl: 'q', MessageBody: String(total(event.prices)) })
  }
  return 0
}
`

const projectOf = (handler) => ({ 'template.yaml': template, 'src/index.ts': handler, ...LOCAL })

/* global coldstart, bench */
export async function run() {
  const { page, close } = await openPlayground()
  try {
    const deploys = []
    const invocations = []
    for (let reload = 0; reload <= RELOADS; reload++) {
      await page.reload()
      await page.waitForFunction(() => globalThis.coldstart !== undefined)
      const measured = await page.evaluate(firstDeploy, [projectOf(withoutClients), projectOf(withClients)])
      // The first time the layers come from the server.
      if (reload === 0) continue
      deploys.push(measured.deploy)
      invocations.push(measured.invocation)
    }
    await page.evaluate(await bundlerScript())
    const worker = new URL(`assets/${bundlerWorker()}`, page.url()).href
    const { rebuild, bare } = await page.evaluate(rebuilds, {
      worker,
      packages: CLIENTS,
      projects: [projectOf(withClients), projectOf(withoutClients)],
    })
    return {
      'layers.first-deploy': median(deploys),
      'layers.first-invocation': median(invocations),
      'layers.rebuild': median(rebuild),
      'layers.rebuild-bare': median(bare),
    }
  } finally {
    await close()
  }
}

/** Runs in the page. */
async function firstDeploy([other, project]) {
  await coldstart.ready
  const settings = { seed: 1, pace: 'max', cpu: 'fixed' }
  const deploy = async (files) => {
    await coldstart.open({ files, settings })
    const startedAt = performance.now()
    const { ok, diagnostics } = await coldstart.deploy()
    const ms = performance.now() - startedAt
    if (!ok || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
    return ms
  }
  // esbuild has to be there; how long its download takes is not what is measured here.
  await deploy(other)
  const ms = await deploy(project)
  const startedAt = performance.now()
  const { FunctionError, Payload } = await coldstart.invoke('F', {})
  if (FunctionError) throw new Error(Payload)
  return { deploy: ms, invocation: performance.now() - startedAt }
}

/** Runs in the page: a bundler of its own, as the page's cannot be asked to build without deploying. */
async function rebuilds({ worker, packages, projects }) {
  const entry = { id: 'F', codeUri: 'src', handler: 'index.handler', runtime: 'nodejs22.x' }
  const entries = [{ ...entry, buildProperties: { EntryPoints: ['index.ts'] } }]
  const bundlers = projects.map(() =>
    bench.createBundler({ packages, startWorker: () => new Worker(worker, { type: 'module' }) }),
  )
  const times = projects.map(() => [])
  for (let round = 0; round < 60; round++) {
    // In turn, so that both see the same machine.
    for (const [index, files] of projects.entries()) {
      const changed = { ...files, 'src/index.ts': files['src/index.ts'].replace('return 0', `return ${round}`) }
      const startedAt = performance.now()
      const [bundle] = await bundlers[index].build(changed, entries)
      const ms = performance.now() - startedAt
      if (bundle.diagnostics.length > 0) throw new Error(JSON.stringify(bundle.diagnostics))
      if (round >= 10) times[index].push(ms)
    }
  }
  for (const bundler of bundlers) bundler.dispose()
  return { rebuild: times[0], bare: times[1] }
}

/** The page's side of the bundler, as a script that defines `bench`. */
async function bundlerScript() {
  const { outputFiles } = await build({
    entryPoints: [path.join(repository, 'src/bundler/client.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'bench',
    // It starts no worker by itself.
    define: { 'import.meta.url': '""' },
  })
  return `${outputFiles[0].text};globalThis.bench = bench`
}

function bundlerWorker() {
  const assets = path.join(repository, 'dist/assets')
  const isBundler = (file) =>
    file.endsWith('.js') && readFileSync(path.join(assets, file), 'utf8').includes('bundler-download')
  const file = readdirSync(assets).find((entry) => entry.startsWith('worker') && isBundler(entry))
  if (!file) throw new Error('dist has no script of the bundler')
  return file
}
