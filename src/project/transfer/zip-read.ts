/**
 * What is in a zip, by its central directory (PKWARE's APPNOTE 6.3.10). Nothing is unfolded before somebody asks for it,
 * and then no more than the directory promised: a bomb is noticed before it has gone off.
 */

import { Inflate } from 'fflate'
import { crc32 } from './crc32'
import { ImportError, type SourceFile } from './problem'

/** Larger ones are full of what is left out anyway. */
export const ZIP_SIZE_MAX = 256 * 1024 * 1024

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
/** The record at the end, and the comment that may follow it. */
const END_SIZE = 22
const COMMENT_MAX = 0xffff
const ENTRY_SIZE = 46
const LOCAL_SIZE = 30

const ENCRYPTED = 1 << 0
const UTF8_NAME = 1 << 11
const STORED = 0
const DEFLATED = 8
/** `versionMadeBy`: who says in the upper bytes of the attributes what kind of file it is. */
const UNIX = 3
const FILE_KIND = 0xf000
const SYMBOLIC_LINK = 0xa000

const NOT_A_ZIP = 'This is no zip file, or its end is missing: it may have been cut while it was downloaded.'
const ZIP64 = 'This zip has the Zip64 format, which is not read here. Leave out node_modules and zip the rest again.'
const DAMAGED = 'This zip is damaged.'

/**
 * @returns files and links, in the order of the directory
 * @throws ImportError
 */
export function readZip(bytes: Uint8Array): readonly SourceFile[] {
  if (bytes.length > ZIP_SIZE_MAX) {
    throw new ImportError(
      `This zip is larger than ${ZIP_SIZE_MAX / 1024 / 1024} MB. Leave out node_modules and .aws-sam.`,
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOfDirectory(view)
  const count = view.getUint16(end + 10, true)
  const start = view.getUint32(end + 16, true)
  if (count === 0xffff || start === 0xffffffff) throw new ImportError(ZIP64)
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) {
    throw new ImportError('This is one part of a zip in several. Join them first.')
  }
  const files: SourceFile[] = []
  let at = start
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_SIZE > end || view.getUint32(at, true) !== DIRECTORY_ENTRY) throw new ImportError(DAMAGED)
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ]
    const next = at + ENTRY_SIZE + nameSize + extraSize + commentSize
    if (next > end) throw new ImportError(DAMAGED)
    const file = entry(bytes, view, at, bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameSize))
    if (file) files.push(file)
    at = next
  }
  refuseTwice(files)
  return files
}

/** @returns null for a folder */
function entry(bytes: Uint8Array, view: DataView, at: number, name: Uint8Array): SourceFile | null {
  const flags = view.getUint16(at + 8, true)
  // Zips of old Windows programs have the other slash.
  const path = nameText(name, (flags & UTF8_NAME) !== 0).replaceAll('\\', '/')
  if (path.endsWith('/')) return null
  const size = view.getUint32(at + 24, true)
  const packedSize = view.getUint32(at + 20, true)
  const place = view.getUint32(at + 42, true)
  if (size === 0xffffffff || packedSize === 0xffffffff || place === 0xffffffff) throw new ImportError(ZIP64)
  const unix = view.getUint16(at + 4, true) >> 8 === UNIX
  const mode = view.getUint32(at + 38, true) >>> 16
  const method = view.getUint16(at + 10, true)
  const checksum = view.getUint32(at + 16, true)
  return {
    path,
    size,
    kind: unix && (mode & FILE_KIND) === SYMBOLIC_LINK ? 'link' : 'file',
    async read(limit) {
      if ((flags & ENCRYPTED) !== 0) {
        throw new ImportError(`${path} is encrypted. Unpack the zip with its password and import the folder.`)
      }
      if (size > limit) throw new ImportError(`${path} is larger than a file may be.`)
      const packed = contentOf(bytes, view, place, packedSize, path)
      const content = unfold(packed, method, size, path)
      if (crc32(content) !== checksum) throw new ImportError(`${path} is damaged: its checksum is wrong.`)
      return content
    },
  }
}

function endOfDirectory(view: DataView): number {
  for (let at = view.byteLength - END_SIZE; at >= Math.max(0, view.byteLength - END_SIZE - COMMENT_MAX); at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  }
  throw new ImportError(NOT_A_ZIP)
}

function nameText(name: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name)
  } catch {
    if (isUtf8) throw new ImportError('A name in this zip is not what it says it is: UTF-8.')
    return new TextDecoder('windows-1252').decode(name)
  }
}

/** Of two with one name a reader would take either: nobody could say what was imported. */
function refuseTwice(files: readonly SourceFile[]): void {
  const seen = new Set<string>()
  for (const { path } of files) {
    if (seen.has(path)) throw new ImportError(`This zip has ${path} twice.`)
    seen.add(path)
  }
}

function contentOf(bytes: Uint8Array, view: DataView, at: number, size: number, path: string): Uint8Array {
  const isThere = at + LOCAL_SIZE <= bytes.length && view.getUint32(at, true) === LOCAL_ENTRY
  if (!isThere) throw new ImportError(`${path} is damaged: it is not where the zip says.`)
  const start = at + LOCAL_SIZE + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + size > bytes.length) throw new ImportError(`${path} is damaged: its end is missing.`)
  return bytes.subarray(start, start + size)
}

function unfold(packed: Uint8Array, method: number, size: number, path: string): Uint8Array {
  const wrong = (): ImportError => new ImportError(`${path} is damaged: it is not as large as the zip says.`)
  if (method === STORED) {
    if (packed.length !== size) throw wrong()
    return packed
  }
  if (method !== DEFLATED) {
    throw new ImportError(`${path} is packed in a way that is not read here (method ${method}). Zip with Deflate.`)
  }
  const content = new Uint8Array(size)
  let filled = 0
  let ended = false
  const stream = new Inflate((part, final) => {
    if (filled + part.length > size) throw wrong()
    content.set(part, filled)
    filled += part.length
    ended ||= final
  })
  const PIECE = 4096
  try {
    for (let start = 0; start < packed.length; start += PIECE) {
      stream.push(packed.subarray(start, start + PIECE), start + PIECE >= packed.length)
    }
  } catch (error) {
    throw error instanceof ImportError ? error : new ImportError(`${path} is damaged: it cannot be unpacked.`)
  }
  if (!ended || filled !== size) throw wrong()
  return content
}
