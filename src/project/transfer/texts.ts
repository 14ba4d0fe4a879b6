/** Files of a project are texts: what the bytes of a file say. */

export type ReadText =
  | { readonly text: string; readonly note: string | null }
  /** No text. */
  | null

const UTF8_MARK = [0xef, 0xbb, 0xbf]
const UTF16_MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** The text as it was written by `toBytes`, to the last character. @returns null when it is no UTF-8 */
export function exactText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

export const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Whether a text has bytes: half a surrogate pair has none. */
export const hasBytes = (text: string): boolean => !/\p{Surrogate}/u.test(text)

/** A file from anywhere: a byte order mark says something and is no part of the text; line ends stay as they are. */
export function readText(bytes: Uint8Array): ReadText {
  const begins = (mark: readonly number[]): boolean => mark.every((byte, index) => bytes[index] === byte)
  const wide = UTF16_MARKS.find(([mark]) => begins(mark))
  if (wide) return { text: new TextDecoder(wide[1]).decode(bytes), note: 'was UTF-16' }
  if (bytes.includes(0)) return null
  const text = exactText(begins(UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes)
  if (text !== null) return { text, note: null }
  // Old editors. More than a few control characters are no text of theirs either.
  const old = new TextDecoder('windows-1252').decode(bytes)
  const controls = old.match(/[\u0001-\u0008\u000e-\u001f\u0080-\u009f]/g)?.length ?? 0
  return controls > 0 ? null : { text: old, note: 'was not UTF-8, and was read as Windows-1252' }
}
