/** Handlers that a template names and nobody brought, and templates for handlers that came without one. */

import { STACK_NAME, type BuildEntry } from '../template'
import type { ProjectFiles } from '../model'
import { folderOf, handlerModule, handlerScript, isScript, isTypeScript, nameOf } from './resolve'

export interface Stub {
  readonly path: string
  readonly text: string
  readonly logicalId: string
}

/** A first handler for each function whose file is missing. */
export function stubsFor(files: ProjectFiles, functions: readonly BuildEntry[]): readonly Stub[] {
  const made = new Map<string, Stub>()
  for (const { id, kind, codeUri, handler, buildProperties } of functions) {
    if (kind !== undefined || handlerScript(files, codeUri, handler) !== null) continue
    const entryPoints = buildProperties['EntryPoints']
    if (Array.isArray(entryPoints) && entryPoints.some((one) => Object.hasOwn(files, join(codeUri, String(one)))))
      continue
    const module = handlerModule(codeUri, handler)
    const exported = handler.slice(handler.lastIndexOf('.') + 1)
    if (module === null || !/^[A-Za-z_$][\w$]*$/.test(exported)) continue
    const path = `${module}.ts`
    const known = made.get(path)
    const text = known ? known.text + stubText(exported, id) : stubText(exported, id)
    made.set(path, { path, text, logicalId: known?.logicalId ?? id })
  }
  return [...made.values()]
}

const join = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`)

const stubText = (exported: string, logicalId: string): string =>
  [
    `// Made by the import: the code of ${logicalId} was not there.`,
    `export const ${exported} = async (event: unknown) => {`,
    '  console.log(JSON.stringify(event))',
    '  return { received: event }',
    '}',
    '',
  ].join('\n')

export interface FoundHandler {
  readonly path: string
  readonly exported: string
}

const TESTS = /(^|\/)(tests?|__tests__)\/|\.(test|spec)\.[mc]?[jt]sx?$|\.d\.[mc]?ts$/

/** Scripts that export what looks like a handler. */
export function handlersIn(files: ProjectFiles): readonly FoundHandler[] {
  return Object.keys(files)
    .filter((path) => isScript(path) && !TESTS.test(path))
    .sort()
    .flatMap((path) => {
      const exported = exportedHandler(files[path] ?? '')
      return exported === null ? [] : [{ path, exported }]
    })
}

function exportedHandler(text: string): string | null {
  const names = [
    ...text.matchAll(/^export\s+(?:async\s+)?(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)/gm),
    ...text.matchAll(/^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=/gm),
  ].map(([, name = '']) => name)
  return names.find((name) => /^(lambda)?_?handler$/i.test(name)) ?? null
}

/** A template with one function for each handler. */
export function templateFor(handlers: readonly FoundHandler[]): string {
  const ids = new Set<string>()
  const functions = handlers.flatMap(({ path, exported }) => {
    const folder = folderOf(path)
    const base = nameOf(path).replace(/\.[^.]+$/, '')
    const id = freeId(base === 'index' && folder !== '' ? nameOf(folder) : base, ids)
    return [
      `  ${id}:`,
      '    Type: AWS::Serverless::Function',
      ...(isTypeScript(path)
        ? [
            '    Metadata:',
            '      BuildMethod: esbuild',
            '      BuildProperties:',
            '        Target: es2022',
            '        Sourcemap: true',
            '        EntryPoints:',
            `          - ${JSON.stringify(nameOf(path))}`,
          ]
        : []),
      '    Properties:',
      `      CodeUri: ${JSON.stringify(folder === '' ? './' : `${folder}/`)}`,
      `      Handler: ${JSON.stringify(`${base}.${exported}`)}`,
      '',
    ]
  })
  return [
    "AWSTemplateFormatVersion: '2010-09-09'",
    'Transform: AWS::Serverless-2016-10-31',
    '',
    'Globals:',
    '  Function:',
    '    Runtime: nodejs24.x',
    '    Timeout: 10',
    '',
    'Resources:',
    ...functions,
  ]
    .join('\n')
    .replace(/\n+$/, '\n')
}

/** `process-orders` → `ProcessOrders`, or with a number if that is taken. */
function freeId(word: string, taken: Set<string>): string {
  const name =
    word
      .split(/[^A-Za-z0-9]+/)
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join('') || STACK_NAME
  let id = name
  for (let number = 2; taken.has(id); number++) id = `${name}${number}`
  taken.add(id)
  return id
}
