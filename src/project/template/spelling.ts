/** "Did you mean …?" */

import type { Diagnostic } from '../model'

/** @returns the candidate that a person most likely meant, or null when none is near */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

/** The diagnostic with "Did you mean …?" added to its hint, when a candidate is near. */
export function withHint(diagnostic: Diagnostic, word: string, candidates: Iterable<string>): Diagnostic {
  const hint = suggestion(word, candidates)
  return hint === undefined ? diagnostic : { ...diagnostic, hint }
}

export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(word, candidates)
  return found === null ? undefined : `Did you mean ${found}?`
}

/** Insertions, deletions, replacements and swaps of neighbours. @param limit distances from here on are not told apart */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let before: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1]
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      }
      next.push(cost)
    }
    ;[before, row] = [row, next]
  }
  return row[right.length] ?? limit
}
