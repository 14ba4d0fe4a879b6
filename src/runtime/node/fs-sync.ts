/** The synchronous half of node:fs, from which the other forms are made. */

import * as base from './file-system'
import { flags, pathText, type FsNode, type PathLike } from './file-system'
import { BigIntStats, Dirent, Stats } from './fs-stats'
import { Buffer } from './buffer'
import { host } from './host'
import { invalidArgumentType, invalidArgumentValue, nodeError, outOfRange, unavailable } from './node-error'
import path from './path'
import { systemError } from './system-errors'

export const constants = {
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE_FORCE: 4,
  ...flags,
  O_NOCTTY: 0o400,
  O_SYNC: 0o4010000,
  O_DSYNC: 0o10000,
  O_NONBLOCK: 0o4000,
  O_NOFOLLOW: 0o400000,
  O_NOATIME: 0o1000000,
  O_DIRECT: 0o40000,
  S_IFMT: 0o170000,
  S_IFREG: 0o100000,
  S_IFDIR: 0o040000,
  S_IFCHR: 0o020000,
  S_IFBLK: 0o060000,
  S_IFIFO: 0o010000,
  S_IFLNK: 0o120000,
  S_IFSOCK: 0o140000,
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  S_IRWXG: 0o070,
  S_IRGRP: 0o040,
  S_IWGRP: 0o020,
  S_IXGRP: 0o010,
  S_IRWXO: 0o007,
  S_IROTH: 0o004,
  S_IWOTH: 0o002,
  S_IXOTH: 0o001,
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = flags
const FLAG_BITS: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  rs: O_RDONLY,
  'r+': O_RDWR,
  'rs+': O_RDWR,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR,
}

type Flag = string | number | null | undefined
export interface FileOptions {
  encoding?: string | null
  flag?: Flag
  mode?: number | string
}
type OptionsOrEncoding<Options> = Options | string | null | undefined
type Data = string | NodeJS.ArrayBufferView

export function flagBits(flag: Flag, fallback: string): number {
  if (typeof flag === 'number') return flag
  const bits = FLAG_BITS[flag ?? fallback]
  if (bits === undefined) throw invalidArgumentValue('flags', `'${flag}'`)
  return bits
}

export function optionsOf<Options extends object>(
  options: OptionsOrEncoding<Options>,
): Options & { encoding?: string | null } {
  const given = typeof options === 'string' ? ({ encoding: options } as never) : (options ?? ({} as Options))
  if (typeof given !== 'object') throw invalidArgumentType('options', 'one of type string or object', options)
  const { encoding } = given as { encoding?: string }
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw invalidArgumentValue('encoding', `'${encoding}'`, 'is invalid encoding')
  }
  return given
}

export function fileMode(mode: number | string | null | undefined, fallback: number): number {
  if (mode == null) return fallback
  const bits = typeof mode === 'string' ? parseInt(mode, 8) : mode
  if (typeof bits !== 'number') throw invalidArgumentType('mode', 'of type number', mode)
  if (!Number.isInteger(bits) || bits < 0) {
    const reason = 'must be a 32-bit unsigned integer or an octal string'
    throw invalidArgumentValue('mode', `'${String(mode)}'`, reason)
  }
  return bits
}

function requireDescriptor(fd: unknown): asserts fd is number {
  if (typeof fd !== 'number') throw invalidArgumentType('fd', 'of type number', fd)
  if (!Number.isInteger(fd)) throw outOfRange('fd', 'an integer', fd)
  if (fd < 0 || fd > 2147483647) throw outOfRange('fd', '>= 0 && <= 2147483647', fd)
}

function bytesOf(data: Data, encoding?: string | null): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, (encoding ?? 'utf8') as BufferEncoding)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  throw invalidArgumentType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data)
}

function encoded(bytes: Uint8Array, encoding: string | null | undefined): string | Buffer {
  const buffer = Buffer.from(bytes)
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding as BufferEncoding) : buffer
}

