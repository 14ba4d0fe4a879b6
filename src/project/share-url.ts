/**
 * A project in the fragment of a URL: `v1.` and base64url of a checksum and raw DEFLATE of JSON. DEFLATE itself would not
 * notice a changed character.
 *
 * The same project always gives the same link. DEFLATE starts from a dictionary of what handlers and templates have in
 * common, which shortens a small project by about a quarter; a dictionary belongs to its version and never changes.
 * Every version that was ever written stays readable.
 */

import { Inflate, deflateSync } from 'fflate'
import { ProjectError, checkFiles } from './files'
import type { Project, ProjectSettings } from './model'
import { readSettings } from './settings'
import { DICTIONARY_V1 } from './share-dictionary'

/** Characters of a fragment that are looked at: browsers pass on at least this much. */
export const LINK_LENGTH_MAX = 2_000_000
/** Bytes that a link may unfold to. */
const UNFOLDED_MAX = 16_000_000

/** Why a link could not be opened. The message is for people. */
export class LinkError extends Error {
  override readonly name = 'LinkError'

  constructor(
    readonly code: 'damaged' | 'newer' | 'too-large' | 'not-a-project',
    message: string,
  ) {
    super(message)
  }
}

/**
 * What a link of version 1 leaves out. Frozen, unlike the settings of a new project: a link must stay what it was when
 * it was sent.
 */
const DEFAULTS_V1: ProjectSettings = {
  name: 'Untitled',
  seed: 1,
  pace: '1x',
  cpu: 'fixed',
  latency: 'none',
  duplicates: 'never',
  faults: [],
  accountConcurrency: null,
  openFile: null,
  stimulus: null,
  request: null,
}
const CHECKSUM_BYTES = 3

interface Shape {
  /** Files, sorted by path. */
  readonly f: Readonly<Record<string, string>>
  /** Settings that differ from the default, sorted by name. */
  readonly s: Readonly<Partial<ProjectSettings>>
}

/** @returns the fragment, without `#` */
export async function encodeProject({ files, settings }: Project): Promise<string> {
  const given: Record<string, unknown> = { ...readSettings({ ...settings }, DEFAULTS_V1) }
  const defaults: Record<string, unknown> = { ...DEFAULTS_V1 }
  const changed = Object.entries(given).filter(([name, value]) => value !== defaults[name] && !isEmptyList(value))
  const shape: Shape = { f: sorted(Object.entries(files)), s: sorted(changed) }
  const bytes = new TextEncoder().encode(JSON.stringify(shape))
  const packed = deflateSync(bytes, { level: 9, mem: 8, dictionary: dictionary() })
  return `v1.${toBase64Url(join([checksum(packed), packed]))}`
}

/**
 * @param fragment with or without `#`
 * @throws LinkError and nothing else
 */
export async function decodeProject(fragment: string): Promise<Project> {
  // Mail programs break long lines.
  const text = fragment.replace(/^#|\s+/g, '')
  const [, version, body] = /^v(\d+)\.([\s\S]*)$/.exec(text) ?? []
  if (version === undefined || body === undefined) {
    throw new LinkError(
      'damaged',
      'This link is no link to a project: its beginning is missing. Copy the whole link and try again.',
    )
  }
  if (text.length > LINK_LENGTH_MAX) throw tooLarge()
  const decode = DECODERS[version]
  if (!decode)
    throw new LinkError(
      'newer',
      'This link was made by a newer version of Coldstart. Reload the page to get it, then open the link again.',
    )
  return decode(body)
}

const DECODERS: Readonly<Record<string, (body: string) => Project>> = {
  '1': (body) => toProject(parse(inflate(verified(fromBase64Url(body)))), DEFAULTS_V1),
}

function verified(bytes: Uint8Array): Uint8Array {
  const packed = bytes.subarray(CHECKSUM_BYTES)
  if (!checksum(packed).every((byte, index) => byte === bytes[index])) throw damaged()
  return packed
}

/** FNV-1a, the lower three of its four bytes. */
function checksum(bytes: Uint8Array): Uint8Array {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return Uint8Array.of(hash >>> 16, hash >>> 8, hash)
}

const dictionary = (): Uint8Array => new TextEncoder().encode(DICTIONARY_V1)

/** Stops as soon as the result is larger than a project may be. */
function inflate(bytes: Uint8Array): string {
  const parts: Uint8Array[] = []
  let size = 0
  let ended = false
  const stream = new Inflate({ dictionary: dictionary() }, (part, final) => {
    size += part.length
    if (size > UNFOLDED_MAX) throw tooLarge()
    parts.push(part)
    ended ||= final
  })
  try {
    // In small pieces: a bomb is noticed before it has unfolded.
    const PIECE = 4096
    for (let start = 0; start < bytes.length; start += PIECE) {
      stream.push(bytes.subarray(start, start + PIECE), start + PIECE >= bytes.length)
    }
    if (!ended) throw damaged()
    return new TextDecoder('utf-8', { fatal: true }).decode(join(parts))
  } catch (error) {
    throw error instanceof LinkError ? error : damaged()
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw damaged()
  }
}

/** Takes nothing on trust: a link is a stranger's text. */
function toProject(value: unknown, defaults: ProjectSettings): Project {
  const { f: files, s: settings } = (value ?? {}) as Partial<Record<keyof Shape, unknown>>
  if (!isRecord(files) || !isRecord(settings) || !Object.values(files).every((text) => typeof text === 'string')) {
    throw notAProject('it holds no files')
  }
  try {
    checkFiles(files as Project['files'])
  } catch (error) {
    if (error instanceof ProjectError) throw notAProject(error.message)
    throw error
  }
  return { files: files as Project['files'], settings: readSettings(settings, defaults) }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** No setting has a default that is a list with something in it. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** By code unit, so that the order is the same everywhere. */
const sorted = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    throw damaged()
  }
}

const damaged = (): LinkError =>
  new LinkError('damaged', 'This link is damaged: part of it is missing or changed. Copy the whole link and try again.')
const tooLarge = (): LinkError =>
  new LinkError('too-large', 'This link holds more than a project may be, so it was not opened.')
const notAProject = (why: string): LinkError =>
  new LinkError('not-a-project', `This link does not hold a project: ${why}`)
