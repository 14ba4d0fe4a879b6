/** The page's side of the service worker: starts it, has everything stored, notices new versions. */

import type { OfflineRequest, StoreProgress } from './protocol'

export type OfflineState =
  /** Some of it is there. */
  | 'storing'
  /** The page opens and runs without a connection. */
  | 'stored'
  /** There is no service worker here, or it could not store what it must. */
  | 'refused'

export interface OfflineHooks {
  readonly onState: (state: OfflineState) => void
  /** A new version is stored. `reload` lets it replace this one, and reloads the page. */
  readonly onUpdate: (reload: () => void) => void
  /** Resolves when the page has nothing better to do. */
  readonly pause: () => Promise<void>
}

/** A page that stays open for days asks now and then. */
const UPDATE_INTERVAL_MS = 60 * 60_000

export async function storeForOffline({ onState, onUpdate, pause }: OfflineHooks): Promise<void> {
  const registration = await register()
  if (!registration) return onState('refused')
  onState('storing')
  watchForUpdates(registration, onUpdate)
  if (!(await isInstalled(registration))) return onState('refused')
  for (;;) {
    await pause()
    const progress = await ask(registration.active, { type: 'store-more' })
    if (progress === null || 'failed' in progress) return onState('refused')
    if (progress.missing === 0) return onState('stored')
  }
}

/** @returns null where there are no service workers, and where they are forbidden */
async function register(): Promise<ServiceWorkerRegistration | null> {
  try {
    return (await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI))) ?? null
  } catch {
    return null
  }
}

/** There is a version that answers for the page, or the first one has been stored now. */
async function isInstalled({ active, installing }: ServiceWorkerRegistration): Promise<boolean> {
  if (active) return true
  if (!installing) return navigator.serviceWorker.ready.then(() => true)
  return new Promise((resolve) => {
    const look = (): void => {
      if (installing.state === 'activated') resolve(true)
      if (installing.state === 'redundant') resolve(false)
    }
    installing.addEventListener('statechange', look)
    look()
  })
}

function ask(worker: ServiceWorker | null, request: OfflineRequest): Promise<StoreProgress | null> {
  if (!worker) return Promise.resolve(null)
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event: MessageEvent<StoreProgress>) => {
      port1.close()
      resolve(event.data)
    }
    worker.postMessage(request, [port2])
  })
}

function watchForUpdates(registration: ServiceWorkerRegistration, onUpdate: OfflineHooks['onUpdate']): void {
  const container = navigator.serviceWorker
  let controlled = container.controller !== null
  let reloading = false

  const reload = (): void => {
    reloading = true
    const { waiting } = registration
    // Another tab may have let it in.
    if (!waiting) return location.reload()
    container.addEventListener('controllerchange', () => location.reload(), { once: true })
    const request: OfflineRequest = { type: 'take-over' }
    waiting.postMessage(request)
  }
  const tell = (): void => onUpdate(reload)

  if (registration.waiting && registration.active) tell()
  const follow = ({ installing, active }: ServiceWorkerRegistration): void => {
    if (!active) return
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') tell()
    })
  }
  follow(registration)
  registration.addEventListener('updatefound', () => follow(registration))
  container.addEventListener('controllerchange', () => {
    // The first one of a first visit replaces nothing.
    if (controlled && !reloading) tell()
    controlled = true
  })
  setInterval(() => void registration.update().catch(() => undefined), UPDATE_INTERVAL_MS)
}
