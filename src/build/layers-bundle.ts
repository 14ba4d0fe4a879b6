/**
 * Builds the layers: npm packages → texts of classic scripts (src/layers/README.md), and what each module needs.
 *
 * A layer has one esbuild bundle in it, of everything that its package can be imported as; each of its modules runs when
 * it is first required. Packages that are layers themselves, and what the AWS SDK's packages share (the core layer), stay
 * outside and are required by name.
 */

import { build, type BuildOptions, type Metafile, type OnResolveArgs, type Plugin } from 'esbuild'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBuiltin, packageOf } from '../bundler/node-builtins.ts'
import {
  CORE_LAYER,
  describePackage,
  folderOfPackage,
  isCorePackage,
  PACKAGES,
  specifiersOf,
  type PackageSource,
} from './layers-packages.ts'
import { PATCHES, patchAwsSdk } from './layers-patches.ts'

export interface BuiltLayers {
  /** Layer → script text. */
  readonly texts: ReadonlyMap<string, string>
  /** Specifier → the layers it needs, its own included, sorted. Only what handlers may import. */
  readonly modules: ReadonlyMap<string, readonly string[]>
  /** Package → version. */
  readonly versions: ReadonlyMap<string, string>
  /** Absolute paths of all files that went in. */
  readonly inputs: readonly string[]
}

interface LayerSource {
  readonly name: string
  readonly platform: 'browser' | 'node'
  readonly specifiers: readonly string[]
}

interface LayerBundle {
  readonly text: string
  readonly metafile: Metafile
}

const REPOSITORY = path.join(import.meta.dirname, '../..')
const CLS_HOOKED = fileURLToPath(new URL('../layers/shims/cls-hooked.ts', import.meta.url))

/** What the entry of a bundle is called in its metafile. */
const ENTRY = '<stdin>'

/**
 * AsyncLocalStorage follows only code whose async functions are generators (src/runtime/node/async_hooks.ts), and any
 * of these packages may call back into a handler that uses it.
 */
const LOWERED = { 'async-await': false, 'async-generator': false, 'for-await': false } as const

/**
 * @param packages fewer than all, for tests
 * @throws Error if a patch does not fit any more, or something that a package needs is not installed
 */
export async function buildLayers(packages: readonly PackageSource[] = PACKAGES): Promise<BuiltLayers> {
  const sources = packages.map((source): LayerSource => ({
    name: source.name,
    platform: source.platform,
    specifiers: specifiersOf(source),
  }))
  const owners = new Map(sources.flatMap(({ name, specifiers }) => specifiers.map((it) => [it, name] as const)))
  const core = await sharedByClients(sources, owners)
  for (const specifier of core) owners.set(specifier, CORE_LAYER)
  const all: readonly LayerSource[] = [{ name: CORE_LAYER, platform: 'browser', specifiers: core }, ...sources]

  const applied = new Set<string>()
  const bundles = new Map(
    await Promise.all(all.map(async (source) => [source.name, await bundleLayer(source, owners, applied)] as const)),
  )
  const unused = PATCHES.find(({ name }) => !applied.has(name))
  if (unused && packages === PACKAGES)
    throw new Error(`Nothing needs the patch "${unused.name}" any more; see src/build/layers-patches.ts`)

  const requires = new Map(
    all.flatMap(({ name, specifiers }) => [...requirements(specifiers, bundles.get(name)?.metafile)]),
  )
  return {
    texts: new Map([...bundles].map(([name, { text }]) => [name, text])),
    modules: new Map(
      sources.flatMap(({ specifiers }) => specifiers.map((it) => [it, layersOf(it, owners, requires)] as const)),
    ),
    versions: new Map(packages.map(({ name }) => [name, describePackage(name).version])),
    inputs: [...bundles.values()].flatMap(({ metafile }) =>
      Object.keys(metafile.inputs)
        .filter((input) => input !== ENTRY)
        .map((input) => path.resolve(REPOSITORY, input)),
    ),
  }
}

/** Bare imports of the AWS SDK's packages that two or more of the layers have in common. */
async function sharedByClients(
  sources: readonly LayerSource[],
  owners: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const users = new Map<string, number>()
  const note: Plugin = {
    name: 'coldstart:note-imports',
    setup(pluginBuild) {
      pluginBuild.onResolve({ filter: /^[^./]/ }, ({ path: specifier, kind, importer }) =>
        kind === 'entry-point' || importer === ENTRY ? null : { path: specifier, external: true },
      )
    },
  }
  for (const source of sources.filter(({ platform }) => platform === 'browser')) {
    const { metafile } = await build({ ...optionsOf(source), metafile: true, write: false, plugins: [note] })
    for (const specifier of new Set(Object.values(metafile.inputs).flatMap(externalsOf))) {
      if (isCorePackage(packageOf(specifier)) && !owners.has(specifier)) {
        users.set(specifier, (users.get(specifier) ?? 0) + 1)
      }
    }
  }
  return [...users.keys()].filter((specifier) => (users.get(specifier) ?? 0) > 1).sort()
}

