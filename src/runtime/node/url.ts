/** node:url: the browser's URL, file URLs, and the legacy parser. */

import type * as Punycode from './punycode'
import { format as formatLegacy, parse, resolve, resolveObject, Url } from './url-legacy'
import { invalidArgumentType, nodeError, requireString } from './node-error'
import path from './path'

export const URL = globalThis.URL
export const URLSearchParams = globalThis.URLSearchParams

export function fileURLToPath(input: string | URL): string {
  const url = typeof input === 'string' ? new URL(input) : input
  if (!(url instanceof URL)) throw invalidArgumentType('path', 'of type string or an instance of URL', input)
  if (url.protocol !== 'file:') {
    throw nodeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file')
  }
  if (url.hostname !== '') {
    const message = 'File URL host must be "localhost" or empty on linux'
    throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_HOST', message)
  }
  if (/%2f/i.test(url.pathname)) {
    const message = 'File URL path must not include encoded / characters'
    throw nodeError(TypeError, 'ERR_INVALID_FILE_URL_PATH', message)
  }
  return decodeURIComponent(url.pathname)
}

export function pathToFileURL(filePath: string): URL {
  requireString(filePath, 'path')
  let resolved = path.resolve(filePath)
  if (filePath.endsWith('/') && !resolved.endsWith('/')) resolved += '/'
  const encoded = resolved.replace(/[%\\\n\r\t?#]/g, (character) => encodeURIComponent(character))
  return new URL(`file://${encoded}`)
}

export function urlToHttpOptions(url: URL): Record<string, unknown> {
  const { hostname, username, password, port } = url
  const options: Record<string, unknown> = {
    protocol: url.protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search: url.search,
    pathname: url.pathname,
    path: `${url.pathname}${url.search}`,
    href: url.href,
  }
  if (port !== '') options['port'] = Number(port)
  if (username || password) options['auth'] = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return options
}

interface FormatOptions {
  auth?: boolean
  fragment?: boolean
  search?: boolean
  unicode?: boolean
}

export function format(value: string | URL | object, options: FormatOptions = {}): string {
  if (!(value instanceof URL)) return formatLegacy(value)
  const url = new URL(value.href)
  if (options.auth === false) url.username = url.password = ''
  if (options.fragment === false) url.hash = ''
  if (options.search === false) url.search = ''
  return url.href
}

/** The browser's own conversion, which URL applies to host names. */
export function domainToASCII(domain: string): string {
  try {
    return new URL(`ws://${domain}`).hostname
  } catch {
    return ''
  }
}

export function domainToUnicode(domain: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const punycode = (require('./punycode') as typeof Punycode).default
  return punycode.toUnicode(domainToASCII(domain))
}

export default {
  URL,
  URLSearchParams,
  Url,
  parse,
  resolve,
  resolveObject,
  format,
  fileURLToPath,
  pathToFileURL,
  urlToHttpOptions,
  domainToASCII,
  domainToUnicode,
}
