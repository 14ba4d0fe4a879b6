/** node:fs/promises. */

import type * as Readline from './readline'
import { Buffer } from './buffer'
import type { PathLike } from './file-system'
import { Dir } from './fs-dir'
import { createReadStream, createWriteStream } from './fs-streams'
import { constants, sync, watch, type FileOptions } from './fs-sync'
import { abortError, unavailable } from './node-error'
import { EventEmitter } from './events'

type Sync = typeof sync
type Promised<F> = F extends (...values: infer Values) => infer Result ? (...values: Values) => Promise<Result> : never

function promised<F extends (...values: never[]) => unknown>(run: F): Promised<F> {
  return (async (...values: never[]) => run(...values)) as Promised<F>
}

function checkSignal(options: unknown): void {
  const signal = (options as { signal?: AbortSignal } | null | undefined)?.signal
  if (signal?.aborted) throw abortError(signal.reason)
}

const descriptorOf = (file: PathLike | FileHandle) => (file instanceof FileHandle ? file.fd : file)

class FileHandle extends EventEmitter {
  #fd: number
  constructor(fd: number) {
    super()
    this.#fd = fd
  }
  #use(syscall: string): number {
    if (this.#fd < 0) throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall })
    return this.#fd
  }
  get fd(): number {
    return this.#fd
  }
  appendFile = promised((data: string, options?: FileOptions) => sync.appendFile(this.#use('write'), data, options))
  chmod = promised((mode: number) => sync.fchmod(this.#use('fchmod'), mode))
  chown = promised(() => sync.fchown(this.#use('fchown')))
  datasync = promised(() => sync.fdatasync(this.#use('fdatasync')))
  sync = promised(() => sync.fsync(this.#use('fsync')))
  stat = promised((options?: { bigint?: boolean }) => sync.fstat(this.#use('fstat'), options))
  truncate = promised((length?: number) => sync.ftruncate(this.#use('ftruncate'), length))
  utimes = promised((accessed: unknown, modified: unknown) => sync.futimes(this.#use('futimes'), accessed, modified))
  readFile = promised((options?: FileOptions | string) => sync.readFile(this.#use('read'), options))
  writeFile = promised((data: string, options?: FileOptions) => sync.writeFile(this.#use('write'), data, options))
  async read(target?: unknown, ...rest: unknown[]) {
    const isView = ArrayBuffer.isView(target)
    const given = (isView ? { buffer: target } : (target ?? {})) as { buffer?: NodeJS.ArrayBufferView }
    const buffer = given.buffer ?? Buffer.alloc(16384)
    const bytesRead = sync.read(this.#use('read'), buffer, ...(isView ? rest : [given]))
    return { bytesRead, buffer }
  }
  async write(data: string | NodeJS.ArrayBufferView, ...rest: unknown[]) {
    return { bytesWritten: sync.write(this.#use('write'), data, ...rest), buffer: data }
  }
  async readv(buffers: NodeJS.ArrayBufferView[], position?: number) {
    return { bytesRead: sync.readv(this.#use('read'), buffers, position), buffers }
  }
  async writev(buffers: NodeJS.ArrayBufferView[], position?: number) {
    return { bytesWritten: sync.writev(this.#use('write'), buffers, position), buffers }
  }
  createReadStream(options?: object) {
    return createReadStream('', { ...options, fd: this.#fd })
  }
  createWriteStream(options?: object) {
    return createWriteStream('', { ...options, fd: this.#fd })
  }
  readLines(options?: object) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { createInterface } = require('./readline') as typeof Readline
    return createInterface({ input: this.createReadStream(options), crlfDelay: Infinity })
  }
  async close(): Promise<void> {
    if (this.#fd < 0) return
    sync.close(this.#fd)
    this.#fd = -1
    this.emit('close')
  }
  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')](): Promise<void> {
    return this.close()
  }
}

const promises = {
  constants,
  access: promised(sync.access),
  appendFile: promised((file: PathLike | FileHandle, ...rest: Rest<Sync['appendFile']>) =>
    sync.appendFile(descriptorOf(file), ...rest),
  ),
  chmod: promised(sync.chmod),
  chown: promised(sync.chown),
  copyFile: promised(sync.copyFile),
  cp: promised(sync.cp),
  lchown: promised(sync.lchown),
  link: promised(sync.link),
  lstat: promised(sync.lstat),
  lutimes: promised(sync.lutimes),
  mkdir: promised(sync.mkdir),
  mkdtemp: promised(sync.mkdtemp),
  open: async (...values: Parameters<Sync['open']>) => new FileHandle(sync.open(...values)),
  opendir: async (file: PathLike) => new Dir(file),
  readFile: promised((file: PathLike | FileHandle, options?: FileOptions | string) => {
    checkSignal(options)
    return sync.readFile(descriptorOf(file), options)
  }),
  readdir: promised(sync.readdir),
  readlink: promised(sync.readlink),
  realpath: promised(sync.realpath),
  rename: promised(sync.rename),
  rm: promised(sync.rm),
  rmdir: promised(sync.rmdir),
  stat: promised(sync.stat),
  statfs: promised(sync.statfs),
  symlink: promised(sync.symlink),
  truncate: promised(sync.truncate),
  unlink: promised(sync.unlink),
  utimes: promised(sync.utimes),
  watch,
  writeFile: async (file: PathLike | FileHandle, data: unknown, options?: FileOptions | string) => {
    checkSignal(options)
    sync.writeFile(descriptorOf(file), isIterable(data) ? await gather(data) : (data as string), options)
  },
  glob: () => {
    throw unavailable('fs.promises.glob', 'use readdir with { recursive: true } and path.matchesGlob.')
  },
}

type Rest<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never

function isIterable(data: unknown): data is AsyncIterable<string | Uint8Array> {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return false
  return Symbol.asyncIterator in data || Symbol.iterator in data
}

async function gather(data: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of data) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks)
}

export default promises