const encodedName = (name: string, encoding: string | null | undefined) =>
  encoding === 'buffer'
    ? Buffer.from(name)
    : encoding && encoding !== 'utf8'
      ? encoded(Buffer.from(name), encoding)
      : name

/** Runs with the descriptor of a path, or with the descriptor that was given. */
function withDescriptor<T>(file: PathLike | number, flag: number, mode: number, run: (fd: number) => T): T {
  if (typeof file === 'number') {
    requireDescriptor(file)
    return run(file)
  }
  const fd = base.open(pathText(file), flag, mode)
  try {
    return run(fd)
  } finally {
    base.close(fd)
  }
}

function readAll(fd: number): Uint8Array {
  const { node, position, readable } = base.descriptor(fd, 'read')
  if (node.kind === 'directory') throw systemError('EISDIR', 'read')
  if (!readable) throw systemError('EBADF', 'read')
  const rest = new Uint8Array(node.kind === 'file' ? Math.max(0, node.size - position) : 0)
  base.read(fd, rest, null)
  return rest
}

function statsOf(node: FsNode, options?: { bigint?: boolean }): Stats {
  return options?.bigint ? new BigIntStats(node) : new Stats(node)
}

function milliseconds(time: unknown, name: string): number {
  if (time instanceof Date) return time.getTime()
  const seconds = typeof time === 'string' ? Number(time) : time
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) {
    throw invalidArgumentType(name, 'of type number or string or an instance of Date', time)
  }
  return seconds * 1000
}

/** The part of a buffer that read and write mean: (offset, length, position) or an object of them, both optional. */
export function bufferPart(
  buffer: NodeJS.ArrayBufferView,
  rest: readonly unknown[],
): { part: Uint8Array; position: number | null } {
  if (!ArrayBuffer.isView(buffer)) {
    throw invalidArgumentType('buffer', 'an instance of Buffer, TypedArray, or DataView', buffer)
  }
  const [first] = rest
  const given = (
    typeof first === 'object' && first !== null ? first : { offset: first, length: rest[1], position: rest[2] }
  ) as {
    offset?: number | null
    length?: number | null
    position?: number | bigint | null
  }
  const offset = given.offset ?? 0
  const length = given.length ?? buffer.byteLength - offset
  if (offset < 0 || offset > buffer.byteLength) throw outOfRange('offset', `>= 0 && <= ${buffer.byteLength}`, offset)
  if (length < 0 || length > buffer.byteLength - offset) {
    throw outOfRange('length', `>= 0 && <= ${buffer.byteLength - offset}`, length)
  }
  const position = given.position == null || Number(given.position) < 0 ? null : Number(given.position)
  return { part: new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length), position }
}

function makeTemporaryDirectory(prefix: PathLike): string {
  const text = pathText(prefix, 'prefix')
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  const random = new Uint8Array(6)
  host().fillRandom(random)
  const name = text + Array.from(random, (byte) => letters[byte % letters.length]).join('')
  try {
    base.makeDirectory(name, 0o700)
  } catch (error) {
    throw systemError((error as { code: string }).code, 'mkdtemp', `${text}XXXXXX`)
  }
  return name
}

interface ReaddirOptions {
  encoding?: string | null
  withFileTypes?: boolean
  recursive?: boolean
}

function readdir(directory: PathLike, options?: OptionsOrEncoding<ReaddirOptions>): (string | Buffer | Dirent)[] {
  const { encoding, withFileTypes, recursive } = optionsOf(options)
  const top = pathText(directory)
  const found: (string | Buffer | Dirent)[] = []
  const queue = ['']
  for (let below = queue.shift(); below !== undefined; below = queue.shift()) {
    const here = below === '' ? top : path.join(top, below)
    for (const [name, node] of base.list(here)) {
      const relative = below === '' ? name : `${below}/${name}`
      found.push(withFileTypes ? new Dirent(name, here, node.kind) : encodedName(relative, encoding))
      if (recursive && node.kind === 'directory') queue.push(relative)
    }
  }
  return found
}

