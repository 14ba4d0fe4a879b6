/** The `wildcard` operator: `*` stands for any characters, also none; `\*` and `\\` stand for themselves. */

/**
 * AWS refuses patterns that would keep too many partial matches alive. Its measure is not published; recorded is only
 * that six wildcards are too many, while those with two are accepted, so the bound is an assumption (unverified).
 */
const WILDCARDS_MAX = 5

/** The literal pieces between the wildcards: one piece is an exact text, `['', '']` is `*`. */
export type WildcardPieces = readonly string[]

/** Why a wildcard is refused; `placed` when AWS says where in the pattern. */
export interface WildcardProblem {
  readonly reason: string
  readonly placed: boolean
}

/** Positions in refusals count UTF-8 bytes from the string's opening quote, which is 0. */
export function parseWildcard(text: string): WildcardPieces | WildcardProblem {
  const pieces: string[] = []
  let piece = ''
  for (let index = 0; index < text.length; index += 1) {
    const [character, next] = [text.charAt(index), text.charAt(index + 1)]
    if (character === '*') {
      if (next === '*')
        return { reason: `Consecutive wildcard characters at pos ${bytePosition(text, index)}`, placed: true }
      pieces.push(piece)
      piece = ''
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\') {
        return { reason: `Invalid escape character at pos ${bytePosition(text, index)}`, placed: true }
      }
      piece += next
      index += 1
    } else {
      piece += character
    }
  }
  pieces.push(piece)
  if (pieces.length - 1 > WILDCARDS_MAX) {
    return {
      reason:
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      placed: false,
    }
  }
  return pieces
}

const bytePosition = (text: string, index: number): number => new TextEncoder().encode(text.slice(0, index)).length + 1

export function matchesWildcard(text: string, pieces: WildcardPieces): boolean {
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  // The leftmost place of each piece leaves the most for the next, so no attempt has to be taken back.
  let position = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, position)
    if (found < 0) return false
    position = found + piece.length
  }
  return text.length - last.length >= position && text.endsWith(last)
}
