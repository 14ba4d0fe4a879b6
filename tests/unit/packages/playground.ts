/** The bundler and the packages' client together, as in the page, with a CDN of the test's own. */

import * as esbuild from 'esbuild'
import { BuildEngine } from '../../../src/bundler/build'
import type { Bundle } from '../../../src/bundler/protocol'
import type { PackageCache } from '../../../src/packages/cache'
import { createPackages } from '../../../src/packages/client'
import type { Fetch } from '../../../src/packages/cdn'
import type { ProjectFiles } from '../../../src/project/model'
import { entry } from '../bundler/project'
import { FakeCdn, type Published } from './fake-cdn'

export function memoryCache(): PackageCache & { readonly kept: Map<string, Uint8Array<ArrayBuffer>> } {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    kept,
    get: (url) => Promise.resolve(kept.get(url) ?? null),
    put: (url, bytes) => Promise.resolve(void kept.set(url, bytes)),
  }
}

export function memoryStorage() {
  const values = new Map<string, string>()
  return {
    values,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  }
}

export interface Setting {
  readonly cache?: PackageCache
  readonly storage?: ReturnType<typeof memoryStorage> | null
  readonly fetchUrl?: Fetch
  readonly layers?: Readonly<Record<string, string>>
}

export function playground(
  content: Published,
  { cache = memoryCache(), storage = null, fetchUrl, layers = {} }: Setting = {},
) {
  const cdn = new FakeCdn(content)
  const packages = createPackages({ runtimeVersions: layers, storage, cache, fetchUrl: fetchUrl ?? cdn.fetch })
  return {
    cdn,
    packages,
    /** Builds a project once, as a deployment does. */
    async build(files: ProjectFiles, overrides: Parameters<typeof entry>[0] = {}): Promise<Bundle> {
      const engine = new BuildEngine(esbuild, packages.source)
      const [build] = await engine.build(files, [entry(overrides)], Object.keys(layers))
      await engine.dispose()
      if (!build) throw new Error('no build')
      return build.bundle
    },
  }
}
