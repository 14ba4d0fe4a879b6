/**
 * package.json and package-lock.json of a project: which versions they name, and how a version that was found out is
 * written into them, so that a link loads the same and `sam build` installs it.
 *
 * A lock is written only when package.json alone would not say everything: where it has a range, or where a package
 * needs others by range. It has npm's form (lockfileVersion 3), without the addresses and checksums of archives.
 */

import satisfies from 'semver/functions/satisfies'
import valid from 'semver/functions/valid'
import validRange from 'semver/ranges/valid'
import type { PackageManifests } from '../bundler/protocol'
import type { ProjectFiles } from '../project/model'
import { PackageError } from './problem'

/** What is said about a package where it is imported. */
export interface Specifier {
  /** The package's name at npm. */
  readonly name: string
  /** A version, a range or a tag. */
  readonly range: string
  /** Set if `range` is an exact version. */
  readonly version: string | null
}

/** A package that was found, and what it was found for. */
export interface Pin {
  /** `name@version`; null for the project. */
  readonly importer: string | null
  /** As it is imported. */
  readonly alias: string
  readonly specifier: Specifier
  /** Whether package.json (of the importer) names it. */
  readonly declared: boolean
  readonly name: string
  readonly version: string
  readonly manifest: Json
}

export type Json = Readonly<Record<string, unknown>>

/**
 * @param text of dependencies: `^1.2.0`, `npm:other@1`, …
 * @throws PackageError for what does not come from npm
 */
export function readSpecifier(alias: string, text: string): Specifier {
  const [, name = alias, range = ''] = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(text) ?? [null, alias, text]
  const trimmed = range.trim() === '' ? 'latest' : range.trim()
  // A tag is a word; everything else that is no range leads elsewhere: git, files, workspaces, archives.
  if (validRange(trimmed) === null && !/^[a-z][\w.-]*$/i.test(trimmed)) {
    throw new PackageError(
      'packages/unsupported',
      `package.json takes ${alias} from "${text}", which is not a version of npm`,
      'Only versions, ranges and tags of npm can be loaded here.',
    )
  }
  return { name, range: trimmed, version: valid(trimmed) }
}

export function allows({ range }: Specifier, version: string): boolean {
  return validRange(range) === null || satisfies(version, range)
}

/** The version that a field such as `dependencies` says for a name. */
export function entryOf(manifest: Json, field: string, name: string): string | null {
  const entries = manifest[field]
  if (!isRecord(entries) || !Object.hasOwn(entries, name)) return null
  return typeof entries[name] === 'string' ? entries[name] : null
}

/** @throws PackageError if the project's package.json cannot be read */
export function readManifest({ folder, packageJson }: PackageManifests): Json {
  const manifest = packageJson === null ? {} : parse(packageJson)
  if (manifest) return manifest
  throw new PackageError(
    'packages/manifest',
    `${at(folder, 'package.json')} is not JSON`,
    'Correct it: it says which versions of packages are meant.',
  )
}

/**
 * The version that the lock gives for an import; null if it does not say.
 * @param importer null for the project
 */
export function lockedVersion(lock: string | null, importer: Pick<Pin, 'name' | 'version'> | null, alias: string) {
  const packages = lock === null ? null : packagesOf(parse(lock))
  if (!packages) return null
  const from = importer ? locationsOf(packages, importer)[0] : ''
  if (from === undefined) return null
  for (const folder of lookupFolders(from)) {
    const entry = packages[`${folder}node_modules/${alias}`]
    if (isRecord(entry) && typeof entry['version'] === 'string') return valid(entry['version'])
  }
  return null
}

