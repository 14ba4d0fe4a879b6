/**
 * Build-time only: `virtual:coldstart/editor-types` says where the declarations are that handlers are checked against,
 * in JSON files of path below node_modules → text. One file has those of Node.js and of Lambda's events, which every
 * handler needs. Beside it there is one for each npm package that layers bring, or that their declarations are made of.
 */

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import path from 'node:path'
import type { Plugin } from 'vite'
import { packageOf } from '../bundler/node-builtins.ts'
import { PACKAGES as VENDORED, vendoredModules } from './layers-packages.ts'

const ID = 'virtual:coldstart/editor-types'
const RESOLVED = `\0${ID}`
const DEVELOPMENT_PATH = '/@editor-types/'

/** What every handler needs, and which files of it. `undici-types` is where Node's declarations have fetch from. */
const PACKAGES: Readonly<Record<string, (file: string) => boolean>> = {
  '@types/aws-lambda': () => true,
  '@types/node': (file) => !LEFT_OUT.test(file),
  'undici-types': () => true,
}

/** Declarations for older compilers, and of large modules that make no sense in a function. */
const LEFT_OUT = /^(ts\d|inspector|sqlite|test|repl|sea|wasi|cluster|trace_events)/

/** `coldstart/test`, for a project's checks. */
const CHECKS = path.join(import.meta.dirname, '../checks/coldstart-test.d.ts')

/** Path below node_modules → text. */
type Declarations = Readonly<Record<string, string>>

export interface PackageDeclarations {
  readonly files: Declarations
  /** Packages whose declarations these ones import. */
  readonly needs: readonly string[]
}

export function editorTypes(): Plugin {
  let serving = false
  let collecting: Promise<ReadonlyMap<string, PackageDeclarations>> | null = null
  const ofPackages = () => (collecting ??= collectPackageDeclarations(vendoredModules()))
  return {
    name: 'coldstart:editor-types',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (source) => (source === ID ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null
      const addressOf = (name: string, files: Declarations): string =>
        serving
          ? JSON.stringify(DEVELOPMENT_PATH + name)
          : `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name, source: JSON.stringify(files) })}`
      const packages = [...(await ofPackages())].map(([name, { files, needs }]) => {
        const address = addressOf(fileName(name), files)
        return `${JSON.stringify(name)}: { url: ${address}, needs: ${JSON.stringify(needs)} }`
      })
      return [
        `export default ${addressOf('editor-types.json', serving ? {} : await collectDeclarations())}`,
        `export const vendored = ${JSON.stringify(VENDORED.map(({ name }) => name))}`,
        `export const packages = { ${packages.join(',\n')} }`,
      ].join('\n')
    },
    configureServer(server) {
      server.middlewares.use(DEVELOPMENT_PATH, async (request, response) => {
        const wanted = (request.url ?? '').slice(1)
        const found = [...(await ofPackages())].find(([name]) => fileName(name) === wanted)?.[1].files
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(found ?? (await collectDeclarations())))
      })
    },
  }
}

/** `@aws-sdk/client-sqs` → `types-aws-sdk-client-sqs.json` */
function fileName(name: string): string {
  return `types-${name.replace(/^@/, '').replaceAll('/', '-')}.json`
}

export async function collectDeclarations(): Promise<Declarations> {
  const require = createRequire(import.meta.url)
  const texts: Record<string, string> = {}
  for (const [name, wanted] of Object.entries(PACKAGES)) {
    const folder = path.dirname(require.resolve(`${name}/package.json`))
    for (const entry of (await readdir(folder, { recursive: true })).sort()) {
      const file = entry.replaceAll(path.sep, '/')
      if (!file.endsWith('.d.ts') || !wanted(file)) continue
      texts[`${name}/${file}`] = await readFile(path.join(folder, entry), 'utf8')
    }
  }
  texts['coldstart/test.d.ts'] = await readFile(CHECKS, 'utf8')
  return texts
}

/** Follows declarations from what can be imported, as TypeScript resolves them. Package → what of it was reached. */
export async function collectPackageDeclarations(
  specifiers: readonly string[],
): Promise<ReadonlyMap<string, PackageDeclarations>> {
  // Only now, so that starting Vite does not wait for the compiler.
  const { default: ts } = await import('typescript')
  const options = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const cache = ts.createModuleResolutionCache(process.cwd(), (name) => name, options)
  /** File of declarations, or null. */
  const resolve = (specifier: string, from: string): string | null => {
    const { resolvedModule } = ts.resolveModuleName(specifier, from, options, host, cache)
    const file = resolvedModule?.resolvedFileName
    return file !== undefined && /\.d\.[cm]?ts$/.test(file) ? file : null
  }

  const packages = new Map<string, { files: Record<string, string>; needs: Set<string> }>()
  const start = path.join(import.meta.dirname, 'start.ts')
  const reached = new Set(specifiers.flatMap((specifier) => resolve(specifier, start) ?? []))
  for (const file of reached) {
    const { name, below, folder, modules } = placeOf(file)
    if (Object.hasOwn(PACKAGES, name)) continue
    const collected = packages.get(name) ?? { files: {}, needs: new Set() }
    packages.set(name, collected)
    const text = await readFile(file, 'utf8')
    collected.files[below] = text
    collected.files[`${folder}/package.json`] ??= await describe(`${modules}${folder}/package.json`)
    const { importedFiles, referencedFiles } = ts.preProcessFile(text, true, true)
    for (const { fileName: specifier } of importedFiles) {
      const found = isBuiltin(specifier) ? null : resolve(specifier, file)
      if (found === null) continue
      reached.add(found)
      const needed = placeOf(found).name
      if (needed !== name && !Object.hasOwn(PACKAGES, needed)) collected.needs.add(needed)
    }
    for (const { fileName: other } of referencedFiles) {
      const found = path.resolve(path.dirname(file), other)
      if (existsSync(found)) reached.add(found)
    }
  }
  return new Map(
    [...packages]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, { files, needs }]) => [name, { files, needs: [...needs].sort() }]),
  )
}

interface Place {
  /** Of the outermost package. */
  readonly name: string
  /** Path below the outermost node_modules. */
  readonly below: string
  /** Folder of the innermost package, from there. */
  readonly folder: string
  /** The outermost node_modules. */
  readonly modules: string
}

function placeOf(file: string): Place {
  const mark = '/node_modules/'
  const slashed = file.replaceAll('\\', '/')
  const modules = slashed.slice(0, slashed.indexOf(mark) + mark.length)
  const below = slashed.slice(modules.length)
  const inner = below.lastIndexOf(mark) + mark.length
  const isNested = inner >= mark.length
  const folder = isNested ? below.slice(0, inner) + packageOf(below.slice(inner)) : packageOf(below)
  return { name: packageOf(below), below, folder, modules }
}

/** What TypeScript reads of a package.json. */
async function describe(file: string): Promise<string> {
  const { name, version, type, types, typings, exports } = JSON.parse(await readFile(file, 'utf8')) as Record<
    string,
    unknown
  >
  return JSON.stringify({ name, version, type, types, typings, exports })
}
