/** Shard iterators: `<stream ARN>|1|<position>`, opaque to callers. */

export interface ShardIterator {
  readonly streamArn: string
  /** Index of the next record, from the stream's beginning. */
  readonly position: number
  /** Virtual milliseconds. */
  readonly createdAt: number
}

export const encodeIterator = ({ streamArn, position, createdAt }: ShardIterator): string =>
  `${streamArn}|1|${btoa(JSON.stringify({ position, createdAt }))}`

/** @returns null for what is no iterator */
export function decodeIterator(text: string): ShardIterator | null {
  const [streamArn = '', version, encoded = ''] = text.split('|')
  if (version !== '1') return null
  try {
    const { position, createdAt } = JSON.parse(atob(encoded)) as Partial<Record<string, unknown>>
    if (typeof position !== 'number' || typeof createdAt !== 'number') return null
    return { streamArn, position, createdAt }
  } catch {
    return null
  }
}
