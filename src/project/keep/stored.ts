/**
 * A project as this browser keeps it. Every form that was ever written stays readable; what a newer version of the page has
 * written is left alone, and so is what cannot be read.
 */

import { checkFiles, defaultSettings, sameFiles } from '../files'
import type { Project, ProjectFiles, ProjectSettings } from '../model'
import { readSettings } from '../settings'

/** 1 had neither `version` nor `stamp`, and at first no `id`. */
export const STORED_VERSION = 2
/** Of what was written before there were stamps. */
export const NO_STAMP = ''

/** One state of a project. */
export interface Kept extends Project {
  readonly id: string
  /** Names this state: another one for each that is written. */
  readonly stamp: string
  /** States that this one has grown out of, as far as the library may hold them. */
  readonly bases: readonly string[]
  /** Milliseconds since 1970, of this machine's clock. */
  readonly at: number
  /** Whether anybody has worked on it: an example that was only looked at is no project of theirs. */
  readonly touched: boolean
}

export type Reading =
  | { readonly kind: 'project'; readonly kept: Kept }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'damaged'; readonly why: string }

export const newStamp = (): string => crypto.randomUUID()

/** @param project without what else an object may have on it */
export function toStored({ id, stamp, bases, at, touched, files, settings }: Kept): string {
  return JSON.stringify({ version: STORED_VERSION, id, stamp, bases, at, touched, files, settings })
}

export function readStored(text: string): Reading {
  try {
    return readValue(JSON.parse(text))
  } catch (error) {
    return { kind: 'damaged', why: error instanceof Error ? error.message : String(error) }
  }
}

export function readValue(value: unknown): Reading {
  try {
    if (!isRecord(value)) throw new Error('It is no project.')
    const version = value['version'] ?? 1
    if (typeof version !== 'number' || version < 1) throw new Error('Its version makes no sense.')
    if (version > STORED_VERSION) return { kind: 'newer', version }
    return { kind: 'project', kept: { ...readProject(value), ...readLineage(value) } }
  } catch (error) {
    return { kind: 'damaged', why: error instanceof Error ? error.message : String(error) }
  }
}

/** @throws Error for what is no project */
export function readProject(value: Readonly<Record<string, unknown>>): Project {
  const { settings } = value
  if (!isRecord(settings)) throw new Error('It has no settings.')
  return { files: readFiles(value['files']), settings: readSettings(settings, defaultSettings()) }
}

/** @throws Error */
export function readFiles(files: unknown): ProjectFiles {
  if (!isRecord(files)) throw new Error('It has no files.')
  if (!isTexts(files)) throw new Error('Its files are no texts.')
  checkFiles(files)
  return files
}

function readLineage(value: Readonly<Record<string, unknown>>): Omit<Kept, keyof Project> {
  const { id, stamp, bases, at, touched } = value
  const named = typeof stamp === 'string'
  return {
    id: typeof id === 'string' && id !== '' ? id : crypto.randomUUID(),
    stamp: named ? stamp : NO_STAMP,
    bases: Array.isArray(bases) ? bases.filter((base) => typeof base === 'string') : named ? [] : [NO_STAMP],
    at: typeof at === 'number' && Number.isFinite(at) ? at : 0,
    touched: touched !== false,
  }
}

/** Settings that a person would not call work: where they looked, how fast time went. */
const NO_WORK: readonly (keyof ProjectSettings)[] = ['openFile', 'pace']

/** Whether nothing would be lost if one took the other's place. */
export function sameWork(one: Project, other: Project): boolean {
  return sameFiles(one.files, other.files) && workOf(one.settings) === workOf(other.settings)
}

const workOf = (settings: ProjectSettings): string =>
  JSON.stringify(
    Object.entries(settings)
      .filter(([name]) => !NO_WORK.some((one) => one === name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTexts = (files: Record<string, unknown>): files is Record<string, string> =>
  Object.values(files).every((text) => typeof text === 'string')
