/**
 * What Node's built-in modules (this folder) and the environment's core (the folder above) know of each other.
 * The core makes the host; `createBuiltins(host)` makes the modules. Nothing here runs before it is first required.
 */

import type { EnvironmentConfiguration, PackageFiles } from '../protocol'
import type { Servers } from '../servers'

/** What the built-ins may ask of the environment. */
export interface NodeHost {
  readonly configuration: EnvironmentConfiguration
  /** /var/task, read-only. */
  readonly files: PackageFiles
  /** /opt, read-only. */
  readonly layerFiles: PackageFiles
  /** /tmp as a reset left it (absolute path → base64). */
  readonly temporaryFiles: Readonly<Record<string, string>>
  /** Ports that http servers listen on. */
  readonly servers: Pick<Servers, 'listen' | 'close' | 'reply'>
  /** Virtual now, milliseconds since the Unix epoch. */
  now(): number
  /** Virtual milliseconds since the process started. */
  uptime(): number
  /** Fills with seeded random bytes. */
  fillRandom(bytes: Uint8Array): void
  /** Ends the process: reports the outcome, then never returns normally. */
  exit(code: number): never
  /** Raw standard output: one log event per newline-terminated line, without prefix. */
  writeOutput(text: string): void
  /** Megabytes in use, an estimate. */
  memoryUsedMB(): number
  /**
   * Wraps a promise of real (not virtual) asynchronous work: the clock does not move while it is open, it settles in
   * the order of starting, and never while the environment is frozen.
   */
  track<T>(work: Promise<T>): Promise<T>
  /** fetch as the handler sees it. */
  readonly fetch: typeof fetch
  /** Resolves a module for createRequire: built-ins, layers, files of the package. */
  require(specifier: string, importer: string): unknown
}

/** What the core needs from the built-ins. */
export interface Builtins {
  /** Without `node:`. */
  readonly names: readonly string[]
  has(specifier: string): boolean
  /** @throws Error with `code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM'` for a module that cannot exist in a browser */
  require(specifier: string): unknown
  /** Globals that Node has and a worker has not, as lazy values: Buffer, process, setImmediate, clearImmediate, global. */
  readonly globals: Readonly<Record<string, () => unknown>>
  /** util.inspect's formatting, for console. */
  format(...values: readonly unknown[]): string
  /** Emits a process event; false when nobody listens (`uncaughtException`, `unhandledRejection`, `beforeExit`, `exit`). */
  emitProcessEvent(name: string, ...values: readonly unknown[]): boolean
  /** /tmp now: absolute path → base64. */
  temporaryFiles(): Readonly<Record<string, string>>
  /** How much it is, without reading it. */
  temporaryUsage(): { readonly files: number; readonly bytes: number }
}
