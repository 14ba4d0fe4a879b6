/** What an invocation is charged for. Source: Guide and AWS Lambda pricing; since August 2025 every Init is billed. */

/**
 * Billed duration: Init and Invoke together, rounded up to a millisecond, at least one.
 * @param initDuration milliseconds; null when no Init ran for this invocation
 */
export function billedDuration(duration: number, initDuration: number | null): number {
  return Math.max(1, Math.ceil(hundredths(duration) + hundredths(initDuration ?? 0)))
}

/** As REPORT shows it; so that what is billed follows from what is shown. */
const hundredths = (duration: number): number => Math.round(duration * 100) / 100
