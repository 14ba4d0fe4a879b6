/** Reads the repository's files, and what each source file imports. */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse as parseSvelte } from 'svelte/compiler'
import ts from 'typescript'

/** Path from the repository's top level, `/`-separated → text. */
export type Files = ReadonlyMap<string, string>

/**
 * What an import brings: `value` runs the other module, `types` vanishes in the build, `text` (`?script`, `?raw`,
 * `?url`) brings a built file without running it here.
 */
export type ImportKind = 'value' | 'types' | 'text'

export interface Import {
  /** As written, without its query. Ends in `*` for the folder part of an `import.meta.glob`. */
  readonly specifier: string
  readonly kind: ImportKind
  /** From 1. */
  readonly line: number
}

const NOT_OURS = new Set(['.git', 'node_modules', 'dist', 'test-results', '.cache'])
const BINARY = /\.(png|jpe?g|webp|ico|gif|woff2?|wasm|zip)$/

/** Every text file below `folder`, except what git ignores. */
export function readFiles(folder: string): Files {
  const files = new Map<string, string>()
  const visit = (place: string): void => {
    for (const entry of readdirSync(path.join(folder, place), { withFileTypes: true })) {
      const name = place ? `${place}/${entry.name}` : entry.name
      if (NOT_OURS.has(entry.name)) continue
      if (entry.isDirectory()) visit(name)
      else if (entry.isFile() && !BINARY.test(name)) files.set(name, readFileSync(path.join(folder, name), 'utf8'))
    }
  }
  visit('')
  return files
}

/** The TypeScript and Svelte files below src/, without examples and lessons: those are data. */
export function sourceFiles(files: Files): Files {
  return new Map(
    [...files].filter(([file]) => /^src\/.*\.(ts|svelte)$/.test(file) && !/^src\/(examples|lessons)\//.test(file)),
  )
}

export function importsOf(file: string, text: string): readonly Import[] {
  // Nothing in a declaration file is ever loaded.
  if (file.endsWith('.d.ts')) return importsOfScript(file, text, 0).map((found) => ({ ...found, kind: 'types' }))
  if (!file.endsWith('.svelte')) return importsOfScript(file, text, 0)
  const { scripts, markupImports } = readComponent(text)
  return [
    ...scripts.flatMap(({ source, firstLine }) => importsOfScript(`${file}.ts`, source, firstLine)),
    ...markupImports,
  ]
}

/** The script of a TypeScript file, the scripts of a component. */
export function scriptsOf(file: string, text: string): readonly { source: string; firstLine: number }[] {
  return file.endsWith('.svelte') ? readComponent(text).scripts : [{ source: text, firstLine: 0 }]
}

export function parseScript(file: string, source: string): ts.SourceFile {
  return ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
}

export function visitNodes(root: ts.Node, visit: (node: ts.Node) => void): void {
  visit(root)
  root.forEachChild((child) => visitNodes(child, visit))
}

function importsOfScript(file: string, source: string, firstLine: number): readonly Import[] {
  const script = parseScript(file, source)
  const imports: Import[] = []
  visitNodes(script, (node) => {
    const line = firstLine + script.getLineAndCharacterOfPosition(node.getStart(script)).line + 1
    for (const { specifier, types } of specifiersOf(node)) imports.push(describeImport(specifier, types, line))
  })
  return imports
}

function specifiersOf(node: ts.Node): readonly { specifier: string; types: boolean }[] {
  if (ts.isImportDeclaration(node)) {
    // `import { type A }` without `import type` still loads the module under verbatimModuleSyntax.
    return literals([node.moduleSpecifier], node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return literals([node.moduleSpecifier], node.isTypeOnly)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literals([node.argument.literal], true)
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return literals(node.arguments, false)
    if (node.expression.getText() === 'import.meta.glob') return globs(node.arguments[0])
  }
  // new URL('./worker.ts', import.meta.url)
  if (ts.isNewExpression(node) && node.arguments?.[1]?.getText() === 'import.meta.url') {
    return literals(node.arguments.slice(0, 1), false)
  }
  return []
}

function literals(nodes: readonly ts.Node[], types: boolean): readonly { specifier: string; types: boolean }[] {
  return nodes.filter(ts.isStringLiteralLike).map(({ text }) => ({ specifier: text, types }))
}

/** Only the folder before the first wildcard counts: the rules are about folders. */
function globs(argument: ts.Expression | undefined): readonly { specifier: string; types: boolean }[] {
  if (!argument) return []
  const patterns = ts.isArrayLiteralExpression(argument) ? argument.elements : [argument]
  return literals(patterns, false)
    .filter(({ specifier }) => !specifier.startsWith('!'))
    .map(({ specifier }) => ({ specifier: specifier.replace(/\*.*/, '*'), types: false }))
}

function describeImport(written: string, types: boolean, line: number): Import {
  const [specifier = '', query = ''] = written.split('?')
  const kind = types ? 'types' : /^(script|raw|url|inline)$/.test(query) ? 'text' : 'value'
  return { specifier, kind, line }
}

function readComponent(text: string): {
  scripts: readonly { source: string; firstLine: number }[]
  markupImports: readonly Import[]
} {
  const lineOf = (position: number): number => text.slice(0, position).split('\n').length - 1
  const component = parseSvelte(text, { modern: true })
  const scripts = [component.module, component.instance].flatMap((script) => {
    const { start, end } = (script?.content ?? {}) as { start?: number; end?: number }
    return start === undefined ? [] : [{ source: text.slice(start, end), firstLine: lineOf(start) }]
  })
  const markupImports: Import[] = []
  visitMarkup(component.fragment, (node) => {
    const source = node['source'] as { value?: unknown } | undefined
    if (node['type'] === 'ImportExpression' && typeof source?.value === 'string') {
      markupImports.push(describeImport(source.value, false, lineOf(node['start'] as number) + 1))
    }
  })
  return { scripts, markupImports }
}

function visitMarkup(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visitMarkup(item, visit)
  } else if (typeof value === 'object' && value !== null) {
    visit(value as Record<string, unknown>)
    for (const [key, child] of Object.entries(value))
      if (key !== 'metadata' && key !== 'parent') visitMarkup(child, visit)
  }
}

/**
 * @returns the file that `specifier` means, a folder ending in `/` for a glob, `null` when there is no such file, and
 *   `undefined` for a package
 */
export function resolveImport(files: Files, importer: string, specifier: string): string | null | undefined {
  const absolute = specifier.startsWith('/')
  if (!absolute && !specifier.startsWith('.')) return undefined
  const base = absolute ? path.posix.join('src', specifier) : path.posix.join(path.posix.dirname(importer), specifier)
  if (base.endsWith('*')) return base.slice(0, base.lastIndexOf('/') + 1)
  const candidates = ['', '.ts', '.svelte', '.svelte.ts', '.d.ts', '/index.ts'].map((end) => base + end)
  return candidates.find((candidate) => files.has(candidate)) ?? null
}
