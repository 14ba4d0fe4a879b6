/** What the browser hands over, as files to import: dropped, chosen, from a folder. */

import { leftOut } from '../../project/transfer/left-out'
import type { SourceFile } from '../../project/transfer/problem'

/** Files that are looked at: who drops a whole disk has let go of the wrong thing. */
const FILES_MAX = 20_000

export interface Brought {
  /** Of the zip, file or folder. */
  readonly name: string
  readonly files: readonly SourceFile[]
  /** The file, if there is only one and it lies in no folder. */
  readonly alone: File | null
}

const sourceOf = (path: string, file: File): SourceFile => ({
  path,
  size: file.size,
  kind: 'file',
  read: async (limit) => new Uint8Array(await file.slice(0, limit + 1).arrayBuffer()),
})

/** Of `<input type="file">`, with or without `webkitdirectory`. */
export function broughtByInput(files: readonly File[]): Brought | null {
  const [first] = files
  if (!first) return null
  const paths = files.map((file) => [file.webkitRelativePath || file.name, file] as const)
  const folder = first.webkitRelativePath.split('/')[0] ?? ''
  return {
    name: folder || first.name,
    files: paths.map(([path, file]) => sourceOf(path, file)),
    alone: files.length === 1 && folder === '' ? first : null,
  }
}

/** Of a drop. */
export async function broughtByDrop(
  entries: readonly FileSystemEntry[],
  plain: readonly File[],
): Promise<Brought | null> {
  if (!entries.some(({ isDirectory }) => isDirectory)) return broughtByInput(plain)
  const files: SourceFile[] = []
  for (const entry of entries) await walk(entry, '', files)
  return { name: entries[0]?.name ?? '', files, alone: null }
}

async function walk(entry: FileSystemEntry, folder: string, files: SourceFile[]): Promise<void> {
  if (files.length >= FILES_MAX) return
  const path = folder + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    files.push(sourceOf(path, file))
    return
  }
  // What is left out anyway may have thousands of files.
  if (isLeftOut(path)) return void files.push(placeholder(path))
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const one of some) await walk(one, `${path}/`, files)
  }
}

const isLeftOut = (folder: string): boolean => leftOut(`${folder}/file`)?.path === `${folder}/`

/** Stands for all that is in a folder. */
const placeholder = (folder: string): SourceFile => ({
  path: `${folder}/…`,
  size: 0,
  kind: 'file',
  read: () => Promise.resolve(new Uint8Array()),
})

/** Of `showDirectoryPicker`, where the browser has it. */
export async function broughtByPicker(): Promise<Brought | null> {
  const picker = (globalThis as { showDirectoryPicker?: () => Promise<FileSystemDirectoryHandle> }).showDirectoryPicker
  if (!picker) return null
  const handle = await picker()
  const files: SourceFile[] = []
  await walkHandle(handle, `${handle.name}/`, files)
  return { name: handle.name, files, alone: null }
}

export const hasPicker = (): boolean => 'showDirectoryPicker' in globalThis

type Entries = { entries(): AsyncIterable<readonly [string, FileSystemHandle]> }

async function walkHandle(folder: FileSystemDirectoryHandle, path: string, files: SourceFile[]): Promise<void> {
  for await (const [name, handle] of (folder as unknown as Entries).entries()) {
    if (files.length >= FILES_MAX) return
    if (handle.kind === 'file') files.push(sourceOf(path + name, await (handle as FileSystemFileHandle).getFile()))
    else if (isLeftOut(path + name)) files.push(placeholder(path + name))
    else await walkHandle(handle as FileSystemDirectoryHandle, `${path}${name}/`, files)
  }
}
