/** Page ↔ bundler worker, over Comlink: the page calls, the worker answers. A build never rejects for the user's mistakes. */

import type { Diagnostic, ProjectFiles } from '../project/model'

/** What one function's deployment package is made from. */
export interface BundleEntry {
  /** Logical id of the function. */
  readonly id: string
  /** CodeUri, relative to the project's root; '' for the root. */
  readonly codeUri: string
  /** `[dir/]file.export`. */
  readonly handler: string
  /** From `Metadata.BuildProperties`: EntryPoints, Format, External, …; empty when absent. */
  readonly buildProperties: Readonly<Record<string, unknown>>
  /** `nodejs22.x`, …: decides esbuild's target. */
  readonly runtime: string
  /** Folders of the layers that the function has: the packages in them stay outside. */
  readonly layerFolders?: readonly string[]
  /**
   * `layer`: the files of the folder as they are, TypeScript as JavaScript. `bootstrap`: a program of that name. `check`:
   * `handler` is the path of a check file, which becomes `check.js` (or `.mjs`) with a handler that runs it.
   */
  readonly kind?: 'layer' | 'bootstrap' | 'check'
}

export interface Bundle {
  readonly id: string
  /**
   * The deployment package: path below /var/task → text, e.g. `index.js` and `index.js.map` (whose `sources` are paths
   * from the project's root, or null for what is not of the project). Empty when the build failed or there is no
   * handler file.
   *
   * `.js` and `.cjs` are CommonJS and get what they import through `require`. `.mjs` is ESM without bare imports: its
   * first line reads the environment's `require` from `globalThis[Symbol.for('coldstart.require')]`, once and before
   * any other code.
   */
  readonly files: Readonly<Record<string, string>>
  /** Bare imports that stay outside the bundle: names of Node built-ins (without `node:`) and packages. */
  readonly imports: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface BundlerApi {
  /** Loads and compiles esbuild, and runs it once, so that the first build is not the slow one. Idempotent. */
  warmUp(): Promise<void>
  /**
   * Builds every entry, in their order; work on entries whose inputs did not change is reused.
   * @param packages what can be imported beside Node.js's built-ins: specifiers, subpaths included (none by default).
   *   Others bring a warning.
   */
  build(files: ProjectFiles, entries: readonly BundleEntry[], packages?: readonly string[]): Promise<readonly Bundle[]>
}

/** What the worker is told before anything else: whom to ask for packages that the environment does not have. */
export interface BundlerThreadApi extends BundlerApi {
  connect(packages: PackageSource): void
}

/**
 * Packages of npm, for the bundler: the page implements it, because only the page may use the network and knows what its
 * user agreed to. Nothing here rejects.
 */
export interface PackageSource {
  find(request: PackageRequest): Promise<PackageAnswer>
  /** @param path of a file of the package, without a leading slash */
  read(id: string, path: string): Promise<PackageText>
}

export interface PackageRequest {
  /** As it is imported: `ulid`, `@scope/name`. */
  readonly name: string
  /** The id of the package whose code imports it; null for the project's own code. */
  readonly importer: string | null
  /** Whether the environment has this very module: then it is taken from there if its version will do. */
  readonly inRuntime: boolean
  readonly manifests: PackageManifests
}

/** Where the project says which packages it uses. */
export interface PackageManifests {
  /** The folder in which package.json lies, or would. */
  readonly folder: string
  /** The texts of both; null where there is no file. */
  readonly packageJson: string | null
  readonly lock: string | null
}

export type PackageAnswer =
  | {
      readonly kind: 'package'
      /** `name@version`. */
      readonly id: string
      /** The text of its package.json. */
      readonly manifest: string
      /** Its files, without a leading slash. */
      readonly paths: readonly string[]
    }
  /** Left to the environment: it has the module, or nobody said that it would be there. */
  | { readonly kind: 'runtime' | 'undeclared' }
  | PackageProblem

export type PackageText = { readonly kind: 'text'; readonly text: string } | PackageProblem

/** Why there is no such package or file. A warning leaves the import as it is; an error fails the build. */
export interface PackageProblem {
  readonly kind: 'problem'
  readonly severity: Diagnostic['severity']
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly offer?: NonNullable<Diagnostic['offer']>
}

/** Sent beside Comlink's messages while esbuild is being downloaded. */
export interface DownloadProgress {
  readonly type: 'bundler-download'
  readonly loadedBytes: number
  readonly totalBytes: number
}
