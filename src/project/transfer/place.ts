/** Where in what somebody brings the project is: the folder of its template. */

import { TemplateDocument } from '../template/document'
import { setValue, TemplateEditError } from '../template/edit'
import { valueAt } from '../template/values'
import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { joined, nameOf } from './resolve'

/** SAM's names first. */
const TEMPLATE_NAMES = ['template.yaml', 'template.yml', 'template.json']
const OTHER_NAMES =
  /^(?:sam|serverless-application|cloudformation|stack|main|app)?[-.]?template\.(?:ya?ml|json)$|^sam\.ya?ml$/

/** Templates among the paths, the likeliest first: SAM's names before others, near the top before deep ones. */
export function templatePaths(paths: readonly string[]): readonly string[] {
  const rank = (path: string): number => {
    const index = TEMPLATE_NAMES.indexOf(nameOf(path))
    return path.split('/').length * 10 + (index < 0 ? TEMPLATE_NAMES.length : index)
  }
  return paths
    .filter((path) => TEMPLATE_NAMES.includes(nameOf(path)) || OTHER_NAMES.test(nameOf(path)))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** The folder that everything is in: zips of repositories have one. '' when there is none. */
export function wrappingFolder(paths: readonly string[]): string {
  const [first] = paths
  if (first === undefined || !first.includes('/')) return ''
  const folder = first.slice(0, first.indexOf('/'))
  return paths.every((path) => path.startsWith(`${folder}/`)) ? folder : ''
}

/** Properties that hold a path beside the template, or a list of them (as `CodeUri` of Globals). */
const PATHS: readonly (readonly [under: readonly string[], property: string])[] = [
  [['Properties'], 'CodeUri'],
  [['Properties'], 'ContentUri'],
  [['Properties'], 'Code'],
  [['Properties'], 'Content'],
  [['Properties'], 'DefinitionUri'],
  [['Properties'], 'Location'],
]

/** Paths that the template names, as they are written, with where. */
function namedPaths(template: TemplateValue): readonly { readonly at: readonly string[]; readonly path: string }[] {
  const resources = valueAt(template, ['Resources'])
  const places = [
    ...(isMapping(resources) ? Object.keys(resources) : []).flatMap((logicalId) =>
      PATHS.map(([under, property]) => ['Resources', logicalId, ...under, property]),
    ),
    ['Globals', 'Function', 'CodeUri'],
  ]
  return places.flatMap((at) => {
    const path = valueAt(template, at)
    return typeof path === 'string' && !/^[a-z0-9]+:/i.test(path) ? [{ at, path }] : []
  })
}

/** Whether a template in a subfolder needs what is outside of it. */
export function leadsOut(text: string, folder: string): boolean {
  const { value } = new TemplateDocument(text, 'template.yaml')
  return namedPaths(value).some(({ path }) => {
    const target = joined(folder, path)
    return target === null || (target !== folder && !target.startsWith(`${folder}/`))
  })
}

/** The template as it would be at the top of the project. @returns null when it cannot be edited */
export function movedUp(text: string, folder: string): string | null {
  const { value } = new TemplateDocument(text, 'template.yaml')
  try {
    const resources = valueAt(value, ['Resources'])
    let moved = text
    for (const { at, path } of namedPaths(value)) moved = setValue(moved, at, joined(folder, path) ?? path)
    // Without CodeUri the code is beside the template.
    for (const [logicalId, resource] of isMapping(resources) ? Object.entries(resources) : []) {
      if (!isMapping(resource) || resource['Type'] !== 'AWS::Serverless::Function') continue
      const { Properties: properties } = resource
      const hasCode = isMapping(properties) && ['CodeUri', 'InlineCode', 'ImageUri'].some((name) => name in properties)
      if (hasCode || valueAt(value, ['Globals', 'Function', 'CodeUri']) !== undefined) continue
      moved = setValue(moved, ['Resources', logicalId, 'Properties', 'CodeUri'], folder)
    }
    return moved
  } catch (error) {
    if (error instanceof TemplateEditError) return null
    throw error
  }
}
