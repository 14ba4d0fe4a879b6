/** The page's side: finds out which layers a function needs, and fetches each of them once. */

import type { LayerManifest } from './manifest'

export interface LayerSet {
  /** Names, sorted. */
  readonly names: readonly string[]
  /** Layer → script text. */
  readonly texts: Readonly<Record<string, string>>
  /** Imports whose layers could not be fetched, and why. */
  readonly missing: readonly { readonly specifier: string; readonly reason: string }[]
}

export interface Layers {
  /** Specifiers that have a layer; for the bundler. */
  readonly modules: readonly string[]
  /** The layers of what a function imports. Never rejects; a layer that could not be fetched is tried again next time. */
  load(imports: readonly string[]): Promise<LayerSet>
  /** What a text that was not bundled may import, by the strings in it. */
  importsOf(text: string): readonly string[]
}

type Fetch = (url: string) => Promise<Pick<Response, 'ok' | 'status' | 'text'>>

/** What checks have beside what functions have: module → its layer. */
const OF_CHECKS: Readonly<Record<string, readonly string[]>> = { 'coldstart/test': ['coldstart-test'] }

export function createLayers(manifest: LayerManifest, fetchUrl: Fetch = (url) => fetch(url)): Layers {
  const { layers } = manifest
  const modules = { ...manifest.modules, ...OF_CHECKS }
  const texts = new Map<string, Promise<string>>()

  const textOf = (name: string): Promise<string> => {
    const known = texts.get(name)
    if (known) return known
    const text = fetchText(layers[name] ?? '', fetchUrl)
    texts.set(name, text)
    text.catch(() => texts.delete(name))
    return text
  }

  return {
    modules: Object.keys(manifest.modules),
    async load(imports) {
      const wanted = imports.filter((specifier) => Object.hasOwn(modules, specifier))
      const names = [...new Set(wanted.flatMap((specifier) => modules[specifier] ?? []))].sort()
      const failures = new Map<string, string>()
      const loaded: Record<string, string> = {}
      const loadOne = async (name: string): Promise<void> => {
        try {
          loaded[name] = await textOf(name)
        } catch (error) {
          failures.set(name, error instanceof Error ? error.message : String(error))
        }
      }
      await Promise.all(names.map(loadOne))
      const missing = wanted.flatMap((specifier) => {
        const failed = (modules[specifier] ?? []).find((name) => failures.has(name))
        return failed === undefined ? [] : [{ specifier, reason: failures.get(failed) ?? '' }]
      })
      return { names, texts: loaded, missing }
    },
    importsOf(text) {
      const strings = [...text.matchAll(/(['"`])([\w@./-]+)\1/g)].map(([, , content = '']) => content)
      return [...new Set(strings)].filter((content) => Object.hasOwn(manifest.modules, content)).sort()
    },
  }
}

/** @throws Error that says what went wrong */
async function fetchText(url: string, fetchUrl: Fetch): Promise<string> {
  const response = await fetchUrl(url)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return response.text()
}
