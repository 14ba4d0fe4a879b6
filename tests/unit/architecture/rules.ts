/** The rules themselves. Each takes files and gives its complaints, one line each with file, line and reason. */

import path from 'node:path'
import ts from 'typescript'
import {
  importsOf,
  parseScript,
  resolveImport,
  scriptsOf,
  sourceFiles,
  visitNodes,
  type Files,
  type Import,
} from './source-files'
import { RESERVED_PACKAGES, TABLE, type Row } from './table'

/** Imports against the table. */
export function checkImports(files: Files): readonly string[] {
  return [...sourceFiles(files)].flatMap(([file, text]) => {
    const row = rowOf(file)
    if (!row) return file.endsWith('.d.ts') ? [] : [`${file}: no row of the table says what it may import`]
    return importsOf(file, text).flatMap((found) => {
      const complaint = complaintAbout(files, file, row, found)
      return complaint ? [`${file}:${found.line}: ${complaint}`] : []
    })
  })
}

function complaintAbout(files: Files, file: string, row: Row, found: Import): string | null {
  const target = resolveImport(files, file, found.specifier)
  if (target === null) return `imports ${found.specifier}, which does not exist`
  if (target === undefined) return complaintAboutPackage(row, found)
  if (!target.startsWith('src/')) return `imports ${target}, which is outside of src`
  const { values = [], types = [], texts = [] } = row
  const allowed = { value: values, types: [...values, ...types], text: [...values, ...texts] }
  const fits = (place: string): boolean => matches(place, target)
  if (sameRoom(row.place, file, target) || allowed[found.kind].some(fits)) return null
  const remedy = allowed.types.some(fits)
    ? ' (its types may be imported, with `import type`)'
    : allowed.text.some(fits)
      ? ' (its built text may be imported)'
      : ''
  return `${row.place} may not import ${target}${remedy}`
}

function complaintAboutPackage(row: Row, { specifier, kind }: Import): string | null {
  if (kind === 'types' || specifier.startsWith('virtual:')) return null
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (name.startsWith('node:')) return row.place === 'build/' ? null : `${name} does not exist in a browser`
  const packages = row.packages ?? []
  const allowed = packages.includes(name) || (packages.includes('*') && !RESERVED_PACKAGES.includes(name))
  return allowed ? null : `${row.place} may not import the package ${name}`
}

function rowOf(file: string): Row | undefined {
  const fitting = TABLE.filter(({ place }) => matches(place, file))
  // A file's own row before its folder's, a deeper folder's before the one around it, a name before a wildcard.
  return fitting.toSorted((a, b) => specificity(b.place) - specificity(a.place))[0]
}

function specificity(place: string): number {
  const depth = place.split('/').length * 4
  return depth + (place.endsWith('/') ? 0 : 2) - (place.includes('*') ? 1 : 0)
}

/** @param file a path from the top level, or a folder ending in `/` */
function matches(place: string, file: string): boolean {
  return placePattern(place).test(file)
}

/** In the same place, and for a place with `*` under the same name. */
function sameRoom(place: string, file: string, target: string): boolean {
  const pattern = placePattern(place)
  const [own, other] = [pattern.exec(file), pattern.exec(target)]
  return own !== null && other !== null && own[1] === other[1]
}

function placePattern(place: string): RegExp {
  const escaped = `src/${place}`.replace(/[.]/g, '\\.').replace('*', '([^/]+)')
  return new RegExp(`^${escaped}${place === '' || place.endsWith('/') ? '' : '$'}`)
}

/** Everything that reads a real clock, real chance, the network or the page, or depends on the machine's language. */
const BANNED_NAMES = new Set([
  'Date',
  'Temporal',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'requestAnimationFrame',
  'crypto',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'Intl',
  'document',
  'window',
  'navigator',
  'localStorage',
  'process',
])
const BANNED_MEMBERS = /^(localeCompare|toLocale\w+)$/

/** The thread around the simulation: it alone keeps pace with real time and watches real workers. */
const MAY_TOUCH_THE_WORLD = new Set(['src/cloud/worker.ts', 'src/cloud/client.ts', 'src/cloud/environment-workers.ts'])

/** What would make two runs of one project differ is banned in cloud/. */
export function checkGlobals(files: Files): readonly string[] {
  return [...sourceFiles(files)]
    .filter(([file]) => file.startsWith('src/cloud/') && !MAY_TOUCH_THE_WORLD.has(file))
    .flatMap(([file, text]) => bannedIn(file, text))
}

