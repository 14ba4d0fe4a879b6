/**
 * The files of an execution environment, in memory: /tmp can be written, up to the configured size; /var/task is the
 * deployment package and, like everything else, read-only. Every function here is synchronous, throws as the system
 * call would and knows no callbacks, encodings or streams: those are node:fs.
 *
 * Invariants: a node is in the tree as often as its `links` says; `usedBytes` is the sum over the files below /tmp, each
 * counted once; only nodes below /tmp have `writable`.
 */

import { Buffer } from './buffer'
import { host } from './host'
import { invalidArgumentType, invalidArgumentValue, nodeError } from './node-error'
import path from './path'
import { systemError } from './system-errors'

export const flags = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_DIRECTORY: 0o200000,
} as const

const TYPE_BITS = { file: 0o100000, directory: 0o040000, link: 0o120000, pipe: 0o010000 } as const
const MAX_LINKS_FOLLOWED = 40

interface NodeBase {
  readonly inode: number
  readonly writable: boolean
  mode: number
  links: number
  accessedMs: number
  modifiedMs: number
  changedMs: number
  readonly bornMs: number
}
export interface FileNode extends NodeBase {
  readonly kind: 'file'
  /** May be longer than the file, so that appending does not copy every time. */
  storage: Uint8Array
  size: number
}
export interface DirectoryNode extends NodeBase {
  readonly kind: 'directory'
  readonly entries: Map<string, FsNode>
}
export interface LinkNode extends NodeBase {
  readonly kind: 'link'
  readonly target: string
}
export interface PipeNode extends NodeBase {
  readonly kind: 'pipe'
}
export type FsNode = FileNode | DirectoryNode | LinkNode | PipeNode

export type PathLike = string | Uint8Array | URL

let inodes = 0

function newNode(writable: boolean, mode: number): NodeBase {
  const now = host().now()
  return {
    inode: ++inodes,
    writable,
    mode,
    links: 1,
    accessedMs: now,
    modifiedMs: now,
    changedMs: now,
    bornMs: now,
  }
}

const newDirectory = (writable: boolean, mode = 0o755): DirectoryNode => ({
  ...newNode(writable, mode),
  kind: 'directory',
  entries: new Map(),
})

const newFile = (writable: boolean, mode: number, bytes: Uint8Array = new Uint8Array()): FileNode => ({
  ...newNode(writable, mode),
  kind: 'file',
  storage: bytes,
  size: bytes.length,
})

let usedBytes = 0
const root = newDirectory(false)
plantTree()

function plantTree(): void {
  const encoder = new TextEncoder()
  for (const directory of ['/var/task', '/var/runtime', '/var/lang/bin', '/opt', '/dev', '/home', '/etc'])
    plant(directory, false)
  for (const [name, text] of Object.entries(host().files)) {
    plant(`/var/task/${name}`, false, encoder.encode(text))
  }
  for (const [name, text] of Object.entries(host().layerFiles)) {
    plant(`/opt/${name}`, false, encoder.encode(text), name.startsWith('extensions/') ? 0o755 : undefined)
  }
  plant('/tmp', true)
  for (const [name, base64] of Object.entries(host().temporaryFiles)) {
    if (name.endsWith('/')) plant(name.slice(0, -1), true)
    else plant(name, true, Uint8Array.from(Buffer.from(base64, 'base64')))
  }
}

/** A directory, or a file if there are bytes, with the directories above it. */
function plant(absolutePath: string, writable: boolean, bytes?: Uint8Array, mode = writable ? 0o664 : 0o644): void {
  let directory = root
  const names = absolutePath.split('/').filter((name) => name !== '')
  const fileName = bytes && names.pop()
  for (const name of names) {
    const present = directory.entries.get(name)
    if (present?.kind === 'directory') {
      directory = present
    } else {
      const added = newDirectory(writable, writable ? 0o777 : 0o755)
      directory.entries.set(name, added)
      directory.links++
      directory = added
    }
  }
  if (!bytes || fileName === undefined) return
  directory.entries.set(fileName, newFile(writable, mode, bytes))
  if (writable) usedBytes += bytes.length
}

