import { jsonDefaults } from 'monaco-editor/languages/features/json/register'
import {
  getTypeScriptWorker,
  JsxEmit,
  ModuleKind,
  type ModuleResolutionKind,
  type ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register'
import type { Uri } from 'monaco-editor/editor'
import typesUrl from 'virtual:coldstart/editor-types'
import { noteEventTypes } from './handlers/event-types'
import { extensionOf } from './paths'

/**
 * Extension → Monaco's language. JavaScript goes as TypeScript, which tells them apart by the extension: two languages
 * would have a worker each, and neither would see the other's files.
 */
const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.tsx': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.js': 'typescript',
  '.jsx': 'typescript',
  '.mjs': 'typescript',
  '.cjs': 'typescript',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.md': 'markdown',
}

export function languageOf(path: string): string {
  return LANGUAGES[extensionOf(path)] ?? 'plaintext'
}

/** Values of TypeScript's enumerations that Monaco's declarations do not know yet. */
const ES2022 = 9 as ScriptTarget
const RESOLUTION_BUNDLER = 100 as ModuleResolutionKind
const DETECTION_FORCE = 3

/** "File is a CommonJS module; it may be converted to an ES module." */
const COMMONJS_HINT = 80001

let configured = false

/** Sets up TypeScript and JSON, once. */
export function configureLanguages(): void {
  if (configured) return
  configured = true
  typescriptDefaults.setCompilerOptions({
    target: ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ModuleKind.ESNext,
    moduleResolution: RESOLUTION_BUNDLER,
    // Files without import or export are modules too: two handlers may both have a `client`.
    moduleDetection: DETECTION_FORCE,
    strict: true,
    allowJs: true,
    allowImportingTsExtensions: true,
    allowNonTsExtensions: true,
    esModuleInterop: true,
    isolatedModules: true,
    jsx: JsxEmit.Preserve,
    noEmit: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    types: [],
  })
  typescriptDefaults.setDiagnosticsOptions({ onlyVisible: true, diagnosticCodesToIgnore: [COMMONJS_HINT] })
  typescriptDefaults.setEagerModelSync(true)
  jsonDefaults.setDiagnosticsOptions({ validate: true, enableSchemaRequest: false })
  void loadTypes()
}

/** Declarations of Node.js and of Lambda's events. Without them (the network failed) the editor works, less wisely. */
async function loadTypes(): Promise<void> {
  const response = await fetch(typesUrl).catch(() => null)
  if (!response?.ok) return
  const files = (await response.json()) as Readonly<Record<string, string>>
  addDeclarations(files)
  noteEventTypes(files)
}

/** @param files path below node_modules → text @returns takes them back */
export function addDeclarations(files: Readonly<Record<string, string>>): () => void {
  const added = Object.entries(files).map(([path, text]) => {
    return typescriptDefaults.addExtraLib(text, `file:///node_modules/${path}`)
  })
  return () => {
    for (const library of added) library.dispose()
  }
}

/**
 * Lets packages without declarations be imported, as `any`. Takes the place of those that were so before.
 * @param partly packages of which only some modules have declarations: the others are `any`
 */
export function declarePackages(packages: readonly string[], partly: readonly string[]): void {
  const whole = packages.map((name) => `declare module '${name}'`)
  const below = [...packages, ...partly].map((name) => `declare module '${name}/*'`)
  const text = [...whole, ...below].join('\n')
  typescriptDefaults.addExtraLib(text, 'file:///node_modules/@types/coldstart-packages/index.d.ts')
}

let declaredEnvironment = ''

/** Declares the variables of the functions' environments. Takes the place of those that were declared before. */
export function declareEnvironment(text: string): void {
  if (text === declaredEnvironment) return
  declaredEnvironment = text
  typescriptDefaults.addExtraLib(text, 'file:///node_modules/@types/coldstart-environment/index.d.ts')
}

/** Makes TypeScript see a file that is not in its language: JSON that is imported. @returns takes it back */
export function shareWithTypeScript(uri: Uri, text: string): () => void {
  const library = typescriptDefaults.addExtraLib(text, uri.toString())
  return () => library.dispose()
}

/**
 * Makes TypeScript see models that nobody has opened. Those that exist when its worker starts it sees anyway, so that
 * there is nothing to do while the language is not yet set up.
 */
export async function syncWithTypeScript(uris: readonly Uri[]): Promise<void> {
  if (uris.length === 0) return
  const worker = await getTypeScriptWorker().catch(() => null)
  await worker?.(...uris)
}

let revision = 0

/**
 * Checks what is open again: Monaco does so only when the open file changes, but whether its imports lead anywhere
 * depends on which other files there are.
 */
export function checkAgain(): void {
  revision += 1
  typescriptDefaults.addExtraLib(`// ${revision}`, 'file:///node_modules/@types/coldstart-revision/index.d.ts')
}
