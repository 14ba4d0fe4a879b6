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
    send: async () => (stack ? { ok: true, value: { id: 'sent' } } : { ok: false, error: { code: 'ResourceNotFoundException', message: 'Function not found' } }), // prettier-ignore
  }
  const client = { api, onEvent: (listener: typeof emit) => (emit = listener), onRecords: () => () => undefined }
  return {
    ...{ client: client as unknown as CloudClient, deployments },
    finish: () => finishDeployment(),
    die() {
      stack = null
      emit({ type: 'lost', reason: 'memory' })
    },
    return: () => emit({ type: 'restarted' }),
  }
}

it('after the sandbox died, calls wait until the next one has what ran, and not what is being written', async () => {
  const { client, deployments, ...box } = sandbox()
  let project: Project = { files: { 'template.yaml': 'ran' }, settings: defaultSettings() }
  const connections = {
    store: { get: () => project, set: (next: Project) => (project = next), change: () => undefined, complete: () => undefined }, // prettier-ignore
    cloud: Promise.resolve(client),
    bundler: { build: async () => [] },
    prebuilt: async () => null,
    layers: { importsOf: () => [], load: async () => ({ names: [], texts: {}, missing: [] }) },
    readTemplate: Promise.resolve((text: string) => ({ diagnostics: [], stack: { text }, functions: [], inlineFunctions: [], place: () => null })), // prettier-ignore
    packages: { pinned: () => ({}), forget: () => undefined, allowAll: () => undefined },
    checks: () => expect.fail(),
    ...{ packageVersions: {}, pageUrl: () => '' },
  } as unknown as Connections
  const coldstart = createColdstart(connections)
  const deploying = coldstart.deploy()
  await vi.waitFor(() => expect(deployments).toHaveLength(1))
  box.finish()
  await deploying

  box.die()
  project = { ...project, files: { 'template.yaml': 'half-writ' } }
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
