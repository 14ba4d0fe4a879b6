/** url.parse, url.format and url.resolve, which know no base and accept nearly everything. */

import { invalidArgumentType, nodeError } from './node-error'
import querystring from './querystring'

/** Any URL may have these after the colon's slashes and nothing before the path. */
const HOSTLESS = new Set(['javascript:'])
const SLASHED = new Set(['http:', 'https:', 'ftp:', 'gopher:', 'file:', 'ws:', 'wss:'])

const ESCAPED = /[\t\n\r "'<>\\^`{|}]/g

export class Url {
  protocol: string | null = null
  slashes: boolean | null = null
  auth: string | null = null
  host: string | null = null
  port: string | null = null
  hostname: string | null = null
  hash: string | null = null
  search: string | null = null
  query: string | Record<string, unknown> | null = null
  pathname: string | null = null
  path: string | null = null
  href: string | null = null

  parse(text: string, parseQuery = false, slashesDenoteHost = false): this {
    if (typeof text !== 'string') throw invalidArgumentType('url', 'of type string', text)
    let rest = this.#takeProtocol(normalizeBackslashes(text.trim()))
    const hadProtocol = this.protocol !== null
    const doubleSlash = rest.startsWith('//')
    const hostless = HOSTLESS.has(this.protocol ?? '')
    const wantsHost = slashesDenoteHost || hadProtocol || /^\/\/[^@/]+@[^@/]+/.test(rest)
    if (wantsHost && doubleSlash && !hostless) {
      rest = rest.slice(2)
      this.slashes = true
    }
    // Schemes without a syntax of their own (mailto, postgres) may name a host right behind the colon.
    if (!hostless && (this.slashes || (hadProtocol && !SLASHED.has(this.protocol ?? '')))) {
      rest = this.#takeHost(rest, text)
    }
    if (!hostless) rest = rest.replace(ESCAPED, (character) => encodeURIComponent(character).replace("'", '%27'))
    this.#takePath(rest, parseQuery)
    this.href = this.format()
    return this
  }

  #takeProtocol(text: string): string {
    const match = /^[a-z0-9.+-]+:/i.exec(text)
    if (!match) return text
    this.protocol = match[0].toLowerCase()
    return text.slice(match[0].length)
  }

  #takeHost(rest: string, whole: string): string {
    // The last @ before the path ends the credentials; a host ends at whatever cannot be in one.
    const authorityEnd = rest.search(/[/?#]/)
    const authority = authorityEnd < 0 ? rest : rest.slice(0, authorityEnd)
    const at = authority.lastIndexOf('@')
    if (at >= 0) this.auth = safeDecode(authority.slice(0, at))
    const afterAuth = rest.slice(at + 1)
    const hostEnd = afterAuth.search(/[/?#\t\n\r "%';<>\\^`{|}]/)
    const host = hostEnd < 0 ? afterAuth : afterAuth.slice(0, hostEnd)
    const port = /:(\d*)$/.exec(host)
    if (port?.[1]) this.port = port[1]
    let hostname = port ? host.slice(0, port.index) : host
    let remainder = hostEnd < 0 ? '' : afterAuth.slice(hostEnd)
    const isIpv6 = hostname.startsWith('[') && hostname.endsWith(']')
    if (!isIpv6) {
      const forbidden = hostname.indexOf(':')
      if (forbidden >= 0) {
        remainder = `/${hostname.slice(forbidden)}${remainder}`
        hostname = hostname.slice(0, forbidden)
      }
      if (/[\0\t\n\r #%/<>?@[\\\]^|]/.test(hostname)) throw invalidUrl(whole)
      hostname = hostname.length > 255 ? '' : toAscii(hostname.toLowerCase())
    } else {
      hostname = hostname.toLowerCase()
    }
    this.host = `${hostname}${this.port ? `:${this.port}` : ''}`
    this.hostname = isIpv6 ? hostname.slice(1, -1) : hostname
    if (isIpv6 && !remainder.startsWith('/') && remainder !== '' && !/^[?#]/.test(remainder))
      remainder = `/${remainder}`
    return remainder
  }

  #takePath(rest: string, parseQuery: boolean): void {
    const hash = rest.indexOf('#')
    if (hash >= 0) this.hash = rest.slice(hash)
    const beforeHash = hash < 0 ? rest : rest.slice(0, hash)
    const question = beforeHash.indexOf('?')
    if (question >= 0) {
      this.search = beforeHash.slice(question)
      const query = this.search.slice(1)
      this.query = parseQuery ? (querystring.parse(query) as Record<string, unknown>) : query
    } else if (parseQuery) {
      this.search = null
      this.query = Object.create(null) as Record<string, unknown>
    }
    const pathname = question < 0 ? beforeHash : beforeHash.slice(0, question)
    if (pathname !== '') this.pathname = pathname
    if (SLASHED.has(this.protocol ?? '') && this.hostname && !this.pathname) this.pathname = '/'
    if (this.pathname || this.search) this.path = `${this.pathname ?? ''}${this.search ?? ''}`
  }

  format(): string {
    const auth = this.auth ? `${encodeURIComponent(this.auth).replace(/%3A/i, ':')}@` : ''
    let protocol = this.protocol ?? ''
    if (protocol && !protocol.endsWith(':')) protocol += ':'
    let host: string | undefined
    if (this.host) {
      host = auth + this.host
    } else if (this.hostname) {
      const hostname =
        this.hostname.includes(':') && !this.hostname.startsWith('[') ? `[${this.hostname}]` : this.hostname
      host = `${auth}${hostname}${this.port ? `:${this.port}` : ''}`
    }
    const query =
      this.query !== null && typeof this.query === 'object' ? querystring.stringify(this.query as never) : ''
    let search = this.search || (query && `?${query}`) || ''
    let pathname = (this.pathname ?? '').replace(/[?#]/g, encodeURIComponent)
    if (this.slashes || SLASHED.has(protocol)) {
      if (this.slashes || host) {
        if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`
        host = `//${host ?? ''}`
      } else if (protocol.startsWith('file')) {
        host = '//'
      }
    }
    let hash = this.hash ?? ''
    search = search.replaceAll('#', '%23')
    if (hash && !hash.startsWith('#')) hash = `#${hash}`
    if (search && !search.startsWith('?')) search = `?${search}`
    return `${protocol}${host ?? ''}${pathname}${search}${hash}`
  }

  resolve(relative: string): string {
    return this.resolveObject(new Url().parse(relative, false, true)).format()
  }

  /** RFC 3986 section 5.2, with the exceptions of the parser above. */
  resolveObject(target: string | Url): Url {
    const relative = typeof target === 'string' ? new Url().parse(target, false, true) : target
    const result = Object.assign(new Url(), this)
    result.hash = relative.hash
    if (relative.href === '') {
      result.href = result.format()
      return result
    }
    if (relative.slashes && !relative.protocol) {
      Object.assign(result, relative, { protocol: this.protocol })
      if (SLASHED.has(result.protocol ?? '') && result.hostname && !result.pathname) result.path = result.pathname = '/'
      result.href = result.format()
      return result
    }
    if (relative.protocol && relative.protocol !== result.protocol) {
      Object.assign(result, relative)
      result.slashes ||= relative.slashes
      result.href = result.format()
      return result
    }
    const hasHost = Boolean(result.host) || SLASHED.has(result.protocol ?? '')
    const relativePath = relative.pathname ?? ''
    if (relative.host !== null && relative.protocol) {
      Object.assign(result, {
        host: relative.host,
        hostname: relative.hostname,
        port: relative.port,
        auth: relative.auth,
      })
    }
    if (relativePath.startsWith('/') || (relative.host !== null && relative.protocol)) {
      result.pathname = removeDots(relativePath || '/', hasHost)
      result.search = relative.search
      result.query = relative.query
    } else if (relativePath) {
      const base = result.pathname ?? ''
      const merged = `${base.slice(0, base.lastIndexOf('/') + 1) || (result.host ? '/' : '')}${relativePath}`
      result.pathname = removeDots(merged, hasHost)
      result.search = relative.search
      result.query = relative.query
    } else if (relative.search !== null) {
      result.search = relative.search
      result.query = relative.query
    }
    result.path = `${result.pathname ?? ''}${result.search ?? ''}` || null
    result.slashes ||= relative.slashes
    result.href = result.format()
    return result
  }
}

function removeDots(path: string, absolute: boolean): string {
  const rooted = path.startsWith('/')
  const kept: string[] = []
  const parts = path.split('/')
  const last = parts.at(-1)
  for (const part of rooted ? parts.slice(1) : parts) {
    if (part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!rooted && !absolute) kept.push('..')
  }
  if ((last === '.' || last === '..') && kept.at(-1) !== '') kept.push('')
  return `${rooted ? '/' : ''}${kept.join('/')}`
}

/** Backslashes are slashes, but for the query and the fragment. */
function normalizeBackslashes(text: string): string {
  const end = text.search(/[?#]/)
  const before = end < 0 ? text : text.slice(0, end)
  return before.replaceAll('\\', '/') + (end < 0 ? '' : text.slice(end))
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function toAscii(hostname: string): string {
  if (/^[\x00-\x7f]*$/.test(hostname)) return hostname
  try {
    return new URL(`ws://${hostname}`).hostname
  } catch {
    return hostname
  }
}

function invalidUrl(input: string): Error {
  return nodeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL', { input })
}

export function parse(text: string | Url, parseQuery?: boolean, slashesDenoteHost?: boolean): Url {
  if (text instanceof Url) return text
  return new Url().parse(text, parseQuery, slashesDenoteHost)
}

export function format(value: unknown): string {
  if (typeof value === 'string') return parse(value).format()
  if (typeof value !== 'object' || value === null) {
    throw invalidArgumentType('urlObject', 'of type object or string', value)
  }
  return Url.prototype.format.call(value as Url)
}

export function resolve(from: string, to: string): string {
  return parse(from, false, true).resolve(to)
}

export function resolveObject(from: string | Url, to: string): Url | string {
  return from ? parse(from, false, true).resolveObject(to) : to
}
