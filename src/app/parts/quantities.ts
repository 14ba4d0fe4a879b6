/** How the page writes times and sizes: one way, everywhere. Instants are virtual milliseconds since the Unix epoch, shown as UTC. */

/** `12:00:03.214` */
export const clockText = (at: number): string => new Date(at).toISOString().slice(11, 23)

/** `2026-01-31` */
export const dateText = (at: number): string => new Date(at).toISOString().slice(0, 10)

const whole = (count: number, unit: string): string => `${count}${unit}`

/** `0.42 ms`, `12.3 ms`, `3.00 s`, `1m 30s`, `2h 5m`, `4d 1h` */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`
  if (ms === 0) return '0 ms'
  if (ms < 10) return `${trimZeros(ms.toFixed(2))} ms`
  if (ms < 1000) return `${trimZeros(ms.toFixed(1))} ms`
  if (ms < 59_995) return `${trimZeros((ms / 1000).toFixed(2))} s`
  const seconds = Math.round(ms / 1000)
  const [days, hours, minutes, rest] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ]
  if (days > 0) return join(whole(days, 'd'), hours && whole(hours, 'h'))
  if (hours > 0) return join(whole(hours, 'h'), minutes && whole(minutes, 'm'))
  return join(whole(minutes, 'm'), rest && whole(rest, 's'))
}

const trimZeros = (text: string): string => text.replace(/\.?0+$/, '')
const join = (first: string, second: string | 0): string => (second ? `${first} ${second}` : first)

/** `812 B`, `4.1 KB`, `2.0 MB`; 1 KB is 1024 bytes, as in AWS's limits. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** `1,204` */
export const countText = (count: number): string => count.toLocaleString('en-US')

/** `1 message`, `3 messages` */
export const plural = (count: number, noun: string): string => `${countText(count)} ${noun}${count === 1 ? '' : 's'}`

/** `$12.30`, `$0.0042`, `$0.00000021`: two digits that count, where it is less than a cent. */
export function moneyText(dollars: number): string {
  if (dollars === 0) return '$0'
  if (dollars >= 0.01)
    return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
  return `$${dollars.toLocaleString('en-US', { maximumSignificantDigits: 2, maximumFractionDigits: 20 })}`
}

/** `1,204`, `0.13`, `0.0021`: three digits that count. */
export const quantityText = (value: number): string =>
  value >= 1000
    ? countText(Math.round(value))
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3, maximumFractionDigits: 20 })
