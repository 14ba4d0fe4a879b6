/** The page's side of packages that no layer has: what the bundler asks, and what a person agrees to. */

import type { PackageSource } from '../bundler/protocol'
import type { ProjectFiles } from '../project/model'
import { browserCache, type PackageCache } from './cache'
import { Consent, type Storage } from './consent'
import type { Fetch } from './cdn'
import type { PackageDeclarations, Resolver } from './resolver'

export interface Packages {
  /** For the bundler. */
  readonly source: PackageSource
  /** The person at this browser agrees that these are loaded, with what they need. @param names as they are imported */
  allow(names: readonly string[]): void
  /**
   * Agrees to everything that the open project imports.
   * @param remember whether that holds after the page is left, for the versions that are loaded
   */
  allowAll(remember: boolean): void
  /** Another project was opened: what was agreed for the one before does not count. */
  forget(): void
  /** @returns the files that have to change so that the versions that were found are in them */
  pinned(files: ProjectFiles): ProjectFiles
  /** What is loaded, for the editor. Never rejects. */
  declarations(): Promise<readonly PackageDeclarations[]>
}

export interface PackagesOptions {
  /** Package → version of what layers bring. */
  readonly runtimeVersions: Readonly<Record<string, string>>
  /** For tests. */
  readonly storage?: Storage | null
  readonly cache?: PackageCache
  readonly fetchUrl?: Fetch
}

export function createPackages({
  runtimeVersions,
  storage = localStorageIfAny(),
  cache = browserCache(),
  fetchUrl = (url, init) => fetch(url, init),
}: PackagesOptions): Packages {
  const consent = new Consent(storage)
  let resolver: Resolver | null = null
  let loading: Promise<Resolver> | null = null

  const load = (): Promise<Resolver> => {
    loading ??= import('./resolver').then(({ Resolver }) => {
      resolver = new Resolver({ consent, cache, fetchUrl, runtimeVersions })
      return resolver
    })
    loading.catch(() => (loading = null))
    return loading
  }

  return {
    source: {
      async find(request) {
        try {
          return await (await load()).find(request)
        } catch (error) {
          return notThere(request.name, error)
        }
      },
      async read(id, path) {
        try {
          return await (await load()).read(id, path)
        } catch (error) {
          return notThere(id, error)
        }
      },
    },
    allow: (names) => consent.allow(names),
    allowAll: (remember) => consent.allowAll(remember),
    forget() {
      consent.forget()
      resolver?.forget()
    },
    pinned: (files) => resolver?.pinned(files) ?? {},
    declarations: () => resolver?.declarations() ?? Promise.resolve([]),
  }
}

/** This part of the page could not be loaded, or has a fault. */
function notThere(what: string, error: unknown) {
  return {
    kind: 'problem',
    severity: 'error',
    code: 'packages/unreachable',
    message: `${what} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Check the connection and deploy again.',
  } as const
}

function localStorageIfAny(): Storage | null {
  try {
    return globalThis.localStorage
  } catch {
    return null
  }
}
