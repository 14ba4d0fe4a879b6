/** Text files of a zip, unpacked by the browser itself. */

import type { Files } from './files'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const COMMENT_MAX = 65_535
const STORED = 0
const DEFLATED = 8
/** More than a project may have: whoever opens it says so. Here it only must not hang. */
const ENTRIES_MAX = 1000
const UNPACKED_MAX = 16_000_000

const damaged = (): Error => new Error('The zip is damaged.')

/** Files that are text, without the one folder that may hold all of them. @throws Error */
export async function unzip(bytes: Uint8Array): Promise<Files> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = new Map<string, string>()
  let left = UNPACKED_MAX
  try {
    for (const { path, packed, method } of entriesOf(bytes, view)) {
      if (path.endsWith('/')) continue
      const content = method === STORED ? packed : await inflated(packed, left)
      left -= content.length
      if (left < 0) throw new Error('The zip unfolds to more than a project may be.')
      const text = textOf(content)
      if (text !== null) files.set(path, text)
    }
  } catch (error) {
    throw error instanceof RangeError || error instanceof TypeError ? damaged() : error
  }
  return withoutFolder(files)
}

interface Entry {
  readonly path: string
  readonly packed: Uint8Array
  readonly method: number
}

function* entriesOf(bytes: Uint8Array, view: DataView): Iterable<Entry> {
  let end = bytes.length - END_BYTES
  const first = Math.max(0, end - COMMENT_MAX)
  while (end >= first && view.getUint32(end, true) !== END_OF_DIRECTORY) end--
  if (end < first) throw damaged()
  const count = view.getUint16(end + 10, true)
  if (count > ENTRIES_MAX) throw new Error(`The zip has ${count} files, more than a project may have.`)
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged()
    const method = view.getUint16(at + 10, true)
    const size = view.getUint32(at + 20, true)
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true))
    const local = view.getUint32(at + 42, true)
    const path = new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + (nameLength ?? 0)))
    const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    if (method !== STORED && method !== DEFLATED) throw new Error(`${path} is packed in a way that is not known here.`)
    yield { path, method, packed: bytes.subarray(start, start + size) }
    at += ENTRY_BYTES + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0)
  }
}

/** Stops as soon as it is too much. */
async function inflated(packed: Uint8Array, atMost: number): Promise<Uint8Array> {
  const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream as unknown as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > atMost) throw new Error('The zip unfolds to more than a project may be.')
    parts.push(part)
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer())
}

/** Null for what is no text, such as a picture. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** What is in a zip is often in one folder of its name. */
function withoutFolder(files: ReadonlyMap<string, string>): Files {
  const folder = /^[^/]+\//.exec([...files.keys()][0] ?? '')?.[0]
  const all =
    folder !== undefined && !files.has('template.yaml') && [...files.keys()].every((path) => path.startsWith(folder))
  const hasTemplate = folder !== undefined && files.has(`${folder}template.yaml`)
  return Object.fromEntries(
    [...files].map(([path, text]) => [all && hasTemplate ? path.slice(folder.length) : path, text]),
  )
}
