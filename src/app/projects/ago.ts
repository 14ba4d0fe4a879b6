/** `just now`, `5 minutes ago`, `yesterday`, in the words of the browser's language settings for English. */

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** @param at, now milliseconds since 1970 */
export function agoText(at: number, now: number): string {
  for (const [unit, ms] of STEPS) {
    const count = Math.floor((now - at) / ms)
    if (count >= 1) return words.format(-count, unit)
  }
  return 'just now'
}
