/** Instants in policies: W3C profiles of ISO 8601, or seconds since the epoch. Nothing in the cloud touches Date. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** @returns milliseconds since the epoch; null for what is no date */
export function parseInstant(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const parts = ISO.exec(text)
  if (!parts) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null
  const fraction = Number(`0.${parts[7] ?? '0'}`) * 1000
  return (
    daysFromCivil(year, month, day) * 86_400_000 +
    (hour * 3600 + minute * 60 + second) * 1000 +
    Math.floor(fraction) -
    offset(parts[8] ?? 'Z')
  )
}

function offset(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))]
  return sign * (hours * 60 + minutes) * 60_000
}

/** Days since 1970-01-01 (Howard Hinnant's algorithm, public domain). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
