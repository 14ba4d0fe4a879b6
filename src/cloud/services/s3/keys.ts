/** Object keys: their order, and how they are written in lists and notifications. */

/**
 * Order of the keys' UTF-8 bytes, which is that of code points. UTF-16 differs from it in one place: surrogates (code
 * points above U+FFFF) sort before U+E000 … U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return byCodePoint(left) - byCodePoint(right)
  }
  return a.length - b.length
}

const byCodePoint = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/**
 * As S3 writes keys in XML with `encoding-type=url`, and in notifications: everything but letters, digits, `-_.*` and `/`
 * is percent-encoded in UTF-8; a space is `+`.
 */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
}

const utf8 = new TextEncoder()

/** Bytes in UTF-8. */
export const byteLength = (text: string): number => utf8.encode(text).length

/** Position of the first entry that is not before `key`, in an ordered list. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(keys[middle] as string, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}
