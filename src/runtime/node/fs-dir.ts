/** fs.Dir, what opendir gives. */

import { list, pathText, type PathLike } from './file-system'
import { Dirent } from './fs-stats'
import { nodeError } from './node-error'

type Callback<T> = (error: Error | null, value?: T) => void

export class Dir {
  readonly path: string
  readonly #entries: Dirent[]
  #closed = false

  constructor(directory: PathLike) {
    this.path = pathText(directory)
    this.#entries = list(this.path, 'opendir').map(([name, node]) => new Dirent(name, this.path, node.kind))
  }

  readSync(): Dirent | null {
    if (this.#closed) throw nodeError(Error, 'ERR_DIR_CLOSED', 'Directory handle was closed')
    return this.#entries.shift() ?? null
  }
  closeSync(): void {
    if (this.#closed) throw nodeError(Error, 'ERR_DIR_CLOSED', 'Directory handle was closed')
    this.#closed = true
  }
  read(done?: Callback<Dirent | null>): Promise<Dirent | null> | undefined {
    return settle(() => this.readSync(), done)
  }
  close(done?: Callback<void>): Promise<void> | undefined {
    return settle(() => this.closeSync(), done)
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    try {
      for (let entry = this.readSync(); entry; entry = this.readSync()) yield entry
    } finally {
      this.closeSync()
    }
  }
}

function settle<T>(run: () => T, done: Callback<T> | undefined): Promise<T> | undefined {
  const result = Promise.resolve().then(run)
  if (!done) return result
  result.then(
    (value) => done(null, value),
    (error: Error) => done(error),
  )
  return undefined
}
