/**
 * What is in a zip. Nothing is unfolded before somebody asks for it, and then no more than a file may have: a bomb is
 * noticed before it has gone off.
 */

import { PAGE_LIMITS } from '../../cloud/aws/page-limits'
import {
  ERR_BAD_FORMAT,
  ERR_EOCDR_NOT_FOUND,
  type FileEntry,
  Uint8ArrayReader,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-native.js'
import { join } from '../link/packing'
import { shown } from './reader'
import { ImportError, type SourceFile } from './problem'

/** Larger ones are full of what is left out anyway. */
export const ZIP_SIZE_MAX = PAGE_LIMITS.zipBytes.value

/** What has no end as a zip has one. */
const NO_ZIP: ReadonlySet<string> = new Set([ERR_BAD_FORMAT, ERR_EOCDR_NOT_FOUND])

/**
 * @returns files and links, in the order of the directory
 * @throws ImportError
 */
export async function readZip(bytes: Uint8Array): Promise<readonly SourceFile[]> {
  if (bytes.length > ZIP_SIZE_MAX) {
    throw new ImportError(
      `This zip is larger than ${ZIP_SIZE_MAX / 1024 / 1024} MB. Leave out node_modules and .aws-sam.`,
    )
  }
  // Names are looked at by who imports them.
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { filenameValidation: 'tolerant', useWebWorkers: false })
  const entries = await reader.getEntries().catch((error: unknown) => {
    const message = messageOf(error)
    if (!NO_ZIP.has(message)) throw new ImportError(`This zip is damaged (${message}).`)
    throw new ImportError('This is no zip file, or its end is missing: it may have been cut while it was downloaded.')
  })
  const files = entries.flatMap((entry) => (entry.directory ? [] : [sourceFile(entry)]))
  refuseTwice(files)
  return files
}

/** Of two with one name a reader would take either: nobody could say what was imported. */
function refuseTwice(files: readonly SourceFile[]): void {
  const seen = new Set<string>()
  for (const { path } of files) {
    if (seen.has(path)) throw new ImportError(`This zip has ${shown(path)} twice.`)
    seen.add(path)
  }
}

function sourceFile(entry: FileEntry): SourceFile {
  return {
    // Zips of old Windows programs have the other slash.
    path: entry.filename.replaceAll('\\', '/'),
    size: entry.uncompressedSize,
    kind: entry.symlink ? 'link' : 'file',
    read: (limit) => unfolded(entry, limit),
  }
}

async function unfolded(entry: FileEntry, limit: number): Promise<Uint8Array> {
  const path = shown(entry.filename)
  if (entry.encrypted) {
    throw new ImportError(`${path} is encrypted. Unpack the zip with its password and import the folder.`)
  }
  const tooLarge = new ImportError(`${path} is larger than a file may be.`)
  if (entry.uncompressedSize > limit) throw tooLarge
  const parts: Uint8Array[] = []
  let size = 0
  // What the directory says of its size is not trusted.
  const sink = new WritableStream<Uint8Array>({
    write(part) {
      size += part.length
      if (size > limit) throw tooLarge
      parts.push(part)
    },
  })
  try {
    await entry.getData(sink, { checkCrc32: true })
  } catch (error) {
    throw size > limit ? tooLarge : new ImportError(`${path} is damaged (${messageOf(error)}).`)
  }
  return join(parts)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