/** @returns the files that have to change so that the pins are in them */
export function pinnedFiles(files: ProjectFiles, folder: string, pins: readonly Pin[]): ProjectFiles {
  const packagePath = at(folder, 'package.json')
  const lockPath = at(folder, 'package-lock.json')
  const before = Object.hasOwn(files, packagePath) ? files[packagePath] : undefined
  const manifest = before === undefined ? { private: true } : parse(before)
  if (!manifest) return {}
  const fresh = pins.filter(({ importer, declared }) => importer === null && !declared)
  const missing = fresh.filter(({ alias }) => entryOf(manifest, 'dependencies', alias) === null)
  const added = Object.fromEntries(missing.map(({ alias, version }) => [alias, version]))
  const dependencies = sorted({ ...(isRecord(manifest['dependencies']) ? manifest['dependencies'] : {}), ...added })
  const changed: Record<string, string> = {}
  if (missing.length > 0) changed[packagePath] = format({ ...manifest, dependencies }, before)

  const isPlain = pins.every(({ specifier, declared }) => !declared || specifier.version !== null)
  const lockBefore = Object.hasOwn(files, lockPath) ? files[lockPath] : undefined
  if (lockBefore === undefined && isPlain) return changed
  const lock = lockBefore === undefined ? newLock(manifest) : parse(lockBefore)
  const packages = packagesOf(lock)
  // A lock of npm before version 7 has another form: it is neither read nor changed.
  if (!lock || !packages) return changed
  const placed = place(packages, pins)
  const rootEntry = isRecord(packages['']) ? packages[''] : {}
  const root = { ...rootEntry, dependencies }
  const text = format({ ...lock, packages: { '': root, ...sorted({ ...without(placed, '') }) } }, lockBefore)
  if (lockBefore === undefined || JSON.stringify(placed) !== JSON.stringify(packages)) changed[lockPath] = text
  return changed
}

/** Puts each package where Node.js would find it from all that import it: at the top, unless another version is there. */
function place(packages: Json, pins: readonly Pin[]): Json {
  const placed: Record<string, unknown> = { ...packages }
  const inOrder = [...pins].sort((a, b) => compare(sortKey(a), sortKey(b)))
  // Importers before what they import: a package is placed below one that has its place.
  const open = new Set(inOrder)
  for (let progress = true; progress;) {
    progress = false
    for (const pin of open) {
      const importers = pin.importer === null ? [''] : locationsOf(placed, idParts(pin.importer))
      if (importers.length === 0) continue
      open.delete(pin)
      progress = true
      for (const from of importers) placeBelow(placed, from, pin)
    }
  }
  return placed
}

function placeBelow(placed: Record<string, unknown>, from: string, pin: Pin): void {
  const found = lookupFolders(from).find((folder) => isRecord(placed[`${folder}node_modules/${pin.alias}`]))
  if (found !== undefined) {
    const entry = placed[`${found}node_modules/${pin.alias}`] as Json
    if (entry['version'] === pin.version) return
  }
  const top = `node_modules/${pin.alias}`
  const own = from === '' ? top : `${from}/${top}`
  placed[found === undefined ? top : own] = {
    ...(pin.alias === pin.name ? {} : { name: pin.name }),
    version: pin.version,
    ...pick(pin.manifest, [
      'license',
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      'peerDependenciesMeta',
    ]),
  }
}

/** Where a version lies, in the order of the names. */
function locationsOf(packages: Json, { name, version }: Pick<Pin, 'name' | 'version'>): readonly string[] {
  const isIt = (location: string): boolean => {
    const entry = packages[location]
    if (!isRecord(entry) || entry['version'] !== version) return false
    return (typeof entry['name'] === 'string' ? entry['name'] : /.*node_modules\/(.*)$/.exec(location)?.[1]) === name
  }
  return Object.keys(packages).filter(isIt).sort(compare)
}

/** `node_modules/a/node_modules/b` → itself with a slash, `node_modules/a/`, ''. */
function lookupFolders(location: string): readonly string[] {
  if (location === '') return ['']
  const up = location.slice(0, Math.max(0, location.lastIndexOf('/node_modules/')))
  return [`${location}/`, ...lookupFolders(up)]
}

export function idParts(id: string): Pick<Pin, 'name' | 'version'> {
  const sign = id.lastIndexOf('@')
  return { name: id.slice(0, sign), version: id.slice(sign + 1) }
}

const sortKey = ({ importer, alias, version }: Pin): string => `${importer ?? ''} ${alias} ${version}`

function newLock(manifest: Json): Json {
  return {
    ...pick(manifest, ['name', 'version']),
    lockfileVersion: 3,
    requires: true,
    packages: { '': pick(manifest, ['name', 'version']) },
  }
}

function packagesOf(lock: Json | null): Json | null {
  return isRecord(lock?.['packages']) ? lock['packages'] : null
}

/** As JSON, indented as it was before. */
function format(value: Json, before: string | undefined): string {
  const indent = /^\{\r?\n([ \t]+)/.exec(before ?? '')?.[1] ?? '  '
  return `${JSON.stringify(value, null, indent)}\n`
}

export function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const at = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function sorted(record: Json): Json {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)))
}

function pick(record: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)))
}

function without(record: Json, name: string): Json {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== name))
}
