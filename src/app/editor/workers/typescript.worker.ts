/** Checks and completes TypeScript and JavaScript. */

import { initialize, ts, TypeScriptWorker } from 'monaco-editor/languages/features/typescript/ts.worker'

/** Monaco's own takes the extensions below for plain TypeScript. */
const KINDS: Readonly<Record<string, number>> = {
  '.json': ts.ScriptKind.JSON,
  '.mjs': ts.ScriptKind.JS,
  '.cjs': ts.ScriptKind.JS,
  '.mts': ts.ScriptKind.TS,
  '.cts': ts.ScriptKind.TS,
}

class ProjectWorker extends TypeScriptWorker {
  private names = ''
  private namesChanged = false

  override getScriptKind(fileName: string): number {
    return KINDS[fileName.slice(fileName.lastIndexOf('.'))] ?? super.getScriptKind(fileName)
  }

  /** TypeScript asks for this before it decides what of its last program it can keep. */
  override getScriptFileNames(): string[] {
    const fileNames = super.getScriptFileNames()
    const names = fileNames.join('\n')
    this.namesChanged = names !== this.names
    this.names = names
    return fileNames
  }

  /**
   * Without this TypeScript keeps what it found out about a file's imports as long as that file stays the same. It
   * calls this without an object.
   */
  readonly hasInvalidatedResolutions = (path: string): boolean => this.namesChanged && !path.includes('/node_modules/')
}

// Replaces the handler that the import has set: the first message is only there to start the worker.
self.onmessage = () => initialize((context, createData) => new ProjectWorker(context, createData))
