/**
 * The engine: project files → deployment packages. The same code runs with esbuild-wasm in the browser and with native
 * esbuild in Node.js (unit tests, and examples that are built ahead).
 *
 * Each function keeps its esbuild contexts between builds. What a build asked of the project is remembered with its
 * result: as long as the project would answer the same, the result is reused without calling esbuild.
 */

import type { Diagnostic, ProjectFiles } from '../project/model'
import { EntryCompiler, type Esbuild } from './compile'
import { FileView } from './file-view'
import { PackageTexts } from './package-view'
import { joinPath } from './paths'
import { planBuild } from './plan'
import { CHECK_MODULE } from './plugins/check-module'
import type { Bundle, BundleEntry, PackageSource } from './protocol'

export type { Esbuild } from './compile'

export interface Build {
  readonly bundle: Bundle
  /** All that the bundle depends on, besides its entry. */
  readonly view: FileView
}

export class BuildEngine {
  private readonly functions = new Map<string, EntryBuilder>()
  private readonly checks = new Map<string, EntryBuilder>()
  private last: Promise<unknown> = Promise.resolve()

  private readonly texts: PackageTexts | null

  /** @param source of packages that the environment does not have */
  constructor(
    private readonly esbuild: Esbuild,
    source: PackageSource | null = null,
  ) {
    this.texts = source && new PackageTexts(source)
  }

  /**
   * Builds all entries, in their order. Calls are carried out one after the other. What is wrong with the project comes
   * as diagnostics.
   * @param packages what can be imported beside Node.js's built-ins: specifiers, subpaths included
   * @throws only if esbuild itself breaks
   */
  build(
    files: ProjectFiles,
    entries: readonly BundleEntry[],
    packages: readonly string[] = [],
  ): Promise<readonly Build[]> {
    const result = this.last.then(() => this.buildAll(files, entries, packages))
    this.last = result.catch(() => undefined)
    return result
  }

  async dispose(): Promise<void> {
    await this.last
    await disposeExcept(this.functions, [])
    await disposeExcept(this.checks, [])
  }

  private async buildAll(files: ProjectFiles, entries: readonly BundleEntry[], packages: readonly string[]) {
    // Checks are built between two builds of the functions.
    const builders = entries[0]?.kind === 'check' ? this.checks : this.functions
    await disposeExcept(
      builders,
      entries.map(({ id }) => id),
    )
    const builds: Build[] = []
    for (const entry of entries) {
      const builder = builders.get(entry.id) ?? new EntryBuilder(this.esbuild, this.texts)
      builders.set(entry.id, builder)
      builds.push(await builder.build(files, entry, packages))
    }
    return builds
  }
}

async function disposeExcept(builders: Map<string, EntryBuilder>, ids: readonly string[]): Promise<void> {
  for (const [id, builder] of builders) {
    if (ids.includes(id)) continue
    builders.delete(id)
    await builder.dispose()
  }
}

/** Builds one function, again and again. */
class EntryBuilder {
  private readonly compiler: EntryCompiler
  private last: (Build & { readonly key: string }) | null = null

  constructor(
    private readonly esbuild: Esbuild,
    texts: PackageTexts | null,
  ) {
    this.compiler = new EntryCompiler(esbuild, texts)
  }

  async build(files: ProjectFiles, entry: BundleEntry, packages: readonly string[]): Promise<Build> {
    const key = JSON.stringify([entry, packages])
    if (this.last?.key === key && this.last.view.holdsFor(files)) return this.last
    const view = new FileView(files)
    const { bundle, incomplete } = await this.bundle(view, entry, packages)
    const built = { key, view, bundle }
    this.last = incomplete ? null : built
    return built
  }

  dispose(): Promise<void> {
    return this.compiler.dispose()
  }

  /** A layer is not bundled: what lies in it is what /opt has. */
  private async layer(view: FileView, entry: BundleEntry): Promise<Bundle> {
    const files: Record<string, string> = {}
    const diagnostics: Diagnostic[] = []
    for (const [path, text] of Object.entries(folderContents(view, joinPath('', entry.codeUri) ?? '', []))) {
      const isTypeScript = path.endsWith('.ts') && !path.endsWith('.d.ts')
      if (!isTypeScript) files[path] = text
      else {
        try {
          const { code } = await this.esbuild.transform(text, { loader: 'ts', format: 'cjs', target: 'node20' })
          files[path.replace(/\.ts$/, '.js')] = code
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error)
          const file = joinPath(entry.codeUri, path)
          diagnostics.push({ severity: 'error', code: 'bundle/layer', message, file, range: null })
        }
      }
    }
    return { id: entry.id, files, imports: [], diagnostics }
  }

  private async bundle(view: FileView, entry: BundleEntry, packages: readonly string[]) {
    if (entry.kind === 'layer') return { bundle: await this.layer(view, entry), incomplete: false }
    const plan = planBuild(view, entry)
    // Nothing to build is an empty package: the function deploys, and Lambda says what is missing when it is invoked.
    if (plan.entryPoints.length === 0) return { bundle: emptyBundle(entry, plan.diagnostics), incomplete: false }
    const compiled = await this.compiler.compile(view, plan, entry, packages)
    const diagnostics = [...plan.diagnostics, ...compiled.diagnostics]
    const { incomplete } = compiled
    if (compiled.files === null) return { bundle: emptyBundle(entry, diagnostics), incomplete }
    const copied = plan.copiesFolder ? folderContents(view, plan.folder, compiled.sources) : {}
    const files = withBootstrap(entry, { ...copied, ...compiled.files })
    const imports = plan.isCheck ? [...new Set([...compiled.imports, CHECK_MODULE])].sort() : compiled.imports
    return { bundle: { id: entry.id, files, imports, diagnostics }, incomplete }
  }
}

/** Lambda looks for a program without an extension. */
function withBootstrap(
  { kind }: BundleEntry,
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const built = files['bootstrap.js'] ?? files['bootstrap.mjs']
  if (kind !== 'bootstrap' || built === undefined) return files
  const { 'bootstrap.js': _, 'bootstrap.mjs': __, ...others } = files
  return { ...others, bootstrap: built }
}

function emptyBundle({ id }: BundleEntry, diagnostics: Bundle['diagnostics']): Bundle {
  return { id, files: {}, imports: [], diagnostics }
}

/** The project's checks are no part of any function, not even of one whose CodeUri is the whole project. */
const CHECKS = 'tests/'

/** The files of CodeUri that are not in the bundle already, with paths relative to it. */
function folderContents(view: FileView, folder: string, bundled: readonly string[]): Record<string, string> {
  const start = folder === '' ? 0 : folder.length + 1
  const paths = view.list(folder).filter((path) => !bundled.includes(path) && !path.startsWith(CHECKS))
  return Object.fromEntries(paths.map((path) => [path.slice(start), view.read(path) ?? '']))
}
