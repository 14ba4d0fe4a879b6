/** fs.Stats, fs.Dirent and the file type questions that both answer. */

import { fullMode, sizeOf, type FsNode } from './file-system'

const BLOCK_BYTES = 512

abstract class Typed {
  protected abstract kind(): FsNode['kind']
  isFile(): boolean {
    return this.kind() === 'file'
  }
  isDirectory(): boolean {
    return this.kind() === 'directory'
  }
  isSymbolicLink(): boolean {
    return this.kind() === 'link'
  }
  isFIFO(): boolean {
    return this.kind() === 'pipe'
  }
  isBlockDevice(): boolean {
    return false
  }
  isCharacterDevice(): boolean {
    return false
  }
  isSocket(): boolean {
    return false
  }
}

type Count = number | bigint

export class Stats extends Typed {
  readonly dev: Count
  readonly mode: Count
  readonly nlink: Count
  readonly uid: Count
  readonly gid: Count
  readonly rdev: Count
  readonly blksize: Count
  readonly ino: Count
  readonly size: Count
  readonly blocks: Count
  readonly atimeMs: Count
  readonly mtimeMs: Count
  readonly ctimeMs: Count
  readonly birthtimeMs: Count
  readonly #kind: FsNode['kind']
  readonly #times: readonly [number, number, number, number]

  constructor(node: FsNode, count: (value: number) => Count = Number) {
    super()
    this.#kind = node.kind
    this.#times = [node.accessedMs, node.modifiedMs, node.changedMs, node.bornMs]
    this.dev = count(1)
    this.mode = count(fullMode(node))
    this.nlink = count(node.links)
    this.uid = count(993)
    this.gid = count(990)
    this.rdev = count(0)
    this.blksize = count(4096)
    this.ino = count(node.inode)
    this.size = count(sizeOf(node))
    this.blocks = count(Math.ceil(sizeOf(node) / BLOCK_BYTES))
    this.atimeMs = count(node.accessedMs)
    this.mtimeMs = count(node.modifiedMs)
    this.ctimeMs = count(node.changedMs)
    this.birthtimeMs = count(node.bornMs)
  }

  protected kind(): FsNode['kind'] {
    return this.#kind
  }
  get atime(): Date {
    return new Date(this.#times[0])
  }
  get mtime(): Date {
    return new Date(this.#times[1])
  }
  get ctime(): Date {
    return new Date(this.#times[2])
  }
  get birthtime(): Date {
    return new Date(this.#times[3])
  }
}

export class BigIntStats extends Stats {
  readonly atimeNs: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly birthtimeNs: bigint

  constructor(node: FsNode) {
    super(node, (value) => BigInt(Math.trunc(value)))
    const nanoseconds = (ms: number) => BigInt(Math.round(ms * 1e6))
    this.atimeNs = nanoseconds(node.accessedMs)
    this.mtimeNs = nanoseconds(node.modifiedMs)
    this.ctimeNs = nanoseconds(node.changedMs)
    this.birthtimeNs = nanoseconds(node.bornMs)
  }
}

export class Dirent extends Typed {
  readonly #kind: FsNode['kind']
  constructor(
    readonly name: string,
    readonly parentPath: string,
    kind: FsNode['kind'],
  ) {
    super()
    this.#kind = kind
  }
  /** The old name of parentPath. */
  get path(): string {
    return this.parentPath
  }
  protected kind(): FsNode['kind'] {
    return this.#kind
  }
}