interface RmOptions {
  force?: boolean
  recursive?: boolean
}

function rm(file: PathLike, options: RmOptions = {}): void {
  const text = pathText(file)
  const node = base.statNodeIfPresent(text, false)
  if (!node) {
    if (options.force) return
    throw systemError('ENOENT', 'lstat', text)
  }
  if (node.kind === 'directory') {
    if (!options.recursive) {
      const info = { code: 'EISDIR', message: 'is a directory', path: text, syscall: 'rm', errno: 21 }
      const message = `Path is a directory: rm returned EISDIR (is a directory) ${text}`
      throw nodeError(Error, 'ERR_FS_EISDIR', message, {
        info,
        errno: 21,
        syscall: 'rm',
        path: text,
        name: 'SystemError',
      })
    }
    base.removeTree(text)
  } else {
    base.unlink(text)
  }
}

interface CopyOptions {
  recursive?: boolean
  force?: boolean
  errorOnExist?: boolean
  preserveTimestamps?: boolean
  filter?: (source: string, destination: string) => boolean
}

function copyFile(source: PathLike, destination: PathLike, mode = 0): void {
  const [from, to] = [pathText(source, 'src'), pathText(destination, 'dest')]
  const rethrow = (error: unknown): never => {
    throw systemError((error as { code: string }).code, 'copyfile', from, to)
  }
  let input: number
  let output: number
  try {
    input = base.open(from, O_RDONLY)
    if (base.descriptor(input, 'copyfile').node.kind === 'directory') throw systemError('EISDIR', 'copyfile')
    output = base.open(to, O_CREAT | O_WRONLY | O_TRUNC | (mode & constants.COPYFILE_EXCL ? O_EXCL : 0))
  } catch (error) {
    return rethrow(error)
  }
  try {
    base.write(output, readAll(input), null)
  } catch (error) {
    rethrow(error)
  } finally {
    base.close(input)
    base.close(output)
  }
}

function copyTree(source: PathLike, destination: PathLike, options: CopyOptions = {}): void {
  const [from, to] = [pathText(source, 'src'), pathText(destination, 'dest')]
  if (options.filter && !options.filter(from, to)) return
  const node = base.statNode(from, true)
  if (node.kind === 'directory') {
    if (!options.recursive) {
      const message = `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory (not copied)) ${from}`
      throw nodeError(Error, 'ERR_FS_EISDIR', message)
    }
    base.makeDirectories(to, 0o777)
    for (const [name] of base.list(from)) copyTree(path.join(from, name), path.join(to, name), options)
    return
  }
  if (base.statNodeIfPresent(to, true)) {
    if (options.errorOnExist) {
      throw nodeError(
        Error,
        'ERR_FS_CP_EEXIST',
        `Target already exists: cp returned EEXIST (${to} already exists) ${to}`,
      )
    }
    if (options.force === false) return
  }
  base.makeDirectories(path.dirname(to), 0o777)
  copyFile(from, to)
  if (options.preserveTimestamps) {
    const copied = base.statNode(to, true)
    base.changeTimes(copied, node.accessedMs, node.modifiedMs, { syscall: 'utime', path: to })
  }
}

function exists(file: PathLike): boolean {
  try {
    base.statNode(pathText(file), true)
    return true
  } catch {
    return false
  }
}

function truncate(file: PathLike | number, length = 0): void {
  if (length !== undefined && typeof length !== 'number') throw invalidArgumentType('len', 'of type number', length)
  withDescriptor(file, flags.O_RDWR, 0o666, (fd) => base.truncateDescriptor(fd, Math.max(0, length)))
}

