/** Durations as checks write them: milliseconds, or `'90s'`, `'2m'`, `'1h 30m'`. */

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const PART = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g
const WHOLE = /^\s*(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*)+$/

/** @throws TypeError for what is no duration; RangeError for a negative or infinite one */
export function milliseconds(duration: unknown): number {
  if (typeof duration === 'number') {
    if (Number.isFinite(duration) && duration >= 0) return duration
    throw new RangeError(`A duration is a finite number of milliseconds, not below 0, and not ${duration}.`)
  }
  if (typeof duration !== 'string' || !WHOLE.test(duration)) {
    const given = typeof duration === 'string' ? `"${duration.slice(0, 40)}"` : typeof duration
    throw new TypeError(`A duration is milliseconds or a text like '90s', '2m', '6h' or '1h 30m', and not ${given}.`)
  }
  let sum = 0
  for (const [, count, unit = ''] of duration.matchAll(PART)) sum += Number(count) * (UNITS[unit] ?? 0)
  return sum
}

/** `90000` → `1m 30s`: for messages. */
export function durationText(ms: number): string {
  const parts: string[] = []
  let left = Math.round(ms)
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = UNITS[unit] ?? 1
    const count = Math.floor(left / size)
    if (count > 0) parts.push(`${count}${unit}`)
    left -= count * size
  }
  return parts.slice(0, 2).join(' ') || '0s'
}
