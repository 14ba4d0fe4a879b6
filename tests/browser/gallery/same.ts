/** Whether two runs have the same records, to the last byte. */

/**
 * Frames that V8 alone tells of: of functions of the language (`at Array.map (<anonymous>)`) and of async callers. They
 * are elements of lists in JSON texts, possibly within JSON texts.
 */
const FRAME_OF_V8 = /(\\*)" {4}at (?:[^"\\]*\(<anonymous>\)|async [^"\\]*)\1"(?:,|(?=\]))/g

export const withoutFramesOfV8 = (records: readonly string[]): readonly string[] =>
  records.map((record) => record.replace(FRAME_OF_V8, ''))

/** The first record that differs, and what came before it; null if there is none. */
export function firstDifference(first: readonly string[], second: readonly string[]): object | null {
  const index = first.findIndex((record, at) => record !== second[at])
  const at = index >= 0 ? index : first.length
  if (index < 0 && first.length === second.length) return null
  return { index: at, before: first[at - 1], first: first[at] ?? 'no record', second: second[at] ?? 'no record' }
}
