/** Bodies: bytes, texts, base64. */

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder() }

export const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : utf8.decode.decode(body)

export const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? utf8.encode.encode(body) : body

export const sizeOf = (body: string | Uint8Array): number => bytesOf(body).length

export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @returns null for what is no base64 */
export function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

/** Of base64url, as tokens have it. @returns null for what is none */
export const fromBase64Url = (text: string): Uint8Array | null =>
  fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'))
