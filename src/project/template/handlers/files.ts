/** Which file of the project a function's handler is in. */

import type { ProjectFiles } from '../../model'
import type { BuildEntry } from '../functions'

export interface HandlerPlace {
  readonly functionId: string
  readonly path: string
  /** The name that it is exported by. */
  readonly exported: string
}

const ENDING = /\.[cm]?[jt]sx?$/

export function handlerPlaces(entries: readonly BuildEntry[], files: ProjectFiles): readonly HandlerPlace[] {
  return entries.flatMap((entry): readonly HandlerPlace[] => {
    if (entry.kind !== undefined) return []
    const dot = entry.handler.lastIndexOf('.')
    const [stem, exported] = [entry.handler.slice(0, dot), entry.handler.slice(dot + 1)]
    const folder = entry.codeUri === '' ? '' : `${entry.codeUri}/`
    const below = Object.keys(files).filter((path) => path.startsWith(folder) && ENDING.test(path))
    const named = below.find((path) => path.slice(folder.length).replace(ENDING, '') === stem)
    // What is built keeps its place among the entry points only, so that a folder may be missing in front.
    const points = entry.buildProperties['EntryPoints']
    const built = Array.isArray(points) ? points.map((point) => folder + String(point).replace(/^\.\//, '')) : []
    const path = named ?? below.find((one) => built.includes(one) && one.replace(ENDING, '').endsWith(`/${stem}`))
    return path === undefined ? [] : [{ functionId: entry.id, path, exported }]
  })
}