function bannedIn(file: string, text: string): readonly string[] {
  return scriptsOf(file, text).flatMap(({ source, firstLine }) => {
    const script = parseScript(file, source)
    const declared = new Set<string>()
    visitNodes(script, (node) => {
      const named = node as ts.Node & { readonly name?: ts.Node }
      if (isDeclarationOfName(node) && named.name && ts.isIdentifier(named.name)) declared.add(named.name.text)
    })
    const complaints: string[] = []
    visitNodes(script, (node) => {
      const name = bannedName(node)
      if (name === null || declared.has(name)) return
      const line = firstLine + script.getLineAndCharacterOfPosition(node.getStart(script)).line + 1
      complaints.push(`${file}:${line}: ${name} is banned in the cloud`)
    })
    return complaints
  })
}

function bannedName(node: ts.Node): string | null {
  if (!ts.isIdentifier(node)) return null
  const { parent, text } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    if (BANNED_MEMBERS.test(text)) return text
    const owner = parent.expression.getText()
    if (owner === 'Math' && text === 'random') return 'Math.random'
    return BANNED_NAMES.has(text) && /^(globalThis|self)$/.test(owner) ? text : null
  }
  // The name of a field or method, `{ process: … }`, is no use of the global.
  const isOnlyAName =
    (parent as ts.Node & { readonly name?: ts.Node }).name === node && !ts.isShorthandPropertyAssignment(parent)
  return BANNED_NAMES.has(text) && !isOnlyAName ? text : null
}

/** Declarations that give a banned name another meaning in their file. */
function isDeclarationOfName(node: ts.Node): boolean {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isImportSpecifier(node)
  )
}

