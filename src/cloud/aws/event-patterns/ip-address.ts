/** IP addresses and blocks of them, as event patterns compare them. */

const IPV4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/

/** From `bottom` to `top`, both inclusive and of the same length: 4 or 16 bytes. */
export interface AddressRange {
  readonly bottom: readonly number[]
  readonly top: readonly number[]
}

/** @returns 4 or 16 bytes; null for what is not an address. A v4 address mapped into v6 counts as v4. */
export function parseAddress(text: string): readonly number[] | null {
  if (IPV4.test(text)) {
    const bytes = text.split('.').map(Number)
    return bytes.every((byte) => byte <= 255) ? bytes : null
  }
  return IPV6.test(text) ? parseIpv6(text) : null
}

function parseIpv6(text: string): readonly number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null
  const bytes = groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
  const mapped = bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff))
  return mapped ? bytes.slice(12) : bytes
}

/**
 * Reads `address/bits`; bits of the address beyond the mask do not matter. AWS refuses masks of a whole address (`/32`).
 * @returns the block, or why AWS refuses it (texts: recorded, except those about the number of bits)
 */
export function parseCidr(text: string): AddressRange | string {
  const [address = '', bits, ...more] = text.replace(/\/+$/, '').split('/')
  if (bits === undefined || more.length > 0) return "Malformed CIDR, one '/' required"
  if (!/^[+-]?[0-9]+$/.test(bits)) return 'Malformed CIDR, mask bits must be an integer'
  const mask = Number(bits)
  if (mask < 0) return 'Malformed CIDR, mask bits must not be negative'
  const bytes = parseAddress(address)
  if (!bytes) return `${IPV4.test(address) || IPV6.test(address) ? 'Invalid' : 'Nonstandard'} IP address: ${address}`
  const size = bytes.length * 8
  if (mask >= size) return `IPv${size === 32 ? 4 : 6} mask bits must be < ${size}`
  const hostBits = bytes.map((_, index) => 0xff >> Math.min(8, Math.max(0, mask - index * 8)))
  return {
    bottom: bytes.map((byte, index) => byte & ~(hostBits[index] ?? 0)),
    top: bytes.map((byte, index) => byte | (hostBits[index] ?? 0)),
  }
}

export function inRange(address: readonly number[], { bottom, top }: AddressRange): boolean {
  return address.length === bottom.length && compare(bottom, address) <= 0 && compare(address, top) <= 0
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((byte, position) => byte !== b[position])
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0)
}
