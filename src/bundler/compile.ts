/** One function's calls of esbuild: which options, how often, and what its answer means. */

import type {
  BuildContext,
  BuildFailure,
  BuildOptions,
  BuildResult,
  Message,
  Metafile,
  TransformOptions,
} from 'esbuild-wasm'
import type { Diagnostic } from '../project/model'
import { toDiagnostic } from './diagnostics'
import type { FileView } from './file-view'
import { packageOf, withoutScheme } from './node-builtins'
import { type PackageTexts, PackageView } from './package-view'
import { folderOf } from './paths'
import type { BuildPlan } from './plan'
import type { MessageDetail } from './plugins/message'
import { checkFooter, checkModule } from './plugins/check-module'
import { packageFileOf } from './plugins/package-names'
import { packageFiles, packageImports } from './plugins/packages'
import { isProjectName, projectFiles, projectPath, type ProjectSource } from './plugins/project-files'
import { ESM_PRELUDE, runtimeModules, runtimeSpecifier } from './plugins/runtime-modules'
import type { BundleEntry } from './protocol'
import { findTsConfig, type TsConfig } from './tsconfig'

/** What is needed of `esbuild` or `esbuild-wasm`. */
export interface Esbuild {
  context(options: BuildOptions): Promise<BuildContext>
  transform(text: string, options: TransformOptions): Promise<{ readonly code: string }>
}

export interface Compiled {
  /** Path below /var/task → text; null if there were errors. */
  readonly files: Readonly<Record<string, string>> | null
  readonly imports: readonly string[]
  /** Project files that went in. */
  readonly sources: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  /** Whether a package was missing: the next build may find it. */
  readonly incomplete: boolean
}

interface Variant {
  readonly format: 'cjs' | 'esm'
  /** Async functions become generators, so that the environment can follow an async context through `await`. */
  readonly lowered: boolean
}

interface Attempt {
  readonly errors: readonly Message[]
  readonly warnings: readonly Message[]
  readonly result: BuildResult | null
}

/** Folder of the output. Nothing is written there. */
const TASK_ROOT = '/var/task/'

/** Modules that carry an async context into callbacks: without lowering it is lost at the first `await`. */
const ASYNC_CONTEXT_MODULES = ['async_hooks', '@aws-lambda-powertools/tracer', '@aws/durable-execution-sdk-js']

const LOWERED = { 'async-await': false, 'async-generator': false, 'for-await': false } as const

export class EntryCompiler {
  private readonly contexts = new Map<string, BuildContext>()
  /** What all contexts have in common, as text. */
  private setup = ''
  private source: ProjectSource | null = null
  private packages: PackageView | null = null
  /** Whether the last build called for lowering: most likely the next one does too. */
  private lowered = false

  /** @param texts packages of npm; null: none can be had */
  constructor(
    private readonly esbuild: Esbuild,
    private readonly texts: PackageTexts | null,
  ) {}

  async compile(view: FileView, plan: BuildPlan, entry: BundleEntry, packages: readonly string[]): Promise<Compiled> {
    const tsconfig = findTsConfig(view, folderOf(plan.entryPoints[0]?.in ?? ''))
    const setup = JSON.stringify([plan, tsconfig, entry.runtime, packages])
    if (setup !== this.setup) await this.dispose()
    this.setup = setup
    this.source = { view, tsconfig, loaders: plan.properties.loaders }
    this.packages = this.texts && new PackageView(this.texts, view, plan.folder)

    const current: Current = { source: () => this.currentSource(), packages: () => this.packages }
    const { attempt, contextLost } = await this.attempts(plan, (variant) =>
      this.run(variant, () => options(variant, plan, tsconfig, entry.runtime, packages, current)),
    )
    const diagnostics = onceEach([
      ...attempt.errors.map((message) => toDiagnostic(message, 'error', tsconfig.file)),
      ...attempt.warnings.filter(isOurs).map((message) => toDiagnostic(message, 'warning', tsconfig.file)),
      ...(contextLost ? [asyncContextLost(plan)] : []),
    ])
    const incomplete = this.packages?.incomplete ?? false
    const metafile = attempt.result?.metafile
    if (!attempt.result || !metafile) return { files: null, imports: [], sources: [], diagnostics, incomplete }
    const sources = Object.keys(metafile.inputs).filter(isProjectName).map(projectPath)
    return { files: outputTexts(attempt.result), imports: importsOf(metafile), sources, diagnostics, incomplete }
  }

