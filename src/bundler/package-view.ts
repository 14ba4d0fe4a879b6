/** The packages of npm as one build sees them. */

import { exports as exported, imports as imported } from 'resolve.exports'
import type { FileView } from './file-view'
import { foldersUp, joinPath } from './paths'
import type { PackageAnswer, PackageManifests, PackageProblem, PackageSource, PackageText } from './protocol'

/** How Node.js and esbuild tell apart what a package offers. */
export type ImportWay = 'import' | 'require'

export interface InstalledPackage {
  readonly id: string
  readonly manifest: Readonly<Record<string, unknown>>
  readonly paths: ReadonlySet<string>
}

export type FoundPackage = InstalledPackage | Exclude<PackageAnswer, { readonly kind: 'package' }>

/** What an import without extension may mean, as far as published packages have it. */
const IMPLIED_EXTENSIONS = ['.js', '.cjs', '.mjs', '.json'] as const

/** Texts never change: an id has the version in it. */
export class PackageTexts {
  private readonly texts = new Map<string, string>()

  constructor(private readonly source: PackageSource) {}

  find(...request: Parameters<PackageSource['find']>): Promise<PackageAnswer> {
    return this.source.find(...request)
  }

  async read(id: string, path: string): Promise<PackageText> {
    const key = `${id}/${path}`
    const known = this.texts.get(key)
    if (known !== undefined) return { kind: 'text', text: known }
    const answer = await this.source.read(id, path)
    if (answer.kind === 'text') this.texts.set(key, answer.text)
    return answer
  }
}

/** One build's view: every package is found once for each importer, and what went wrong is remembered. */
export class PackageView {
  /** Whether something was missing: such a build is not the last word. */
  incomplete = false
  private readonly found = new Map<string, Promise<FoundPackage>>()
  private readonly installed = new Map<string, InstalledPackage>()

  constructor(
    private readonly texts: PackageTexts,
    private readonly view: FileView,
    /** CodeUri. */
    private readonly folder: string,
  ) {}

  /** @param importer the id of a package; null for the project's own code */
  find(name: string, importer: string | null, inRuntime: boolean): Promise<FoundPackage> {
    const key = JSON.stringify([name, importer, inRuntime])
    const found = this.found.get(key) ?? this.ask(name, importer, inRuntime)
    this.found.set(key, found)
    return found
  }

  private async ask(name: string, importer: string | null, inRuntime: boolean): Promise<FoundPackage> {
    const answer = await this.texts.find({ name, importer, inRuntime, manifests: manifestsOf(this.view, this.folder) })
    if (answer.kind === 'problem') this.incomplete = true
    if (answer.kind !== 'package') return answer
    const known = this.installed.get(answer.id)
    if (known) return known
    const { id, paths } = answer
    const installed = { id, manifest: toRecord(answer.manifest), paths: new Set(paths) }
    this.installed.set(id, installed)
    return installed
  }

  /** A package that was found before. */
  get(id: string): InstalledPackage | null {
    return this.installed.get(id) ?? null
  }

  async read(id: string, path: string): Promise<PackageText> {
    const answer = await this.texts.read(id, path)
    if (answer.kind === 'problem') this.incomplete = true
    return answer
  }

  /**
   * The file that an import of a package means.
   * @param subpath `.` or `./…`
   * @returns null if the package has no such file or does not export it
   */
  async entry(installed: InstalledPackage, subpath: string, way: ImportWay): Promise<string | null> {
    const { manifest, paths } = installed
    if (manifest['exports'] != null) {
      const targets = attempt(() => exported(manifest, subpath, conditions(way)))
      return targets.map(withoutDot).find((target) => paths.has(target)) ?? null
    }
    return this.file(installed, withoutDot(subpath))
  }

  /** What `#name` means inside a package: a file of it, or the name of another module; null if neither. */
  internal({ manifest }: InstalledPackage, name: string, way: ImportWay): string | null {
    return attempt(() => imported(manifest, name, conditions(way)))[0] ?? null
  }

  /** The file that a path inside a package means, as Node.js's `require` would look for it. '' is the package. */
  async file({ id, paths }: InstalledPackage, path: string): Promise<string | null> {
    const exact = [path, ...IMPLIED_EXTENSIONS.map((extension) => path + extension)]
    const file = path === '' ? undefined : exact.find((candidate) => paths.has(candidate))
    if (file !== undefined) return file
    const below = [...(await this.mainFields(id, path)), 'index'].flatMap((main) => joinPath(path, main) ?? [])
    const candidates = below.flatMap((main) => [
      main,
      ...IMPLIED_EXTENSIONS.map((extension) => main + extension),
      ...IMPLIED_EXTENSIONS.map((extension) => `${main}/index${extension}`),
    ])
    return candidates.find((candidate) => paths.has(candidate)) ?? null
  }

  /** Whether Node.js would take a `.js` file for an ES module: the nearest package.json says so. */
  async isModule(installed: InstalledPackage, path: string): Promise<boolean> {
    for (const folder of foldersUp(path.split('/').slice(0, -1).join('/'))) {
      if (folder === '') break
      if (!installed.paths.has(`${folder}/package.json`)) continue
      const answer = await this.read(installed.id, `${folder}/package.json`)
      return answer.kind === 'text' && toRecord(answer.text)['type'] === 'module'
    }
    return installed.manifest['type'] === 'module'
  }

  /** What the package.json of a folder calls its main file, in esbuild's order for Node.js. */
  private async mainFields(id: string, folder: string): Promise<readonly string[]> {
    const installed = this.installed.get(id)
    const path = `${folder}/package.json`
    let manifest = folder === '' ? installed?.manifest : undefined
    if (folder !== '' && installed?.paths.has(path)) {
      const answer = await this.read(id, path)
      if (answer.kind === 'text') manifest = toRecord(answer.text)
    }
    return [manifest?.['main'], manifest?.['module']].filter((field) => typeof field === 'string')
  }
}

export function isProblem(answer: FoundPackage | PackageText): answer is PackageProblem {
  return 'kind' in answer && answer.kind === 'problem'
}

/** package.json of CodeUri or the nearest folder above it that has one; without any, where SAM would look for it. */
function manifestsOf(view: FileView, codeUri: string): PackageManifests {
  const folder = foldersUp(codeUri).find((up) => view.has(below(up, 'package.json'))) ?? codeUri
  return {
    folder,
    packageJson: view.read(below(folder, 'package.json')) ?? null,
    lock: view.read(below(folder, 'package-lock.json')) ?? null,
  }
}

const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

const withoutDot = (path: string): string => path.replace(/^\.\/?/, '')

/** esbuild adds `module`, which bundlers understand; so does SAM, which calls it. */
const conditions = (way: ImportWay) => ({ require: way === 'require', conditions: ['module'] })

/** resolve.exports throws where a package does not export something. */
function attempt(resolve: () => unknown): readonly string[] {
  try {
    const targets = resolve()
    return Array.isArray(targets) ? targets.map(String) : []
  } catch {
    return []
  }
}

function toRecord(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
