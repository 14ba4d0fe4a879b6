/**
 * What can stand where the cursor is in template.yaml, of what a schema does not know: the names of this template, the
 * files of this project, and functions with their arguments.
 */

import type { ProjectFiles } from '../../model'
import { PSEUDO_PARAMETERS, SIMULATED_RESOURCES } from '../vocabulary'
import { outlineOf, pathAbove, type Outline } from './outline'
import { OWN_NAMES, TARGETS } from './targets'

export interface Suggestion {
  readonly label: string
  /** What it is: a resource's type, a path. */
  readonly detail: string
  readonly kind: 'resource' | 'attribute' | 'parameter' | 'function' | 'file' | 'condition'
  /** What is put in; a snippet where `isSnippet`. The label, if absent. */
  readonly insert?: string
  readonly isSnippet?: boolean
  /** Comes before everything else. */
  readonly likely?: boolean
}

export interface Completion {
  /** How much before the cursor is replaced, in UTF-16 units. */
  readonly replaces: number
  readonly suggestions: readonly Suggestion[]
}

/** @param offset of the cursor, in UTF-16 units */
export function completeTemplate(text: string, offset: number, files: ProjectFiles): Completion | null {
  const before = text.slice(0, offset).split('\n')
  const line = before.at(-1) ?? ''
  if (/^\s*#|\s#/.test(line)) return null
  const outline = outlineOf(text)
  const path = pathAbove(before, before.length - 1)
  return inCall(line, path, outline) ?? inProperty(line, path, outline, files)
}

const found = (typed: string | undefined, suggestions: readonly Suggestion[]): Completion => ({
  replaces: typed?.length ?? 0,
  suggestions,
})

/** Inside of a function's argument. */
function inCall(line: string, path: readonly string[], outline: Outline): Completion | null {
  const self = path[0] === 'Resources' ? path[1] : undefined
  const variable = /\$\{([\w:.]*)$/.exec(line)
  if (variable)
    return found(variable[1], [...names(outline, self), ...attributes(outline, self), ...pseudoParameters()])
  const reference = /(?:!Ref|\bRef:)\s+['"]?([\w:]*)$/.exec(line)
  if (reference) return found(reference[1], [...names(outline, self), ...pseudoParameters()])
  const attribute = /(?:!GetAtt|Fn::GetAtt:)\s+['"]?([\w.]*)$/.exec(line)
  if (attribute) return found(attribute[1], attributes(outline, self))
  const condition = /(?:!If\s+\[\s*|!Condition\s+|Fn::If:\s+\[\s*)(\w*)$/.exec(line)
  if (condition) return found(condition[1], conditions(outline))
  const map = /(?:!FindInMap\s+\[\s*|Fn::FindInMap:\s+\[\s*)(\w*)$/.exec(line)
  if (map)
    return found(
      map[1],
      outline.mappings.map((label) => ({ label, detail: 'mapping', kind: 'parameter' })),
    )
  return null
}

function names({ resources, parameters }: Outline, self?: string): readonly Suggestion[] {
  return [
    ...resources
      .filter(({ logicalId }) => logicalId !== self)
      .map(({ logicalId, type }): Suggestion => ({ label: logicalId, detail: type, kind: 'resource' })),
    ...parameters.map((label): Suggestion => ({ label, detail: 'parameter', kind: 'parameter' })),
  ]
}

const pseudoParameters = (): readonly Suggestion[] =>
  PSEUDO_PARAMETERS.map((label) => ({ label, detail: 'pseudo parameter', kind: 'parameter' }))

function attributes({ resources }: Outline, self?: string): readonly Suggestion[] {
  return resources
    .filter(({ logicalId }) => logicalId !== self)
    .flatMap(({ logicalId, type }) =>
      (SIMULATED_RESOURCES[type]?.attributes ?? []).map((name): Suggestion => ({
        label: `${logicalId}.${name}`,
        detail: type,
        kind: 'attribute',
      })),
    )
}

const conditions = (outline: Outline): readonly Suggestion[] =>
  outline.conditions.map((label) => ({ label, detail: 'condition', kind: 'condition' }))

/** After `Name: `, and in an item of a list. */
function inProperty(line: string, path: readonly string[], outline: Outline, files: ProjectFiles): Completion | null {
  const own = /^\s*(?:-\s+)*([\w.:-]+):\s+(\S*)$/.exec(line)
  const item = /^\s*-\s+(\S*)$/.exec(line) ?? /:\s+\[(?:[^\]]*,)?\s*([^\s,\]]*)$/.exec(line)
  const [property, typed] = own ? [own[1] ?? '', own[2]] : [itemOf(line) ?? path.at(-1) ?? '', item?.[1]]
  if (typed === undefined) return null
  const isInResource = path[0] === 'Resources' && path.length >= 2
  const [, logicalId = ''] = path
  const resource = outline.resources.find((one) => one.logicalId === logicalId)
  switch (property) {
    case 'DependsOn':
      return found(typed, names({ ...outline, parameters: [] }, logicalId))
    case 'Condition':
      if (isInResource && path.length === 2) return found(typed, conditions(outline))
      break
    case 'Handler':
      return found(typed, handlers(files, resource?.codeUri ?? outline.codeUri))
    case 'EntryPoints':
      return found(typed, scripts(files, resource?.codeUri ?? outline.codeUri))
    case 'CodeUri':
    case 'ContentUri':
      return found(typed, folders(files))
  }
  if (!own && property === 'Policies') return null
  const isValue = (path.includes('Properties') || path[0] === 'Outputs' || path[0] === 'Globals') && property !== 'Type'
  if (!isValue || !/^!?\w*$/.test(typed)) return null
  return found(typed, [...targets(property, path, outline), ...FUNCTIONS])
}

/** Of `Name: [a, `. */
const itemOf = (line: string): string | undefined => /^\s*(?:-\s+)*([\w.:-]+):\s+\[/.exec(line)?.[1]

function targets(property: string, path: readonly string[], { resources }: Outline): readonly Suggestion[] {
  const wanted = TARGETS[property] ?? {}
  const own = resources.find(({ logicalId }) => logicalId === path[1])
  if (path.at(-1) === 'Properties' && path.length === 3 && OWN_NAMES[property] === own?.type) return []
  return resources.flatMap(({ logicalId, type }): readonly Suggestion[] => {
    const attribute = wanted[type]
    if (attribute === undefined || logicalId === own?.logicalId) return []
    const label = attribute === null ? `!Ref ${logicalId}` : `!GetAtt ${logicalId}.${attribute}`
    return [{ label, detail: type, kind: attribute === null ? 'resource' : 'attribute', likely: true }]
  })
}

const call = (label: string, insert: string, detail: string): Suggestion => ({
  label,
  insert,
  detail,
  kind: 'function',
  isSnippet: true,
})

/** Short forms with their arguments. */
const FUNCTIONS: readonly Suggestion[] = [
  call('!Ref', '!Ref ', 'a resource’s name, or a parameter'),
  call('!GetAtt', '!GetAtt ', 'an attribute of a resource'),
  call('!Sub', '!Sub "${1}"', 'a text with ${Name} in it'),
  call('!Join', '!Join ["${1:,}", [${2}]]', 'texts with something between them'),
  call('!If', '!If [${1:Condition}, ${2}, ${3}]', 'one value or the other'),
  call('!FindInMap', '!FindInMap [${1:Map}, ${2}, ${3}]', 'a value of Mappings'),
  call('!Select', '!Select [${1:0}, ${2}]', 'one of a list'),
  call('!Split', '!Split ["${1:,}", ${2}]', 'a text in parts'),
  call('!Base64', '!Base64 ', 'a text in Base64'),
]

/** `./src/` → `src/`, `.` → `` */
const folderOf = (codeUri: string | null): string => {
  const clean = (codeUri ?? '').split('/').filter((part) => part !== '' && part !== '.')
  return clean.length === 0 ? '' : `${clean.join('/')}/`
}

const SCRIPT = /\.[cm]?[jt]sx?$/

function scriptsIn(files: ProjectFiles, codeUri: string | null): readonly (readonly [string, string])[] {
  const folder = folderOf(codeUri)
  return Object.entries(files)
    .filter(([path]) => path.startsWith(folder) && SCRIPT.test(path) && !path.endsWith('.d.ts'))
    .map(([path, text]) => [path.slice(folder.length), text])
}

const scripts = (files: ProjectFiles, codeUri: string | null): readonly Suggestion[] =>
  scriptsIn(files, codeUri).map(([label]) => ({ label, detail: folderOf(codeUri), kind: 'file' }))

const EXPORTED = /\bexport\s+(?:async\s+function\s*\*?|function\s*\*?|const|let|var)\s+(\w+)|\bexports\.(\w+)\s*=/g

/** Files with what they export: `orders.handler`. */
function handlers(files: ProjectFiles, codeUri: string | null): readonly Suggestion[] {
  return scriptsIn(files, codeUri).flatMap(([path, text]) =>
    [...text.matchAll(EXPORTED)].map((match): Suggestion => {
      const name = match[1] ?? match[2] ?? ''
      const label = `${path.replace(SCRIPT, '')}.${name}`
      return { label, detail: `${folderOf(codeUri)}${path}`, kind: 'file', likely: /handler/i.test(name) }
    }),
  )
}

function folders(files: ProjectFiles): readonly Suggestion[] {
  const all = Object.keys(files).flatMap((path) =>
    SCRIPT.test(path) && path.includes('/') ? [path.replace(/[^/]*$/, '')] : [],
  )
  return [...new Set(all)].sort().map((label) => ({ label, detail: 'folder', kind: 'file' }))
}
