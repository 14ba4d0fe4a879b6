/**
 * What an export says of itself, in a file beside the project's own (`.coldstart.json`): the settings, and what was added
 * or changed so that `sam build` takes it. An import takes all of that back, unless somebody has edited it since: then it
 * is theirs.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { ProjectFiles, ProjectSettings } from '../model'
import { exactText, hasBytes, toBytes } from './texts'

/** Replaces what lies from `start` to `end`, in UTF-16 units of the exported text. */
export interface Undo {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface Marker {
  readonly coldstart: typeof FORMAT
  readonly settings: Readonly<Record<string, unknown>>
  /** Path → fingerprint of what was added. */
  readonly added: Readonly<Record<string, string>>
  /** Path → fingerprint of what was exported, and how it becomes what it was. */
  readonly changed: Readonly<Record<string, { readonly print: string; readonly undo: Undo }>>
  /** The project's own files that an import would leave out from anywhere else. */
  readonly kept: readonly string[]
  /** Texts that have no bytes (lone surrogates): the file's are near to it. */
  readonly exact: ProjectFiles
}

export const FORMAT = 'export/1'
const NAME = /^\.coldstart(?:-(\d{1,6}))?\.json$/
/** Of a marker, bytes: what a project may be, all of it escaped. */
export const MARKER_SIZE_MAX = 32_000_000

const numberOf = (path: string): number | null => {
  const match = NAME.exec(path)
  return match ? Number(match[1] ?? 0) : null
}

/** `.coldstart.json`, or a name beyond those that the project has for itself. */
export function freeMarkerPath(paths: readonly string[]): string {
  const taken = paths.flatMap((path) => numberOf(path) ?? [])
  return taken.length === 0 ? '.coldstart.json' : `.coldstart-${Math.max(...taken) + 1}.json`
}

/** The one that an export would have added last. */
export function markerPath(paths: readonly string[]): string | null {
  const found = paths.filter((path) => numberOf(path) !== null)
  return found.sort((a, b) => (numberOf(b) ?? 0) - (numberOf(a) ?? 0))[0] ?? null
}

export const fingerprint = (bytes: Uint8Array): string => bytesToHex(sha256(bytes)).slice(0, 32)

export function writeMarker(marker: Omit<Marker, 'coldstart' | 'settings'> & { settings: ProjectSettings }): string {
  const { settings, added, changed, kept, exact } = marker
  return `${JSON.stringify({ coldstart: FORMAT, settings, added, changed, kept, exact }, null, 2)}\n`
}

/** @returns null for what is no marker: a file of somebody's own */
export function readMarker(bytes: Uint8Array): Marker | null {
  let value: unknown
  try {
    value = JSON.parse(exactText(bytes) ?? '')
  } catch {
    return null
  }
  if (!isRecord(value) || value['coldstart'] !== FORMAT) return null
  const { settings, added, changed, kept, exact } = value
  if (![settings, added, changed, exact].every(isRecord) || !Array.isArray(kept)) return null
  if (!Object.values(added as object).every(isText) || !kept.every(isText)) return null
  if (!Object.values(exact as object).every(isText)) return null
  if (!Object.values(changed as object).every(isChange)) return null
  return value as unknown as Marker
}

/**
 * The project's own files again.
 * @param files as they were found, without the marker
 */
export function ownFiles(files: ReadonlyMap<string, Uint8Array>, marker: Marker): Map<string, string | Uint8Array> {
  const own = new Map<string, string | Uint8Array>()
  for (const [path, bytes] of files) {
    const added = at(marker.added, path)
    const print = fingerprint(bytes)
    if (added === print) continue
    const change = at(marker.changed, path)
    const exact = at(marker.exact, path)
    if (change?.print === print) own.set(path, undone(exactText(bytes) ?? '', change.undo))
    else if (exact !== undefined && fingerprint(toBytes(exact)) === print) own.set(path, exact)
    else own.set(path, exactText(bytes) ?? bytes)
  }
  // Those whose very name has no bytes are nowhere else.
  for (const [path, text] of Object.entries(marker.exact)) if (!hasBytes(path)) own.set(path, text)
  return own
}

/** Everything between what two texts begin and end with. */
export function undoOf(before: string, after: string): Undo {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return { start, end: after.length - end, text: before.slice(start, before.length - end) }
}

const undone = (text: string, { start, end, text: before }: Undo): string =>
  text.slice(0, start) + before + text.slice(end)

const at = <Value>(record: Readonly<Record<string, Value>>, path: string): Value | undefined =>
  Object.hasOwn(record, path) ? record[path] : undefined

const isText = (value: unknown): value is string => typeof value === 'string'
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isChange(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['print']) || !isRecord(value['undo'])) return false
  const { start, end, text } = value['undo']
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && isText(text)
}
