/** Files of packages in this browser, by the address that they were loaded from, which has the exact version in it. */

import { CACHE_BYTES_MAX } from './limits'

/** Never rejects: what cannot be kept is loaded again. */
export interface PackageCache {
  get(url: string): Promise<Uint8Array<ArrayBuffer> | null>
  put(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

const NAME = 'coldstart-packages'
const LENGTH = 'content-length'

/** The browser's Cache API; where there is none (no secure context, storage denied), nothing is kept. */
export function browserCache(): PackageCache {
  const cache = globalThis.caches ? caches.open(NAME).catch(() => null) : Promise.resolve(null)
  let total: Promise<number> | null = null

  return {
    async get(url) {
      const response = await cache.then((open) => open?.match(url)).catch(() => undefined)
      return response ? new Uint8Array(await response.arrayBuffer()) : null
    },
    async put(url, bytes) {
      try {
        const open = await cache
        if (!open || (await open.match(url))) return
        await open.put(url, new Response(bytes, { headers: { [LENGTH]: String(bytes.length) } }))
        total = (total ?? sizeOf(open)).then((size) => shrink(open, size + bytes.length))
        total.catch(() => undefined)
      } catch {
        // Full, or denied.
      }
    },
  }
}

async function sizeOf(cache: Cache): Promise<number> {
  let size = 0
  for (const request of await cache.keys()) size += await lengthOf(cache, request)
  return size
}

/** Deletes what was put first, a quarter at once. @returns the size afterwards */
async function shrink(cache: Cache, size: number): Promise<number> {
  if (size <= CACHE_BYTES_MAX) return size
  let left = size
  for (const request of await cache.keys()) {
    if (left <= CACHE_BYTES_MAX * 0.75) break
    left -= await lengthOf(cache, request)
    await cache.delete(request)
  }
  return left
}

async function lengthOf(cache: Cache, request: Request): Promise<number> {
  return Number((await cache.match(request))?.headers.get(LENGTH) ?? 0)
}
