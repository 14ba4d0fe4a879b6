/** What a response's body is, as far as the page can show it. */

import type { HttpResponse } from '../stimulus/web-request'

export type ShownBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json' | 'html' | 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly source: string }
  | { readonly kind: 'bytes'; readonly size: number; readonly start: string }

const IMAGES = /^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml)$/
/** Bytes of a binary body that are shown. */
const BYTES_SHOWN = 256

export const headerOf = ({ headers }: HttpResponse, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1]

export const bytesOf = ({ body }: Pick<HttpResponse, 'body'>): Uint8Array =>
  typeof body === 'string' ? new TextEncoder().encode(body) : body

export function shownBody(response: HttpResponse): ShownBody {
  const bytes = bytesOf(response)
  if (bytes.length === 0) return { kind: 'empty' }
  const type = (headerOf(response, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (IMAGES.test(type)) return { kind: 'image', source: `data:${type};base64,${base64(bytes)}` }
  const text = textOf(bytes)
  if (text === null) return { kind: 'bytes', size: bytes.length, start: hex(bytes.subarray(0, BYTES_SHOWN)) }
  if (type === 'text/html' || type === 'application/xhtml+xml') return { kind: 'html', text }
  return { kind: isJson(text) ? 'json' : 'text', text }
}

/**
 * A page for a frame that may do nothing: no scripts, no forms, no network; images only if they are part of it. The
 * policy goes behind the doctype, so that the page keeps its mode.
 */
export function previewPage(html: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:">`
  const [doctype = ''] = /^\s*<!doctype[^>]*>/i.exec(html) ?? []
  return `${doctype}${policy}${html.slice(doctype.length)}`
}

/** Null for what is no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{"]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')

function base64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
