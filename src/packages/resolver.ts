/**
 * Which version an import means, whether its files may be loaded, and loading them. Downloaded with the first import of
 * a package that no layer has.
 *
 * The version is, in this order: what package.json says exactly; what package-lock.json says, if package.json allows it;
 * what the project itself uses, if the importing package allows it; the highest that the CDN knows. None of these depends
 * on the order of the imports.
 */

import satisfies from 'semver/functions/satisfies'
import type { PackageAnswer, PackageProblem, PackageRequest, PackageText } from '../bundler/protocol'
import type { ProjectFiles } from '../project/model'
import type { PackageCache } from './cache'
import { Cdn, type Fetch, type Listing, tooLarge } from './cdn'
import type { Consent } from './consent'
import { declarationsOf } from './declarations'
import { FILES_HOST } from './hosts'
import { LOADED_BYTES_MAX, LOADED_FILES_MAX, PACKAGES_MAX, TOTAL_BYTES_MAX } from './limits'
import {
  allows,
  entryOf,
  type Json,
  lockedVersion,
  parse,
  type Pin,
  pinnedFiles,
  readManifest,
  readSpecifier,
  type Specifier,
} from './manifests'
import { PackageError, toProblem } from './problem'

export interface ResolverOptions {
  readonly consent: Consent
  readonly cache: PackageCache
  readonly fetchUrl: Fetch
  /** Package → version of what layers bring. */
  readonly runtimeVersions: Readonly<Record<string, string>>
}

/** A package's own declarations and its package.json, which says where they are. */
export interface PackageDeclarations {
  readonly id: string
  readonly name: string
  /** Path below node_modules → text. */
  readonly files: Readonly<Record<string, string>>
}

interface Instance {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly listing: Listing
  /** package.json, as text and read. */
  readonly text: string
  readonly manifest: Json
  /** Files that were asked for, and their size. */
  readonly loaded: Map<string, number>
  bytes: number
}

interface Wanted {
  readonly alias: string
  readonly specifier: Specifier
  /** Whether the importer's package.json names it. */
  readonly declared: boolean
  /** Known without asking anybody. */
  readonly version: string | null
}

export class Resolver {
  private readonly cdn: Cdn
  private readonly instances = new Map<string, Promise<Instance>>()
  private readonly found = new Map<string, Instance>()
  /** Ids that were agreed to while this project is open: what they need is agreed to with them. */
  private readonly asked = new Set<string>()
  private readonly versions = new Map<string, Promise<string>>()
  /** Folder of package.json → what was found for it. */
  private readonly pins = new Map<string, Map<string, Pin>>()
  private totalBytes = 0
  /** Changes with the project: what was under way for the one before leaves nothing behind. */
  private visit = 0

  constructor(private readonly options: ResolverOptions) {
    this.cdn = new Cdn(options.cache, options.fetchUrl)
  }

  /** Another project was opened. */
  forget(): void {
    this.visit++
    this.instances.clear()
    this.found.clear()
    this.asked.clear()
    this.versions.clear()
    this.pins.clear()
    this.totalBytes = 0
  }

  async find(request: PackageRequest): Promise<PackageAnswer> {
    const { visit } = this
    try {
      const importer = request.importer === null ? null : (this.found.get(request.importer) ?? null)
      if (request.importer !== null && !importer) return { kind: 'undeclared' }
      const wanted = this.wanted(request, importer)
      if (typeof wanted === 'string') return { kind: wanted }
      const importerIsAsked = importer !== null && this.asked.has(importer.id)
      const isAsked = this.options.consent.isAsked(request.name, importerIsAsked)
      if (wanted.version === null && !isAsked) return notAllowed(wanted, importer)
      const version = wanted.version ?? (await this.highest(wanted.specifier))
      const id = `${wanted.specifier.name}@${version}`
      if (!isAsked && !this.options.consent.isRemembered(id)) return notAllowed({ ...wanted, version }, importer)
      const instance = await this.instance(wanted.specifier.name, version)
      if (visit !== this.visit) return { kind: 'undeclared' }
      if (isAsked) {
        this.asked.add(id)
        this.options.consent.remember(id)
      }
      this.pin(request, wanted, instance)
      return { kind: 'package', id, manifest: instance.text, paths: [...instance.listing.keys()].filter(isCode) }
    } catch (error) {
      return toProblem(error)
    }
  }

