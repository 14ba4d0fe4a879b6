/**
 * The playground without a connection: answers for the built files from what this browser has stored of them. A version
 * is stored whole beside the one that runs and replaces it when the page says so, or when no page is open.
 */

import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching'
import { registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'
import type { OfflineRequest, ShippedFiles, StoreProgress } from './protocol'

/** Put in by src/build/offline.ts. */
declare const SHIPPED: ShippedFiles

/** What is used here of ServiceWorkerGlobalScope, whose declarations exclude those of pages. */
interface Scope {
  readonly registration: ServiceWorkerRegistration
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'activate', listener: (event: Extendable) => void): void
  addEventListener(type: 'message', listener: (event: MessageEvent<OfflineRequest> & Extendable) => void): void
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void
}

/** Few enough to stop soon when the page has work, enough not to ask for every small one. */
const STORED_AT_ONCE = 8

const scope = globalThis as unknown as Scope
const STORE = `coldstart-files-${scope.registration.scope}`
const urlOf = (path: string): string => new URL(path, scope.registration.scope).href
const later = SHIPPED.later.map(urlOf)
const kept = new Set([...later, ...SHIPPED.onUse.map(urlOf)])

precacheAndRoute([...SHIPPED.first], { cleanURLs: false, ignoreURLParametersMatching: [/./] })
cleanupOutdatedCaches()
// Module scripts are asked for with an origin, which servers that vary by it would take for something else.
const fromStore = new CacheFirst({ cacheName: STORE, matchOptions: { ignoreVary: true } })
registerRoute(({ url }) => kept.has(url.href), fromStore)

scope.addEventListener('activate', (event) => event.waitUntil(Promise.all([scope.clients.claim(), dropOldFiles()])))

scope.addEventListener('message', (event) => {
  switch (event.data?.type) {
    case 'take-over':
      return event.waitUntil(scope.skipWaiting())
    case 'store-more':
      return event.waitUntil(storeMore().then((progress) => event.ports[0]?.postMessage(progress)))
  }
})

async function storeMore(): Promise<StoreProgress> {
  try {
    const store = await caches.open(STORE)
    const stored = new Set((await store.keys()).map(({ url }) => url))
    const missing = later.filter((url) => !stored.has(url))
    const next = missing.slice(0, STORED_AT_ONCE)
    await store.addAll(next)
    return { missing: missing.length - next.length }
  } catch (error) {
    return { failed: String(error) }
  }
}

/** Names carry hashes: what this version does not name belongs to an older one. */
async function dropOldFiles(): Promise<void> {
  const store = await caches.open(STORE)
  for (const request of await store.keys()) if (!kept.has(request.url)) await store.delete(request)
}