/** The files below /tmp as base64; directories without anything in them end in a slash. */
export function temporaryFiles(): Record<string, string> {
  const found: Record<string, string> = {}
  const collect = (directory: DirectoryNode, prefix: string) => {
    for (const [name, node] of directory.entries) {
      const full = `${prefix}${name}`
      if (node.kind === 'file') found[full] = Buffer.from(contentsOf(node)).toString('base64')
      else if (node.kind === 'directory' && node.entries.size === 0) found[`${full}/`] = ''
      else if (node.kind === 'directory') collect(node, `${full}/`)
    }
  }
  const tmp = root.entries.get('tmp')
  if (tmp?.kind === 'directory') collect(tmp, '/tmp/')
  return found
}

/** How many files there are below /tmp, and their bytes. */
export function temporaryUsage(): { readonly files: number; readonly bytes: number } {
  const count = (directory: DirectoryNode): number => {
    let files = 0
    for (const node of directory.entries.values()) files += node.kind === 'directory' ? count(node) : 1
    return files
  }
  const tmp = root.entries.get('tmp')
  return { files: tmp?.kind === 'directory' ? count(tmp) : 0, bytes: usedBytes }
}

/** The path as text, as it will stand in errors; relative ones are resolved only where they are looked up. */
export function pathText(value: unknown, name = 'path'): string {
  let text: string
  if (typeof value === 'string') {
    text = value
  } else if (value instanceof Uint8Array) {
    text = new TextDecoder().decode(value)
  } else if (value instanceof URL) {
    text = filePathOf(value)
  } else {
    throw invalidArgumentType(name, 'of type string or an instance of Buffer or URL', value)
  }
  if (text.includes('\0')) {
    const shown = `'${text.replaceAll('\0', '\\x00')}'`
    throw invalidArgumentValue(name, shown, 'must be a string, Uint8Array, or URL without null bytes')
  }
  return text
}

function filePathOf(url: URL): string {
  if (url.protocol !== 'file:') throw nodeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file')
  return decodeURIComponent(url.pathname)
}

interface Place {
  readonly parent: DirectoryNode
  /** Empty for the root itself. */
  readonly name: string
  readonly node: FsNode | undefined
}

interface Call {
  readonly syscall: string
  /** As given by the caller, for errors. */
  readonly path: string
  readonly destination?: string | undefined
}

function fail(code: string, call: Call): never {
  throw systemError(code, call.syscall, call.path, call.destination)
}

/** Finds a path; its last part may be missing, everything before must be there. */
function locate(text: string, call: Call, followLast: boolean, followed = 0): Place {
  if (text === '') fail('ENOENT', call)
  const absolute = path.resolve(text)
  const names = absolute.split('/').filter((name) => name !== '')
  let parent = root
  let node: FsNode | undefined = root
  let name = ''
  for (let index = 0; index < names.length; index++) {
    if (!node) fail('ENOENT', call)
    if (node.kind !== 'directory') fail('ENOTDIR', call)
    parent = node
    name = names[index] ?? ''
    node = parent.entries.get(name)
    const isLast = index === names.length - 1
    if (node?.kind === 'link' && (!isLast || followLast)) {
      if (followed >= MAX_LINKS_FOLLOWED) fail('ELOOP', call)
      const here = `/${names.slice(0, index).join('/')}`
      const target = path.resolve(here, node.target, ...names.slice(index + 1))
      return locate(target, call, followLast, followed + 1)
    }
  }
  if (/.\/$/.test(text) && node && node.kind !== 'directory') fail('ENOTDIR', call)
  return { parent, name, node }
}

function existing(text: string, call: Call, followLast = true): FsNode {
  return locate(text, call, followLast).node ?? fail('ENOENT', call)
}

function existingDirectory(text: string, call: Call): DirectoryNode {
  const node = existing(text, call)
  return node.kind === 'directory' ? node : fail('ENOTDIR', call)
}

/** Where a new entry can be made. */
function vacant(text: string, call: Call): Place {
  const place = locate(text, call, false)
  if (place.node) fail('EEXIST', call)
  if (!place.parent.writable) fail('EROFS', call)
  return place
}

function touch(node: FsNode): void {
  node.modifiedMs = node.changedMs = host().now()
}

function enter(directory: DirectoryNode, name: string, node: FsNode): void {
  directory.entries.set(name, node)
  if (node.kind === 'directory') directory.links++
  touch(directory)
}