/** Named as in node:fs without `Sync`. */
export const sync = {
  access: (file: PathLike, mode = constants.F_OK) => base.access(pathText(file), mode),
  appendFile(file: PathLike | number, data: Data, options?: OptionsOrEncoding<FileOptions>) {
    sync.writeFile(file, data, { flag: 'a', ...optionsOf(options) })
  },
  chmod(file: PathLike, mode: number | string) {
    const text = pathText(file)
    base.changeMode(base.statNode(text, true, 'chmod'), fileMode(mode, 0), { syscall: 'chmod', path: text })
  },
  // There is one user only.
  chown: (file: PathLike) => void base.statNode(pathText(file), true, 'chown'),
  lchown: (file: PathLike) => void base.statNode(pathText(file), false, 'lchown'),
  fchown: (fd: number) => void base.descriptor(fd, 'fchown'),
  close(fd: number) {
    requireDescriptor(fd)
    base.close(fd)
  },
  copyFile,
  cp: copyTree,
  exists,
  fchmod(fd: number, mode: number | string) {
    requireDescriptor(fd)
    const { node, path } = base.descriptor(fd, 'fchmod')
    base.changeMode(node, fileMode(mode, 0), { syscall: 'fchmod', path })
  },
  fdatasync: (fd: number) => void base.descriptor(fd, 'fdatasync'),
  fsync: (fd: number) => void base.descriptor(fd, 'fsync'),
  fstat(fd: number, options?: { bigint?: boolean }) {
    requireDescriptor(fd)
    return statsOf(base.descriptor(fd, 'fstat').node, options)
  },
  ftruncate(fd: number, length = 0) {
    requireDescriptor(fd)
    base.truncateDescriptor(fd, Math.max(0, length))
  },
  futimes(fd: number, accessed: unknown, modified: unknown) {
    requireDescriptor(fd)
    const { node, path } = base.descriptor(fd, 'futime')
    const call = { syscall: 'futime', path }
    base.changeTimes(node, milliseconds(accessed, 'atime'), milliseconds(modified, 'mtime'), call)
  },
  link: (from: PathLike, to: PathLike) => base.link(pathText(from, 'existingPath'), pathText(to, 'newPath')),
  lstat: (file: PathLike, options?: { bigint?: boolean; throwIfNoEntry?: boolean }) => stat(file, false, options),
  lutimes(file: PathLike, accessed: unknown, modified: unknown) {
    const text = pathText(file)
    const call = { syscall: 'lutime', path: text }
    const node = base.statNode(text, false, 'lutime')
    base.changeTimes(node, milliseconds(accessed, 'atime'), milliseconds(modified, 'mtime'), call)
  },
  mkdir(directory: PathLike, options?: number | string | null | { recursive?: boolean; mode?: number | string }) {
    const text = pathText(directory)
    const given = typeof options === 'object' && options !== null ? options : { mode: options }
    const { recursive, mode } = given as { recursive?: boolean; mode?: number | string | null }
    if (recursive !== undefined && typeof recursive !== 'boolean') {
      throw invalidArgumentType('options.recursive', 'of type boolean', recursive)
    }
    if (recursive) return base.makeDirectories(text, fileMode(mode, 0o777))
    base.makeDirectory(text, fileMode(mode, 0o777))
    return undefined
  },
  mkdtemp: makeTemporaryDirectory,
  open: (file: PathLike, flag?: Flag, mode?: number | string | null) =>
    base.open(pathText(file), flagBits(flag, 'r'), fileMode(mode, 0o666)),
  read(fd: number, buffer: NodeJS.ArrayBufferView, ...rest: unknown[]) {
    requireDescriptor(fd)
    const { part, position } = bufferPart(buffer, rest)
    return base.read(fd, part, position)
  },
  readFile(file: PathLike | number, options?: OptionsOrEncoding<FileOptions>) {
    const { encoding, flag } = optionsOf(options)
    const bytes = withDescriptor(file, flagBits(flag, 'r'), 0o666, readAll)
    return encoded(bytes, encoding)
  },
  readdir,
  readlink: (file: PathLike, options?: OptionsOrEncoding<{ encoding?: string }>) =>
    encodedName(base.readLink(pathText(file)), optionsOf(options).encoding),
  readv(fd: number, buffers: readonly NodeJS.ArrayBufferView[], position?: number | null) {
    let total = 0
    for (const buffer of buffers) {
      const count = sync.read(fd, buffer, 0, buffer.byteLength, typeof position === 'number' ? position + total : null)
      total += count
      if (count < buffer.byteLength) break
    }
    return total
  },
  realpath: (file: PathLike) => base.realPath(pathText(file), 'lstat'),
  rename: (from: PathLike, to: PathLike) => base.rename(pathText(from, 'oldPath'), pathText(to, 'newPath')),
  rm,
  rmdir(directory: PathLike, options?: RmOptions) {
    if (options?.recursive && exists(directory)) return base.removeTree(pathText(directory))
    base.removeDirectory(pathText(directory))
  },
  stat: (file: PathLike, options?: { bigint?: boolean; throwIfNoEntry?: boolean }) => stat(file, true, options),
  statfs(file: PathLike, options?: { bigint?: boolean }) {
    base.statNode(pathText(file), true, 'statfs')
    const [bsize, total] = [4096, host().configuration.ephemeralStorageBytes]
    const free = Math.floor(base.freeBytes() / bsize)
    const blocks = Math.floor(total / bsize)
    const counts = { type: 61267, bsize, blocks, bfree: free, bavail: free, files: 65536, ffree: 65536 }
    if (!options?.bigint) return counts
    return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, BigInt(count)]))
  },
  symlink: (target: PathLike, file: PathLike) => base.symlink(pathText(target, 'target'), pathText(file)),
  truncate,
  unlink: (file: PathLike) => base.unlink(pathText(file)),
  utimes(file: PathLike, accessed: unknown, modified: unknown) {
    const text = pathText(file)
    const call = { syscall: 'utime', path: text }
    const node = base.statNode(text, true, 'utime')
    base.changeTimes(node, milliseconds(accessed, 'atime'), milliseconds(modified, 'mtime'), call)
  },
  write(fd: number, data: string | NodeJS.ArrayBufferView, ...rest: unknown[]) {
    requireDescriptor(fd)
    if (typeof data === 'string') {
      const [position, encoding] = rest as [number | null | undefined, string | undefined]
      return base.write(fd, bytesOf(data, encoding), typeof position === 'number' ? position : null)
    }
    const { part, position } = bufferPart(data, rest)
    return base.write(fd, part, position)
  },
  writeFile(file: PathLike | number, data: Data, options?: OptionsOrEncoding<FileOptions>) {
    const { encoding, flag, mode } = optionsOf(options)
    const bytes = bytesOf(data, encoding)
    withDescriptor(file, flagBits(flag, 'w'), fileMode(mode, 0o666), (fd) => base.write(fd, bytes, null))
  },
  writev(fd: number, buffers: readonly NodeJS.ArrayBufferView[], position?: number | null) {
    let total = 0
    for (const buffer of buffers) {
      total += sync.write(fd, buffer, 0, buffer.byteLength, typeof position === 'number' ? position + total : null)
    }
    return total
  },
}

function stat(
  file: PathLike,
  followLast: boolean,
  options: { bigint?: boolean; throwIfNoEntry?: boolean } = {},
): Stats | undefined {
  const text = pathText(file)
  if (options.throwIfNoEntry === false) {
    const node = base.statNodeIfPresent(text, followLast)
    return node && statsOf(node, options)
  }
  return statsOf(base.statNode(text, followLast), options)
}

export function watch(): never {
  throw unavailable('fs.watch', 'nothing but the function itself changes its files. Call your code after writing.')
}
