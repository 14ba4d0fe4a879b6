/**
 * What npm has to install before `sam build` can bundle a function, and where.
 *
 * `sam build` installs the package.json in CodeUri, without devDependencies (aws-lambda-builders: `npm install
 * --production`), and esbuild then bundles what is imported, the AWS SDK too: Lambda's own copy of it is not there while
 * building. So imports are `dependencies`, and so is esbuild itself, as in SAM's own TypeScript template.
 */

import type { BuildEntry } from '../template'
import type { ProjectFiles } from '../model'
import { folderOf, foldersUp, handlerScript, isScript, isTypeScript, joined, resolveScript, within } from './resolve'
import { scanScript } from './scan'

/** As this repository has them: a test compares. */
export const ESBUILD_VERSION = '0.28.2'
export const LAMBDA_TYPES_VERSION = '8.10.164'
export const NODE_TYPES_VERSION = '24.19.2'

const BUILT_IN = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain ' +
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl ' +
    'stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
)
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/

/** What a function's code imports from npm, and what of the project leads there. */
export interface FunctionImports {
  readonly packages: readonly string[]
  /** Packages of which only types are imported. */
  readonly types: readonly string[]
  /** Files of the project that it imports from outside of CodeUri. */
  readonly outside: readonly string[]
  readonly usesBuiltIns: boolean
}

export function importsOf(files: ProjectFiles, codeUri: string, entries: readonly string[]): FunctionImports {
  const packages = new Set<string>()
  const types = new Set<string>()
  const outside = new Set<string>()
  let usesBuiltIns = false
  const open = [...entries]
  const seen = new Set(open)
  const aliases = aliasesOf(files, codeUri)
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const scan = scanScript(files[path] ?? '')
    const note = (specifier: string, into: Set<string>): void => {
      if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
        const target = joined(folderOf(path), specifier)
        const found = target === null ? null : resolveScript(files, target)
        if (found === null || seen.has(found)) return
        seen.add(found)
        if (codeUri !== '' && !found.startsWith(`${codeUri}/`)) outside.add(found)
        if (isScript(found)) open.push(found)
        return
      }
      const name = packageOf(specifier)
      if (specifier.startsWith('node:') || BUILT_IN.has(name)) usesBuiltIns = true
      else if (PACKAGE_NAME.test(name) && !isAlias(specifier, files, codeUri, aliases)) into.add(name)
    }
    for (const specifier of scan.values) note(specifier, packages)
    for (const specifier of scan.types) note(specifier, types)
  }
  return {
    // Of aws-lambda there are only types: what npm has under that name is something else.
    packages: [...packages].filter((name) => name !== 'aws-lambda').sort(),
    types: [...types, ...(packages.has('aws-lambda') ? ['aws-lambda'] : [])]
      .filter((name, index, all) => all.indexOf(name) === index && (name === 'aws-lambda' || !packages.has(name)))
      .sort(),
    outside: [...outside].sort(),
    usesBuiltIns,
  }
}

/** `@aws-lambda-powertools/idempotency/dynamodb` → `@aws-lambda-powertools/idempotency` */
function packageOf(specifier: string): string {
  const [first = '', second] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second ?? ''}` : first
}

/** Beginnings of `compilerOptions.paths`. */
function aliasesOf(files: ProjectFiles, codeUri: string): readonly string[] {
  return foldersUp(codeUri).flatMap((folder) => {
    const text = files[within(folder, 'tsconfig.json')] ?? ''
    const paths = /"paths"\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? ''
    return [...paths.matchAll(/"([^"*]+)\*?"\s*:/g)].map(([, alias = '']) => alias)
  })
}

const isAlias = (specifier: string, files: ProjectFiles, codeUri: string, aliases: readonly string[]): boolean =>
  aliases.some((alias) => specifier.startsWith(alias)) ||
  // With `baseUrl`, a folder of the project.
  foldersUp(codeUri).some((folder) => resolveScript(files, within(folder, specifier)) !== null)

/** Files that a function's build begins with. */
export function entryFiles(files: ProjectFiles, { codeUri, handler, buildProperties }: BuildEntry): readonly string[] {
  const declared = buildProperties['EntryPoints']
  const names = Array.isArray(declared) ? declared.filter((one) => typeof one === 'string') : []
  const found = names.flatMap((name) => resolveScript(files, joined(codeUri, name) ?? '') ?? [])
  const own = handlerScript(files, codeUri, handler)
  return found.length > 0 ? found : own === null ? [] : [own]
}

export interface Versions {
  /** Package → version, of what the playground brings. */
  readonly known: Readonly<Record<string, string>>
}

export interface ManifestPlan {
  /** CodeUri. */
  readonly folder: string
  readonly dependencies: readonly string[]
  readonly devDependencies: Readonly<Record<string, string>>
  readonly needsEsbuild: boolean
}

/** One package.json for each CodeUri. */
export function planManifests(
  files: ProjectFiles,
  functions: readonly BuildEntry[],
  usesEsbuild: (entry: BuildEntry) => boolean,
): readonly ManifestPlan[] {
  const folders = [...new Set(functions.map(({ codeUri }) => codeUri))].sort()
  return folders.flatMap((folder) => {
    const own = functions.filter(({ codeUri }) => codeUri === folder)
    const entries = own.flatMap((entry) => entryFiles(files, entry))
    const imports = importsOf(files, folder, entries)
    const needsEsbuild = own.some(usesEsbuild)
    // Layers of the project bring what is in them.
    const external = new Set(own.flatMap(({ buildProperties }) => externals(buildProperties)))
    // What is not bundled finds the SDK in Lambda's runtime.
    const isThere = (name: string): boolean => !needsEsbuild && /^@(aws-sdk|smithy)\//.test(name)
    const dependencies = imports.packages.filter((name) => !external.has(name) && !isThere(name))
    if (dependencies.length === 0 && !needsEsbuild) return []
    const typed = entries.some(isTypeScript)
    const devDependencies = {
      ...(imports.types.includes('aws-lambda') && { '@types/aws-lambda': LAMBDA_TYPES_VERSION }),
      ...(typed && imports.usesBuiltIns && { '@types/node': NODE_TYPES_VERSION }),
    }
    return [{ folder, dependencies, devDependencies, needsEsbuild }]
  })
}

const externals = ({ External: value }: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