  async dispose(): Promise<void> {
    const contexts = [...this.contexts.values()]
    this.contexts.clear()
    for (const context of contexts) await context.dispose()
  }

  /**
   * Finds the right variant by trying. Top-level await exists only in ESM and cannot be lowered; whether a module
   * that needs lowering is imported is known after a build.
   */
  private async attempts(plan: BuildPlan, run: (variant: Variant) => Promise<Attempt>) {
    const format = plan.format === 'auto' ? 'cjs' : plan.format
    const first = await run({ format, lowered: this.lowered })
    if (hasTopLevelAwait(first)) {
      const attempt = await run({ format: plan.format === 'auto' ? 'esm' : format, lowered: false })
      return { attempt, contextLost: needsLowering(attempt) }
    }
    if (!first.result || needsLowering(first) === this.lowered) return { attempt: first, contextLost: false }
    this.lowered = !this.lowered
    const second = await run({ format, lowered: this.lowered })
    return hasTopLevelAwait(second) ? { attempt: first, contextLost: true } : { attempt: second, contextLost: false }
  }

  private async run(variant: Variant, makeOptions: () => BuildOptions): Promise<Attempt> {
    const key = JSON.stringify(variant)
    try {
      const context = this.contexts.get(key) ?? (await this.esbuild.context(makeOptions()))
      this.contexts.set(key, context)
      const result = await context.rebuild()
      return { errors: result.errors, warnings: result.warnings, result }
    } catch (error) {
      const { errors, warnings } = toFailure(error)
      return { errors, warnings, result: null }
    }
  }

  private currentSource(): ProjectSource {
    if (!this.source) throw new Error('esbuild asked for a file outside a build')
    return this.source
  }
}

/** What the plugins read: replaced before each rebuild. */
interface Current {
  readonly source: () => ProjectSource
  readonly packages: () => PackageView | null
}

function options(
  { format, lowered }: Variant,
  plan: BuildPlan,
  tsconfig: TsConfig,
  runtime: string,
  packages: readonly string[],
  current: Current,
): BuildOptions {
  const { entryPoints, properties } = plan
  const esm = format === 'esm'
  const runtimeOptions = { format, packages, external: properties.external }
  return {
    entryPoints: entryPoints.map((entryPoint) => ({ ...entryPoint })),
    outdir: TASK_ROOT,
    outExtension: { '.js': esm ? '.mjs' : commonJsExtension(plan) },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format,
    target: [...(properties.target ?? [runtimeTarget(runtime)])],
    minify: properties.minify,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'silent',
    logLimit: 0,
    tsconfigRaw: tsconfig.text,
    define: { ...(esm ? importMeta(entryPoints[0]?.out ?? '') : {}), ...properties.define },
    supported: {
      // Not in every browser yet.
      using: false,
      // `import()` cannot load a package in a browser. In CommonJS esbuild turns it into `require`.
      'dynamic-import': esm,
      ...(lowered ? LOWERED : {}),
    },
    ...(esm ? { banner: { js: ESM_PRELUDE } } : {}),
    ...(plan.isCheck && { footer: { js: checkFooter(format) } }),
    plugins: [
      checkModule(plan.isCheck, format),
      packageFiles(current.packages, runtimeOptions),
      projectFiles(current.source),
      packageImports(current.packages, runtimeOptions),
      runtimeModules(runtimeOptions),
    ],
  }
}

/** What was `.cjs` and is deployed beside its package.json stays so: that may declare `.js` to be ESM. */
function commonJsExtension({ properties, copiesFolder, entryPoints }: BuildPlan): '.js' | '.cjs' {
  if (copiesFolder && entryPoints[0]?.in.endsWith('.cjs')) return '.cjs'
  return properties.outExtension === '.cjs' ? '.cjs' : '.js'
}