async function bundleLayer(
  source: LayerSource,
  owners: ReadonlyMap<string, string>,
  applied: Set<string>,
): Promise<LayerBundle> {
  const plugins = [...(source.platform === 'browser' ? [patchAwsSdk(applied)] : []), imports(source, owners)]
  const { outputFiles, metafile } = await build({ ...optionsOf(source), metafile: true, write: false, plugins })
  const definitions = source.specifiers.map(
    (specifier) =>
      `${JSON.stringify(specifier)}:(module,exports,require)=>{module.exports=open(require)[${JSON.stringify(specifier)}]()}`,
  )
  const bundle = outputFiles?.[0]?.text.trimEnd() ?? ''
  refuseDefaultImports(source.name, bundle, owners)
  const text =
    `let opened;const open=require=>opened??=(module=>{${bundle}\nreturn module.exports})({exports:{}});` +
    `define({${definitions.join(',')}})\n`
  return { text, metafile }
}

/**
 * In packages that are ES modules throughout, esbuild takes all of `module.exports` for the default import of what it
 * requires, as Node.js does with CommonJS. Modules of layers were ES modules themselves: their default is `.default`.
 * What esbuild writes for it (and for a namespace that it does not see through) is `toESM(require("name"), 1)`.
 * @throws Error if a module of another layer is imported so
 */
export function refuseDefaultImports(layer: string, bundle: string, owners: ReadonlyMap<string, string>): void {
  for (const [, start = '', specifier = ''] of bundle.matchAll(/(.{0,20})\(require\("([^"]+)"\),1\)/g)) {
    // Of `import()` the names are right, and whoever asks for the default of a module without one gets the module.
    if (!owners.has(specifier) || /\.then\(\(\)=>[\w$]+$/.test(start)) continue
    throw new Error(`${layer} imports the default or the namespace of "${specifier}", a module of another layer`)
  }
}

function optionsOf({ platform, specifiers }: LayerSource): BuildOptions & { readonly metafile: true } {
  const modules = specifiers.map((it) => `${JSON.stringify(it)}: () => require(${JSON.stringify(it)})`)
  return {
    stdin: { contents: `module.exports = { ${modules.join(', ')} }`, resolveDir: REPOSITORY, loader: 'js' },
    absWorkingDir: REPOSITORY,
    bundle: true,
    metafile: true,
    format: 'cjs',
    platform,
    mainFields: platform === 'browser' ? ['browser', 'module', 'main'] : ['module', 'main'],
    target: 'es2022',
    // `import()` of a module of another layer is `require`.
    supported: { ...LOWERED, 'dynamic-import': false },
    minify: true,
    // The SDK asks for names of classes, and so do people who log errors.
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    ...(platform === 'browser' && { define: { 'process.env.NODE_ENV': 'undefined', global: 'globalThis' } }),
  }
}

/** Decides what stays outside of a layer. */
function imports(source: LayerSource, owners: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'coldstart:layer-imports',
    setup(pluginBuild) {
      pluginBuild.onResolve(
        { filter: /^[^./]/ },
        async ({ path: specifier, kind, importer, pluginData, resolveDir }: OnResolveArgs) => {
          if (pluginData === SEEN || kind === 'entry-point') return null
          // The entry requires, so that nothing runs before it is asked for; what it means are the ES modules.
          if (importer === ENTRY) {
            return pluginBuild.resolve(specifier, { kind: 'import-statement', resolveDir, pluginData: SEEN })
          }
          if (isBuiltin(specifier)) return { path: specifier, external: true }
          const owner = owners.get(specifier)
          // What runs on Node.js's built-ins takes the AWS SDK's inner parts in their Node.js form, for itself.
          const isForeign = owner === CORE_LAYER && source.platform === 'node'
          if (owner === undefined || owner === source.name || isForeign) return null
          const found = await pluginBuild.resolve(specifier, { kind, importer, resolveDir, pluginData: SEEN })
          // Another version than the layer has is bundled.
          const isSame = found.path.startsWith(folderOfPackage(packageOf(specifier)) + path.sep)
          return isSame ? { path: specifier, external: true } : found
        },
      )
      pluginBuild.onResolve({ filter: /^cls-hooked\/context$/ }, () => ({ path: CLS_HOOKED }))
    },
  }
}

const SEEN = Symbol('seen')

type MetafileInput = Metafile['inputs'][string]

const externalsOf = ({ imports: all }: MetafileInput): readonly string[] =>
  all.filter(({ external }) => external).map(({ path: specifier }) => specifier)

/** Specifier → modules outside of its layer that it may require, through whatever files. */
function requirements(specifiers: readonly string[], metafile: Metafile | undefined): Map<string, readonly string[]> {
  const inputs = metafile?.inputs ?? {}
  const entries = inputs[ENTRY]?.imports ?? []
  return new Map(
    specifiers.map((specifier) => {
      const reached = new Set(entries.filter(({ original }) => original === specifier).map(({ path: file }) => file))
      const outside = new Set<string>()
      for (const file of reached) {
        const input = inputs[file]
        if (!input) continue
        for (const one of input.imports) (one.external ? outside : reached).add(one.path)
      }
      return [specifier, [...outside]]
    }),
  )
}

/** The layers of a module and of all that it requires. */
function layersOf(
  specifier: string,
  owners: ReadonlyMap<string, string>,
  requires: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const reached = new Set([specifier])
  for (const one of reached) for (const wanted of requires.get(one) ?? []) reached.add(wanted)
  return [...new Set([...reached].flatMap((one) => owners.get(one) ?? []))].sort()
}