function leave(directory: DirectoryNode, name: string, node: FsNode): void {
  directory.entries.delete(name)
  if (node.kind === 'directory') directory.links--
  touch(directory)
}

/** One name of the node is gone; with the last one its bytes are free. */
function unlinkNode(node: FsNode): void {
  node.links--
  node.changedMs = host().now()
  if (node.kind === 'file' && node.links === 0) usedBytes -= node.size
}

export function contentsOf(node: FileNode): Uint8Array {
  return node.storage.subarray(0, node.size)
}

/** Changes the size, keeping what fits and filling with zeros. */
function resize(node: FileNode, size: number, call: Call): void {
  const growth = size - node.size
  if (growth > 0 && node.links > 0 && usedBytes + growth > host().configuration.ephemeralStorageBytes) {
    throw systemError('ENOSPC', call.syscall === 'open' ? 'write' : call.syscall)
  }
  if (size > node.storage.length) {
    const larger = new Uint8Array(Math.max(size, Math.min(node.storage.length * 2, node.storage.length + 2 ** 24)))
    larger.set(contentsOf(node))
    node.storage = larger
  } else if (growth < 0) {
    node.storage.fill(0, size, node.size)
  }
  if (node.links > 0) usedBytes += growth
  node.size = size
}

// Descriptors.

interface OpenFile {
  readonly node: FileNode | DirectoryNode | PipeNode
  readonly path: string
  readonly readable: boolean
  readonly writable: boolean
  readonly append: boolean
  position: number
}

const newPipe = (): PipeNode => ({ ...newNode(false, 0o600), kind: 'pipe' })
const standard = (readable: boolean): OpenFile => ({
  node: newPipe(),
  path: '',
  readable,
  writable: !readable,
  append: false,
  position: 0,
})
const openFiles = new Map<number, OpenFile>([
  [0, standard(true)],
  [1, standard(false)],
  [2, standard(false)],
])

export function descriptor(fd: number, syscall: string): OpenFile {
  const file = openFiles.get(fd)
  if (!file) throw systemError('EBADF', syscall)
  return file
}

export function open(text: string, flag: number, mode = 0o666): number {
  const call = { syscall: 'open', path: text }
  const wantsWrite = (flag & 3) !== flags.O_RDONLY
  const place = locate(text, call, !(flag & flags.O_EXCL))
  let { node } = place
  if (node && flag & flags.O_CREAT && flag & flags.O_EXCL) fail('EEXIST', call)
  if (!node) {
    if (!(flag & flags.O_CREAT)) fail('ENOENT', call)
    if (text.endsWith('/')) fail('EISDIR', call)
    if (!place.parent.writable) fail('EROFS', call)
    node = newFile(true, mode & ~0o022)
    enter(place.parent, place.name, node)
  }
  if (node.kind === 'directory' && (wantsWrite || flag & flags.O_CREAT)) fail('EISDIR', call)
  if (node.kind !== 'directory' && flag & flags.O_DIRECTORY) fail('ENOTDIR', call)
  if (node.kind === 'link') fail('ELOOP', call)
  if (wantsWrite && !node.writable) fail('EROFS', call)
  if (node.kind === 'file' && flag & flags.O_TRUNC && wantsWrite) {
    resize(node, 0, call)
    touch(node)
  }
  let fd = 3
  while (openFiles.has(fd)) fd++
  openFiles.set(fd, {
    node,
    path: text,
    readable: (flag & 3) !== flags.O_WRONLY,
    writable: wantsWrite,
    append: Boolean(flag & flags.O_APPEND),
    position: 0,
  })
  return fd
}

export function close(fd: number): void {
  descriptor(fd, 'close')
  openFiles.delete(fd)
}

/** @param position absolute, or null for the descriptor's own, which then moves */
export function read(fd: number, target: Uint8Array, position: number | null): number {
  const file = descriptor(fd, 'read')
  if (!file.readable) throw systemError('EBADF', 'read')
  if (file.node.kind === 'directory') throw systemError('EISDIR', 'read')
  if (file.node.kind === 'pipe') return 0
  const from = position ?? file.position
  const bytes = contentsOf(file.node).subarray(from, from + target.length)
  target.set(bytes)
  if (position === null) file.position += bytes.length
  file.node.accessedMs = host().now()
  return bytes.length
}

