/** Bytes and texts. */

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