  async read(id: string, path: string): Promise<PackageText> {
    const instance = this.found.get(id)
    try {
      if (!instance) throw new PackageError('packages/not-found', `${id} is not loaded`, 'Deploy again.')
      return { kind: 'text', text: await this.load(instance, path) }
    } catch (error) {
      return toProblem(error)
    }
  }

  /** @returns the files of the project that have to change so that the versions that were found are in them */
  pinned(files: ProjectFiles): ProjectFiles {
    let changed: ProjectFiles = {}
    for (const [folder, pins] of this.pins) changed = { ...changed, ...pinnedFiles(files, folder, [...pins.values()]) }
    return changed
  }

  /** What was found, for the editor. Never rejects: what has no declarations, or cannot be loaded, has no files. */
  declarations(): Promise<readonly PackageDeclarations[]> {
    // Where a layer has another version, the layer's declarations stay.
    const found = [...this.found.values()].filter(({ name }) => !Object.hasOwn(this.options.runtimeVersions, name))
    return Promise.all(
      found.map(async ({ id, name, listing, manifest, text }) => {
        const read = async (path: string): Promise<string> => {
          const listed = listing.get(path)
          return listed ? this.cdn.file(id, path, listed) : ''
        }
        const files = await declarationsOf(listing, manifest, read).catch(() => ({}))
        const below = Object.entries(files).map(([path, content]) => [`${name}/${path}`, content])
        return {
          id,
          name,
          files: Object.fromEntries([[`${name}/package.json`, text], ...below]) as PackageDeclarations['files'],
        }
      }),
    )
  }

  /** What an import asks for; `runtime` if the environment's module will do, `undeclared` if nobody promised it. */
  private wanted(request: PackageRequest, importer: Instance | null): Wanted | 'runtime' | 'undeclared' {
    const { name: alias, manifests, inRuntime } = request
    const project = readManifest(manifests)
    const own = entryOf(project, 'dependencies', alias)
    const ofProject = (): Wanted => {
      const specifier = readSpecifier(alias, own ?? 'latest')
      const locked = lockedVersion(manifests.lock, null, alias)
      const version = specifier.version ?? (locked !== null && allows(specifier, locked) ? locked : null)
      return { alias, specifier, declared: own !== null, version }
    }
    if (!importer) return ofProject()

    const peer = entryOf(importer.manifest, 'peerDependencies', alias)
    const text =
      entryOf(importer.manifest, 'dependencies', alias) ??
      entryOf(importer.manifest, 'optionalDependencies', alias) ??
      peer
    if (text === null) return inRuntime ? 'runtime' : 'undeclared'
    const specifier = readSpecifier(alias, text)
    const inLayer = Object.hasOwn(this.options.runtimeVersions, alias) ? this.options.runtimeVersions[alias] : undefined
    if (inRuntime && inLayer !== undefined && satisfies(inLayer, specifier.range)) return 'runtime'
    if (text === peer && own === null && isOptionalPeer(importer.manifest, alias)) {
      return inRuntime ? 'runtime' : 'undeclared'
    }
    const locked = lockedVersion(manifests.lock, importer, alias)
    const shared = own === null ? null : ofProject()
    const isShared = shared !== null && shared.version !== null && (text === peer || allows(specifier, shared.version))
    const version =
      specifier.version ??
      (locked !== null && allows(specifier, locked) ? locked : null) ??
      (isShared ? shared.version : null)
    return { alias, specifier, declared: true, version }
  }