/** As read. */
export function write(fd: number, bytes: Uint8Array, position: number | null): number {
  const file = descriptor(fd, 'write')
  if (!file.writable) throw systemError('EBADF', 'write')
  if (file.node.kind === 'pipe') {
    host().writeOutput(new TextDecoder().decode(bytes))
    return bytes.length
  }
  const node = file.node as FileNode
  const at = file.append ? node.size : (position ?? file.position)
  if (at + bytes.length > node.size) resize(node, at + bytes.length, { syscall: 'write', path: file.path })
  node.storage.set(bytes, at)
  if (position === null) file.position = at + bytes.length
  touch(node)
  return bytes.length
}

export function truncateDescriptor(fd: number, length: number): void {
  const file = descriptor(fd, 'ftruncate')
  if (!file.writable || file.node.kind !== 'file') throw systemError('EINVAL', 'ftruncate')
  resize(file.node, length, { syscall: 'ftruncate', path: file.path })
  touch(file.node)
}

// Paths.

/** @param syscall what errors name as the call */
export function statNode(text: string, followLast: boolean, syscall = followLast ? 'stat' : 'lstat'): FsNode {
  return existing(text, { syscall, path: text }, followLast)
}

/** Undefined where stat would fail because nothing is there. */
export function statNodeIfPresent(text: string, followLast: boolean): FsNode | undefined {
  try {
    return statNode(text, followLast)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as { code: string }).code)) return undefined
    throw error
  }
}

/** All permission bits, with those of the type. */
export function fullMode(node: FsNode): number {
  return TYPE_BITS[node.kind] | node.mode
}

export function sizeOf(node: FsNode): number {
  if (node.kind === 'file') return node.size
  if (node.kind === 'link') return Buffer.byteLength(node.target)
  return node.kind === 'directory' ? 4096 : 0
}

/** @param mode bits: 1 execute, 2 write, 4 read */
export function access(text: string, mode: number): void {
  const call = { syscall: 'access', path: text }
  const node = existing(text, call)
  if (mode & 2 && !node.writable) fail('EROFS', call)
  if (mode & 1 && !(node.mode & 0o111)) fail('EACCES', call)
}

/** Sorted by code unit, as libuv gives them. */
export function list(text: string, syscall = 'scandir'): [string, FsNode][] {
  const directory = existingDirectory(text, { syscall, path: text })
  return [...directory.entries].sort(([a], [b]) => (a < b ? -1 : 1))
}

export function makeDirectory(text: string, mode: number): void {
  const call = { syscall: 'mkdir', path: text }
  const place = vacant(text, call)
  enter(place.parent, place.name, newDirectory(true, mode & ~0o022))
}

/** With the directories above it. @returns the first one that was made */
export function makeDirectories(text: string, mode: number): string | undefined {
  const call = { syscall: 'mkdir', path: text }
  let made: string | undefined
  const names = path
    .resolve(text)
    .split('/')
    .filter((name) => name !== '')
  for (let count = 1; count <= names.length; count++) {
    const prefix = `/${names.slice(0, count).join('/')}`
    const { node } = locate(prefix, call, true)
    if (node?.kind === 'directory') continue
    if (node) fail(count === names.length ? 'EEXIST' : 'ENOTDIR', call)
    try {
      makeDirectory(prefix, mode)
    } catch (error) {
      fail((error as { code: string }).code, call)
    }
    made ??= prefix
  }
  return made
}

export function removeDirectory(text: string): void {
  const call = { syscall: 'rmdir', path: text }
  const { parent, name, node } = locate(text, call, false)
  if (!node) fail('ENOENT', call)
  if (node.kind !== 'directory') fail('ENOTDIR', call)
  if (!parent.writable) fail(node.writable ? 'EBUSY' : 'EROFS', call)
  if (node.entries.size > 0) fail('ENOTEMPTY', call)
  leave(parent, name, node)
}

export function unlink(text: string): void {
  const call = { syscall: 'unlink', path: text }
  const { parent, name, node } = locate(text, call, false)
  if (!node) fail('ENOENT', call)
  if (node.kind === 'directory') fail('EISDIR', call)
  if (!parent.writable) fail('EROFS', call)
  leave(parent, name, node)
  unlinkNode(node)
}