/** Files that no page, worker or build step leads to. */
export function findDeadFiles(files: Files): readonly string[] {
  const candidates = new Map(
    [...files].filter(([file]) => /^src\/.*\.(ts|svelte|css)$/.test(file) && !/^src\/(examples|lessons)\//.test(file)),
  )
  const edges = new Map([...candidates.keys()].map((file) => [file, targetsOf(files, file)]))
  const alive = new Set<string>()
  const reach = (place: string): void => {
    const reached = place.endsWith('/') ? [...candidates.keys()].filter((file) => file.startsWith(place)) : [place]
    for (const file of reached) {
      if (alive.has(file)) continue
      alive.add(file)
      for (const target of edges.get(file) ?? []) reach(target)
    }
  }
  for (const entry of entriesOf(files)) reach(entry)
  const isBehindAnother = (file: string): boolean =>
    [...edges].some(([from, targets]) => from !== file && !alive.has(from) && targets.includes(file))
  // Of a dead tree only its top is named: the rest hangs on it.
  const tops = [...candidates.keys()].filter((file) => !alive.has(file) && !isBehindAnother(file))
  const complaints: string[] = []
  for (const file of [...tops, ...candidates.keys()]) {
    if (alive.has(file)) continue
    const before = alive.size
    reach(file)
    const behind = alive.size - before - 1
    complaints.push(`${file}: nothing leads to it${behind > 0 ? `, and ${behind} more files hang on it` : ''}`)
  }
  return complaints
}

function targetsOf(files: Files, file: string): readonly string[] {
  const text = files.get(file) ?? ''
  if (file.endsWith('.css')) {
    const imports = [...text.matchAll(/@import\s+(?:url\()?['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '')
    return resolveAll(files, file, imports)
  }
  return resolveAll(
    files,
    file,
    importsOf(file, text).map(({ specifier }) => specifier),
  )
}

function resolveAll(files: Files, importer: string, specifiers: readonly string[]): readonly string[] {
  return specifiers.flatMap((specifier) => resolveImport(files, importer, specifier) ?? [])
}

/** Offered without a caller so far: forms and menus that edit the template; the rules that tests/simulation checks. */
const OFFERED: readonly string[] = ['src/project/template/edit.ts', 'src/invariants/index.ts']

/** What pages load, what the build is configured with, and the declarations that the compiler reads by itself. */
function entriesOf(files: Files): readonly string[] {
  return [...files].flatMap(([file, text]) => {
    if (/^src\/.*\.d\.ts$/.test(file) || OFFERED.includes(file)) return [file]
    if (/^src\/.*\.html$/.test(file)) {
      const scripts = [...text.matchAll(/(?:src|href)="([^"]+)"|<!-- script: (\S+) -->/g)]
      return resolveAll(
        files,
        file,
        scripts.map(([, address, inlined]) => address ?? `./${inlined ?? ''}`),
      )
    }
    if (file === 'vite.config.ts' || file.startsWith('src/build/')) return [file, ...namedFiles(files, file, text)]
    return []
  })
}

/** The build names entries as strings, from its own folder, from src or from the top level. */
function namedFiles(files: Files, file: string, text: string): readonly string[] {
  const named: string[] = []
  visitNodes(parseScript(file, text), (node) => {
    if (!ts.isStringLiteralLike(node)) return
    for (const folder of [path.posix.dirname(file), 'src', '.']) {
      const target = path.posix.join(folder, node.text)
      const found = [target, `${target}.ts`].find((candidate) => files.has(candidate))
      if (found?.startsWith('src/')) named.push(found)
    }
  })
  return named
}

const SERVICES = 'src/cloud/services/'

/**
 * Every service folder has the files of the table in services/README.md (first column, in backticks). One that is
 * missing, or one more, is named there in the text or in the service's own README.md.
 */
export function checkServiceFolders(files: Files): readonly string[] {
  const folders = new Map<string, Set<string>>()
  for (const file of files.keys()) {
    const [, service, name] = /^src\/cloud\/services\/([^/]+)\/([^/]+)/.exec(file) ?? []
    if (service && name) folders.set(service, (folders.get(service) ?? new Set()).add(name))
  }
  const guide = files.get(`${SERVICES}README.md`) ?? ''
  const wanted = [...guide.matchAll(/^\|\s*`([^`]+)`/gm)].map((match) => match[1] ?? '')
  const prose = guide.replace(/^\|.*$/gm, '')
  if (wanted.length === 0) {
    return folders.size === 0 ? [] : [`${SERVICES}README.md: has no table of a service's files`]
  }
  return [...folders].flatMap(([service, present]) => {
    const notes = prose + (files.get(`${SERVICES}${service}/README.md`) ?? '')
    const unexplained = (name: string): boolean => !notes.includes(`\`${name}\``)
    return [
      ...wanted
        .filter((name) => !present.has(name) && unexplained(name))
        .map((name) => `${SERVICES}${service}: has no ${name}, and no README.md says why`),
      ...[...present]
        .filter((name) => !wanted.includes(name) && unexplained(name))
        .map((name) => `${SERVICES}${service}/${name}: not in the table, and no README.md names it`),
    ]
  })
}

const TOP_LEVEL = new Set([
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'src',
  'public',
  'tests',
  'README.md',
  'LICENSE',
])

export function checkTopLevel(files: Files): readonly string[] {
  const entries = new Set([...files.keys()].map((file) => file.split('/')[0] ?? ''))
  return [...entries]
    .filter((entry) => !TOP_LEVEL.has(entry) && !entry.startsWith('.'))
    .map((entry) => `${entry}: does not belong at the top level`)
}

/** Written so that this file does not fit them. */
const REGISTRY_ADDRESS = /https?:\/\/[\w.-]*\bregistry\b[\w.-]*|\bregistry\.[a-z]+[.\w]*\.(?:org|com)\b/
/** At the start of a word or of a `file:` address, so that neither `src/home/` nor a page's address fits. */
const MACHINE_PATH =
  /(?:file:\/\/|(?<![\w.~/]))\/(?:root|home\/(?!sbx_|me\/)[\w.-]+|Users\/[\w.-]+)\/|\b[A-Z]:\\+Users\\/

/**
 * A clone must work anywhere: no address of a package registry, no path of the machine it was written on.
 * @param ownPaths folders of this very machine that may not be named either
 */
export function checkTexts(files: Files, ownPaths: readonly string[] = []): readonly string[] {
  return [...files].flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => {
      const place = `${file}:${index + 1}`
      if (REGISTRY_ADDRESS.test(line)) return [`${place}: names a package registry`]
      const named = MACHINE_PATH.test(line) || ownPaths.some((own) => line.includes(`${own}/`))
      return named ? [`${place}: names a path of one machine`] : []
    }),
  )
}

/** A lock file names packages and their hashes; where they come from is each machine's own setting. */
export function checkLockFile(text: string): readonly string[] {
  const { packages = {} } = JSON.parse(text) as { packages?: Record<string, { resolved?: string }> }
  return Object.entries(packages)
    .filter(([, entry]) => entry.resolved && /^https?:/.test(entry.resolved))
    .map(([name]) => `package-lock.json: ${name} has an address`)
}