  /** The same for as long as the project is open. */
  private highest({ name, range }: Specifier): Promise<string> {
    const key = `${name}@${range}`
    const asked = this.versions.get(key) ?? this.cdn.version(name, range)
    this.versions.set(key, asked)
    asked.catch(() => this.versions.delete(key))
    return asked
  }

  private instance(name: string, version: string): Promise<Instance> {
    const id = `${name}@${version}`
    const known = this.instances.get(id)
    if (known) return known
    if (this.instances.size >= PACKAGES_MAX)
      throw tooLarge('The project', `it needs more than ${PACKAGES_MAX} packages`)
    const started = this.fetchInstance(id, name, version)
    this.instances.set(id, started)
    started.catch(() => this.instances.delete(id))
    return started
  }

  private async fetchInstance(id: string, name: string, version: string): Promise<Instance> {
    const listing = await this.cdn.listing(name, version)
    const listed = listing.get('package.json')
    const text = listed && (await this.cdn.file(id, 'package.json', listed))
    const manifest = text === undefined ? null : parse(text)
    if (text === undefined || !manifest) {
      throw new PackageError('packages/damaged', `${id} has no readable package.json`, 'Take another version of it.')
    }
    const instance = { id, name, version, listing, text, manifest, loaded: new Map<string, number>(), bytes: 0 }
    this.found.set(id, instance)
    return instance
  }

  private async load(instance: Instance, path: string): Promise<string> {
    const { id, listing, loaded } = instance
    const listed = listing.get(path)
    if (!listed)
      throw new PackageError('packages/not-found', `${id} has no file ${path}`, 'Import something else of it.')
    if (!loaded.has(path)) {
      loaded.set(path, listed.bytes)
      instance.bytes += listed.bytes
      this.totalBytes += listed.bytes
    }
    if (loaded.size > LOADED_FILES_MAX) throw tooLarge(id, `more than ${LOADED_FILES_MAX} of its files are imported`)
    if (instance.bytes > LOADED_BYTES_MAX) throw tooLarge(id, `more than ${LOADED_BYTES_MAX} bytes of it are imported`)
    if (this.totalBytes > TOTAL_BYTES_MAX) {
      throw tooLarge('All that is imported together', `more than ${TOTAL_BYTES_MAX} bytes`)
    }
    return this.cdn.file(id, path, listed)
  }

  private pin({ importer, manifests }: PackageRequest, wanted: Wanted, instance: Instance): void {
    const { alias, specifier, declared } = wanted
    const { name, version, manifest } = instance
    const pins = this.pins.get(manifests.folder) ?? new Map<string, Pin>()
    this.pins.set(manifests.folder, pins)
    pins.set(JSON.stringify([importer, alias]), { importer, alias, specifier, declared, name, version, manifest })
  }
}

/** What the bundler can look for in a package: not its declarations, source maps and documentation. */
const isCode = (path: string): boolean => /(\.[mc]?js|\.json|\.node|\.wasm)$/.test(path)

function isOptionalPeer(manifest: Json, name: string): boolean {
  const meta = manifest['peerDependenciesMeta'] as
    Readonly<Record<string, { optional?: unknown } | undefined>> | undefined
  return meta?.[name]?.optional === true
}

function notAllowed({ alias, specifier, version, declared }: Wanted, importer: Instance | null): PackageProblem {
  const said = version ?? (declared ? specifier.range : null)
  const what = said === null ? alias : `${alias} ${said}`
  const name = importer ? `${importer.id} needs the package "${alias}", which` : `The package "${alias}"`
  return {
    kind: 'problem',
    severity: 'warning',
    code: 'bundle/package-not-available',
    message: `${name} is not in this playground`,
    hint:
      `The function will fail to load with: Cannot find module '${alias}'. ` +
      `If you agree, ${what} and what it needs are loaded from ${FILES_HOST}; they stay in this browser.`,
    offer: { name: alias, version: said },
  }
}