/** A whole tree. */
export function removeTree(text: string): void {
  const node = statNode(text, false)
  if (node.kind !== 'directory') return unlink(text)
  for (const name of [...node.entries.keys()]) removeTree(`${text.replace(/\/$/, '')}/${name}`)
  removeDirectory(text)
}

export function rename(from: string, to: string): void {
  const call = { syscall: 'rename', path: from, destination: to }
  const source = locate(from, call, false)
  const target = locate(to, call, false)
  if (!source.node) fail('ENOENT', call)
  if (!source.parent.writable || !target.parent.writable) {
    fail(source.parent.writable === target.parent.writable ? 'EROFS' : 'EXDEV', call)
  }
  if (source.node === target.node) return
  if (source.node.kind === 'directory') {
    if (`${path.resolve(to)}/`.startsWith(`${path.resolve(from)}/`)) fail('EINVAL', call)
    if (target.node && target.node.kind !== 'directory') fail('ENOTDIR', call)
    if (target.node?.kind === 'directory' && target.node.entries.size > 0) fail('ENOTEMPTY', call)
  } else if (target.node?.kind === 'directory') {
    fail('EISDIR', call)
  }
  if (target.node) {
    leave(target.parent, target.name, target.node)
    unlinkNode(target.node)
  }
  leave(source.parent, source.name, source.node)
  enter(target.parent, target.name, source.node)
}

export function link(from: string, to: string): void {
  const call = { syscall: 'link', path: from, destination: to }
  const node = existing(from, call, false)
  if (node.kind === 'directory') fail('EPERM', call)
  const place = vacant(to, call)
  if (!node.writable) fail('EXDEV', call)
  enter(place.parent, place.name, node)
  node.links++
}

export function symlink(target: string, text: string): void {
  const call = { syscall: 'symlink', path: target, destination: text }
  const place = vacant(text, call)
  enter(place.parent, place.name, { ...newNode(true, 0o777), kind: 'link', target })
}

export function readLink(text: string): string {
  const call = { syscall: 'readlink', path: text }
  const node = existing(text, call, false)
  return node.kind === 'link' ? node.target : fail('EINVAL', call)
}

export function realPath(text: string, syscall: string): string {
  const call = { syscall, path: text }
  let resolved = path.resolve(text)
  existing(resolved, { ...call, path: resolved })
  for (let followed = 0; followed <= MAX_LINKS_FOLLOWED; followed++) {
    const target = firstLink(resolved)
    if (target === undefined) return resolved
    resolved = target
  }
  return fail('ELOOP', call)
}

/** The path with its first symbolic link replaced. */
function firstLink(absolute: string): string | undefined {
  const names = absolute.split('/').filter((name) => name !== '')
  let node: FsNode | undefined = root
  for (const [index, name] of names.entries()) {
    node = node?.kind === 'directory' ? node.entries.get(name) : undefined
    if (node?.kind === 'link') {
      return path.resolve(`/${names.slice(0, index).join('/')}`, node.target, ...names.slice(index + 1))
    }
  }
  return undefined
}

export function changeMode(node: FsNode, mode: number, call: Call): void {
  if (!node.writable) fail('EROFS', call)
  node.mode = mode & 0o7777
  node.changedMs = host().now()
}

export function changeTimes(node: FsNode, accessedMs: number, modifiedMs: number, call: Call): void {
  if (!node.writable) fail('EROFS', call)
  Object.assign(node, { accessedMs, modifiedMs, changedMs: host().now() })
}

/** Free bytes below /tmp. */
export function freeBytes(): number {
  return Math.max(0, host().configuration.ephemeralStorageBytes - usedBytes)
}

export function directoryForChdir(text: string, from: string): string {
  const node = locate(text, { syscall: 'chdir', path: from, destination: text }, true).node
  const call = { syscall: 'chdir', path: from, destination: text }
  if (!node) return fail('ENOENT', call)
  return node.kind === 'directory' ? path.resolve(text) : fail('ENOTDIR', call)
}

export function readTextFile(text: string): string {
  const call = { syscall: 'open', path: text }
  const node = existing(text, call)
  if (node.kind !== 'file') return fail('EISDIR', call)
  return new TextDecoder().decode(contentsOf(node))
}
