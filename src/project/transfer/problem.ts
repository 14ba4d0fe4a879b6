/** Something that cannot be imported. The message is for people: what, and what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
}

/** A file that somebody brings: from a zip, a folder, or alone. */
export interface SourceFile {
  /** As its source has it, `/` between folders; not yet trusted. */
  readonly path: string
  /** Bytes, as far as it is known before it is read. */
  readonly size: number
  readonly kind: 'file' | 'link'
  /** @throws ImportError when it is damaged or larger than `limit` bytes */
  read(limit: number): Promise<Uint8Array>
}
