/**
 * What somebody brings becomes a project: a zip, a folder, some files, a template. Says what was left out, what is
 * missing and what cannot run here. An export of ours becomes what it was (`marker.ts`).
 */

import { checkFiles, defaultSettings } from '../files'
import { readSettings } from '../settings'
import { leftOut, LeftOutList } from './left-out'
import { markerPath, MARKER_SIZE_MAX, ownFiles, readMarker, type Marker } from './marker'
import { wrappingFolder } from './place'
import { ImportError, type SourceFile } from './problem'
import { BYTES_MAX, Reader, setFile, shown } from './reader'
import type { ImportedProject } from './report'
import { readText } from './texts'
import { TreeImport } from './tree'
import { cannotRun } from './verdict'
import { readZip } from './zip-read'

export type { ImportedProject, ImportReport } from './report'

/** @throws ImportError, ProjectError */
export async function importZip(bytes: Uint8Array, name: string): Promise<ImportedProject> {
  return importFiles(await readZip(bytes), name)
}

/**
 * @param name of the zip or folder, for the project
 * @throws ImportError, ProjectError
 */
export async function importFiles(given: readonly SourceFile[], name: string): Promise<ImportedProject> {
  const sources = given.map((file) => ({
    ...file,
    path: file.path.replace(/^(?:\.\/)+/, ''),
    read: file.read.bind(file),
  }))
  for (const { path } of sources) refuseOutside(path)
  const reader = new Reader()
  const ours = await readOurs(sources, reader)
  if (ours) return ours
  const left = new LeftOutList()
  const files = new Map<string, SourceFile>()
  for (const file of sources) {
    const why = file.kind === 'link' ? { path: file.path, why: 'a symbolic link' } : leftOut(file.path)
    if (why) left.add(why)
    else files.set(file.path, file)
  }
  return new TreeImport(files, left, reader, name).run()
}

/** Paths that would lie somewhere else, once unpacked: nothing of such an archive is trusted. */
function refuseOutside(path: string): void {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path))
    throw new ImportError(`"${shown(path)}" is not a relative path: nothing was imported.`)
  if (path.split('/').includes('..'))
    throw new ImportError(`"${shown(path)}" leads out of the folder: nothing was imported.`)
}

async function readOurs(sources: readonly SourceFile[], reader: Reader): Promise<ImportedProject | null> {
  const paths = sources.map(({ path }) => path)
  // What was unpacked and zipped again lies in a folder.
  const below = markerPath(paths) === null ? wrappingFolder(paths.filter((path) => leftOut(path) === null)) : ''
  const inside = sources.flatMap((file) => {
    if (below === '') return [file]
    return file.path.startsWith(`${below}/`) ? [{ ...file, path: file.path.slice(below.length + 1) }] : []
  })
  const place = markerPath(inside.map(({ path }) => path))
  const source = inside.find(({ path }) => path === place)
  if (!source || source.kind === 'link' || source.size > MARKER_SIZE_MAX) return null
  const marker = readMarker(await reader.bytes(source, MARKER_SIZE_MAX))
  return marker === null
    ? null
    : importOurs(
        inside.filter((file) => file !== source),
        marker,
        reader,
      )
}

async function importOurs(sources: readonly SourceFile[], marker: Marker, reader: Reader): Promise<ImportedProject> {
  const left = new LeftOutList()
  const kept = new Set(marker.kept)
  const found = new Map<string, Uint8Array>()
  for (const file of sources) {
    const why = file.kind === 'link' ? { path: file.path, why: 'a symbolic link' } : leftOut(file.path)
    if (why && !kept.has(file.path)) left.add(why)
    else if (file.size > BYTES_MAX) left.add({ path: file.path, why: 'larger than a file may be' })
    else found.set(file.path, await reader.bytes(file, BYTES_MAX))
  }
  const files: Record<string, string> = {}
  for (const [path, content] of ownFiles(found, marker)) {
    const text = typeof content === 'string' ? content : (readText(content)?.text ?? null)
    if (text === null) left.add({ path, why: 'not a text' })
    else setFile(files, path, text)
  }
  checkFiles(files)
  const settings = readSettings(marker.settings, defaultSettings())
  return {
    project: { files, settings },
    report: { leftOut: left.list, made: [], cannotRun: cannotRun(files), notes: [] },
  }
}
