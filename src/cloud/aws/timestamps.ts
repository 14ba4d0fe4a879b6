/** Instants (virtual milliseconds since the Unix epoch) as AWS writes them. */

/** `YYYY-MM-DD` of an instant, in UTC. Computed, because nothing in the cloud may touch the platform's Date. */
export function isoDate(instant: number): string {
  // Civil-from-days (Howard Hinnant, public domain): days since 1970-01-01 to a proleptic Gregorian date.
  const days = Math.floor(instant / 86_400_000) + 719_468
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` of an instant. */
export function isoTimestamp(instant: number): string {
  const ms = Math.floor(instant) % 86_400_000
  const [hour, minute, second] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60]
  return `${isoDate(instant)}T${two(hour)}:${two(minute)}:${two(second)}.${String(ms % 1000).padStart(3, '0')}Z`
}

const two = (value: number): string => String(value).padStart(2, '0')