/** `nodejs22.x` → `node22` */
function runtimeTarget(runtime: string): string {
  return `node${/^nodejs(\d+)/.exec(runtime)?.[1] ?? '20'}`
}

/** What `import.meta` says on Lambda; in the browser it would be the address of a blob. */
function importMeta(out: string): Record<string, string> {
  const path = `${TASK_ROOT}${out}.mjs`
  return {
    'import.meta.url': JSON.stringify(`file://${path}`),
    'import.meta.filename': JSON.stringify(path),
    'import.meta.dirname': JSON.stringify(folderOf(path)),
  }
}

/** What esbuild finds questionable in the code of a package is not for the user to change. */
function isOurs({ location, detail }: Message): boolean {
  return detail != null || location === null || packageFileOf(location.file) === null
}

/** A package that cannot be had is said at one import of it, one in the project's own code if there is one. */
function onceEach(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byText = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const key = PACKAGE_CODES.test(diagnostic.code) ? diagnostic.message : JSON.stringify(diagnostic)
    if (byText.get(key)?.file == null) byText.set(key, diagnostic)
  }
  return [...byText.values()]
}

const PACKAGE_CODES = /^packages\//

function hasTopLevelAwait({ errors }: Attempt): boolean {
  return errors.some(({ text }) => text.startsWith('Top-level await is'))
}

function needsLowering({ result }: Attempt): boolean {
  const imports = result?.metafile ? importsOf(result.metafile) : []
  return imports.some((specifier) => ASYNC_CONTEXT_MODULES.includes(packageOf(specifier)))
}

function asyncContextLost(plan: BuildPlan): Diagnostic {
  return {
    severity: 'warning',
    code: 'bundle/async-context-lost',
    message: 'With top-level await, AsyncLocalStorage loses its store at the first await of the handler',
    file: plan.entryPoints[0]?.in ?? null,
    range: null,
    hint: 'This is a limit of this playground, not of Lambda. Move the await into a function.',
  }
}

/** Bare imports that are left, without `node:`, sorted. */
function importsOf(metafile: Metafile): readonly string[] {
  const specifiers = Object.values(metafile.outputs).flatMap(({ imports, inputs }) => [
    ...imports.filter(({ external }) => external).map(({ path }) => path),
    ...Object.keys(inputs).flatMap((input) => runtimeSpecifier(input) ?? []),
  ])
  return [...new Set(specifiers.map(withoutScheme))].sort()
}

function outputTexts(result: BuildResult): Record<string, string> {
  return Object.fromEntries(
    (result.outputFiles ?? []).map(({ path, text }) => {
      // On Windows a native esbuild adds a drive and turns the slashes round.
      const slashed = path.replaceAll('\\', '/')
      const name = slashed.slice(slashed.indexOf(TASK_ROOT) + TASK_ROOT.length)
      return [name, name.endsWith('.map') ? withProjectSources(text) : text]
    }),
  )
}

/** Names the sources of a source map by their paths in the project; those that are not of the project become null. */
function withProjectSources(text: string): string {
  const map = JSON.parse(text) as { sources: readonly string[] }
  const sources = map.sources.map((name) => (isProjectName(name) ? projectPath(name) : null))
  return JSON.stringify({ ...map, sources })
}

/** @throws what is not about the project */
function toFailure(error: unknown): Pick<BuildFailure, 'errors' | 'warnings'> {
  // `The service is no longer running`, and the like.
  if (!(error instanceof Error) || error.message.startsWith('The service')) throw error
  const { errors, warnings } = error as Partial<BuildFailure>
  if (errors && warnings) return { errors, warnings }
  // Options that esbuild does not even begin with can only come from BuildProperties.
  const detail: MessageDetail = { code: 'bundle/build-properties', hint: 'See BuildProperties in the template.' }
  return {
    errors: [{ id: '', pluginName: '', text: error.message, location: null, notes: [], detail }],
    warnings: [],
  }
}
