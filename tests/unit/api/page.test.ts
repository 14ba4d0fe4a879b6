import { expect, it, vi } from 'vitest'
import { createColdstart, type Connections } from '../../../src/api/page'
import type { CloudClient, CloudEvent } from '../../../src/cloud/client'
import { defaultSettings } from '../../../src/project/files'
import type { Project } from '../../../src/project/model'

vi.mock('../../../src/runtime/main.ts?script', () => ({ default: '', bytes: 0 }))
vi.mock('../../../src/cloud/worker.ts?script', () => ({ default: '', bytes: 0 }))

/** A sandbox that can die; each new one is empty. */
function sandbox() {
  let emit: (event: CloudEvent) => void = () => undefined
  let stack: unknown = null
  let finishDeployment: () => void = () => undefined
  const deployments: unknown[] = []
  const api = {
    clock: async () => ({ now: 0, pace: 'max', nextEventAt: null, busy: false }),
    restart: async () => undefined,
    deploy: async (request: { readonly code: readonly unknown[] }) => {
      deployments.push(request)
      await new Promise<void>((resolve) => (finishDeployment = resolve))
      stack = request
      return { diagnostics: [], outputs: {} }
    },
    send: async () =>
      stack
        ? { ok: true, value: { id: 'sent' } }
        : { ok: false, error: { code: 'ResourceNotFoundException', message: 'Function not found' } },
  }
  const client = { api, onEvent: (listener: typeof emit) => (emit = listener), onRecords: () => () => undefined }
  return {
    ...{ client: client as unknown as CloudClient, deployments },
    finish: () => finishDeployment(),
    die() {
      stack = null
      emit({ type: 'lost', reason: 'memory' })
    },
    return: () => emit({ type: 'restarted', restored: { ok: false, reason: '' } }),
  }
}

/** A page whose projects have a template that any text is. */
function connectionsTo(client: CloudClient, store: Connections['store'], prebuilt = async () => null): Connections {
  return {
    ...{ store, prebuilt },
    cloud: Promise.resolve(client),
    bundler: { build: async () => [] },
    layers: { importsOf: () => [], load: async () => ({ names: [], texts: {}, missing: [] }) },
    readTemplate: Promise.resolve((text: string) => ({
      diagnostics: [],
      stack: { text },
      functions: [],
      inlineFunctions: [],
      place: () => null,
    })),
    packages: { pinned: () => ({}), forget: () => undefined, allowAll: () => undefined },
    checks: () => expect.fail(),
    ...{ packageVersions: {}, pageUrl: () => '' },
  } as unknown as Connections
}

const projectOf = (template: string): Project => ({ files: { 'template.yaml': template }, settings: defaultSettings() })

function storeOf(first: Project): Connections['store'] {
  let project = first
  return {
    get: () => project,
    set: (next) => (project = next),
    change: () => undefined,
    complete: () => undefined,
  }
}

it('after the sandbox died, calls wait until the next one has what ran, and not what is being written', async () => {
  const { client, deployments, ...box } = sandbox()
  const store = storeOf(projectOf('ran'))
  const coldstart = createColdstart(connectionsTo(client, store))
  const deploying = coldstart.deploy()
  await vi.waitFor(() => expect(deployments).toHaveLength(1))
  box.finish()
  await deploying

  box.die()
  store.set(projectOf('half-writ'))
  const sending = coldstart.send('q', { body: '1' })
  box.return()
  await vi.waitFor(() => expect(deployments).toHaveLength(2))
  expect(deployments[1]).toMatchObject({ stack: { text: 'ran' } })
  // It dies once more before it has the stack.
  box.die()
  box.finish()
  box.return()
  await vi.waitFor(() => expect(deployments).toHaveLength(3))
  let settled = false
  void sending.finally(() => (settled = true)).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(settled).toBe(false)
  box.finish()
  expect(await sending).toBe('sent')
})

it('a project that was left while it was being built is not deployed to the next one', async () => {
  const { client, deployments, finish } = sandbox()
  let build: () => void = () => undefined
  const prebuilt = () => new Promise<null>((resolve) => (build = () => resolve(null)))
  const coldstart = createColdstart(connectionsTo(client, storeOf(projectOf('left')), prebuilt))
  const leaving = coldstart.deploy()
  await new Promise((resolve) => setTimeout(resolve))
  const finishBuild = build
  await coldstart.open(projectOf('opened'))
  finishBuild()
  expect(await leaving).toMatchObject({ ok: false, diagnostics: [{ code: 'deploy/overtaken' }] })

  const deploying = coldstart.deploy()
  await new Promise((resolve) => setTimeout(resolve))
  build()
  await vi.waitFor(() => expect(deployments).toHaveLength(1))
  finish()
  expect(await deploying).toMatchObject({ ok: true })
  expect(deployments).toMatchObject([{ stack: { text: 'opened' } }])
})
