/** More typed texts than this are not remembered: the app will not give back what is so old. */
const MAX_UNCONFIRMED = 100

/**
 * Text goes round: what is typed is told to the app, which gives it back with the project. A text that comes back late,
 * after more was typed, must not overwrite the newer one: it is recognised here.
 */
export class Echoes {
  /** What the app was told and has not given back, oldest first. */
  private unconfirmed: readonly string[] = []

  /** @param given the text that the app has */
  constructor(private given: string) {}

  typed(text: string): void {
    this.unconfirmed = [...this.unconfirmed, text].slice(-MAX_UNCONFIRMED)
  }

  /** Whether a text from the app is its own, and not what it already gave or what was typed here. */
  isNews(text: string): boolean {
    if (text === this.given) return false
    this.given = text
    const echo = this.unconfirmed.indexOf(text)
    this.unconfirmed = echo < 0 ? [] : this.unconfirmed.slice(echo + 1)
    return echo < 0
  }
}

/**
 * The one change that makes `present` into `wanted`; null if they are the same.
 * @returns what to put in place of which part of `present`, in UTF-16 units; never half of a surrogate pair
 */
export function difference(present: string, wanted: string): { start: number; end: number; text: string } | null {
  if (present === wanted) return null
  const longest = Math.min(present.length, wanted.length)
  let start = 0
  while (start < longest && present[start] === wanted[start]) start += 1
  if (/[\uD800-\uDBFF]/.test(present[start - 1] ?? '')) start -= 1
  let same = 0
  while (same < longest - start && present.at(-1 - same) === wanted.at(-1 - same)) same += 1
  if (/[\uDC00-\uDFFF]/.test(present[present.length - same] ?? '')) same -= 1
  return { start, end: present.length - same, text: wanted.slice(start, wanted.length - same) }
}
