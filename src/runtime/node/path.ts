/** node:path: one algorithm for both systems; they differ in separators and in what a path's root is. */

import { invalidArgumentType, requireString } from './node-error'
import { workingDirectory } from './working-directory'

interface Parsed {
  root: string
  dir: string
  base: string
  ext: string
  name: string
}

interface System {
  readonly separator: '/' | '\\'
  readonly delimiter: ':' | ';'
  isSeparator(character: string | undefined): boolean
  /** The drive or share (`C:`, `\\server\share`), empty on POSIX, and how much of the path it and its slash take. */
  rootOf(path: string): { device: string; isAbsolute: boolean; length: number }
}

const posixSystem: System = {
  separator: '/',
  delimiter: ':',
  isSeparator: (character) => character === '/',
  rootOf: (path) => ({ device: '', isAbsolute: path.startsWith('/'), length: path.startsWith('/') ? 1 : 0 }),
}

const isBackslashOrSlash = (character: string | undefined) => character === '\\' || character === '/'

const win32System: System = {
  separator: '\\',
  delimiter: ';',
  isSeparator: isBackslashOrSlash,
  rootOf(path) {
    const drive = /^[A-Za-z]:/.exec(path)
    if (drive) {
      const isAbsolute = isBackslashOrSlash(path[2])
      return { device: path.slice(0, 2), isAbsolute, length: isAbsolute ? 3 : 2 }
    }
    if (!isBackslashOrSlash(path[0])) return { device: '', isAbsolute: false, length: 0 }
    const share = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)([\\/])?/.exec(path)
    if (!share) return { device: '', isAbsolute: true, length: 1 }
    const [whole, server, name] = share
    return { device: `\\\\${server}\\${name}`, isAbsolute: true, length: whole.length }
  },
}

/** Without `.` and, as far as possible, `..`. */
function collapse(path: string, keepLeadingParents: boolean, system: System): string {
  const kept: string[] = []
  for (const part of split(path, system)) {
    if (part === '' || part === '.') continue
    if (part !== '..') kept.push(part)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (keepLeadingParents) kept.push('..')
  }
  return kept.join(system.separator)
}

function split(path: string, system: System): string[] {
  return path.split(system.separator === '/' ? '/' : /[\\/]/)
}

interface PathModule {
  sep: string
  delimiter: string
  resolve(...paths: string[]): string
  normalize(path: string): string
  isAbsolute(path: string): boolean
  join(...paths: string[]): string
  relative(from: string, to: string): string
  toNamespacedPath(path: string): string
  dirname(path: string): string
  basename(path: string, suffix?: string): string
  extname(path: string): string
  format(parts: Partial<Parsed>): string
  parse(path: string): Parsed
  matchesGlob(path: string, pattern: string): boolean
  _makeLong(path: string): string
  posix: PathModule
  win32: PathModule
}

function createPath(system: System): PathModule {
  const { separator, isSeparator } = system
  const windows = separator === '\\'

  function resolve(...paths: string[]): string {
    let device = ''
    let rest = ''
    let isAbsolute = false
    for (let index = paths.length - 1; index >= -1 && !(isAbsolute && (device || !windows)); index--) {
      const path = index >= 0 ? paths[index] : workingDirectory()
      requireString(path, windows || index < 0 ? 'path' : `paths[${index}]`)
      if (path === '') continue
      const root = system.rootOf(path)
      if (root.device) {
        if (device && root.device.toLowerCase() !== device.toLowerCase()) continue
        device ||= root.device
      }
      if (isAbsolute) continue
      rest = `${path.slice(root.length)}${separator}${rest}`
      isAbsolute = root.isAbsolute
    }
    const tail = collapse(rest, !isAbsolute, system)
    return `${device}${isAbsolute ? separator : ''}${tail}` || '.'
  }

  function normalize(path: string): string {
    requireString(path, 'path')
    if (path === '') return '.'
    const root = system.rootOf(path)
    const trailing = path.length > root.length && isSeparator(path.at(-1))
    let tail = collapse(path.slice(root.length), !root.isAbsolute, system)
    if (tail === '' && !root.isAbsolute) tail = '.'
    if (trailing && tail !== '') tail += separator
    return `${root.device}${root.isAbsolute ? separator : ''}${tail}`
  }

  function isAbsolute(path: string): boolean {
    requireString(path, 'path')
    return system.rootOf(path).isAbsolute
  }

  function join(...paths: string[]): string {
    for (const path of paths) requireString(path, 'path')
    const present = paths.filter((path) => path !== '')
    const [first] = present
    if (first === undefined) return '.'
    let joined = present.join(separator)
    // Joining must not make a share out of a first part that was none: join('//', 'server', 'share').
    if (windows && !/^[\\/]{2}[^\\/]/.test(first)) joined = joined.replace(/^[\\/]{2,}/, '\\')
    return normalize(joined)
  }

  function relative(from: string, to: string): string {
    requireString(from, 'from')
    requireString(to, 'to')
    if (from === to) return ''
    const [start, end] = [resolve(from), resolve(to)]
    const comparable = (text: string) => (windows ? text.toLowerCase() : text)
    if (comparable(start) === comparable(end)) return ''
    const [roots, ends] = [system.rootOf(start), system.rootOf(end)]
    if (comparable(roots.device) !== comparable(ends.device)) return end
    const startParts = split(start.slice(roots.length), system).filter((part) => part !== '')
    const endParts = split(end.slice(ends.length), system).filter((part) => part !== '')
    let common = 0
    while (
      common < startParts.length &&
      common < endParts.length &&
      comparable(startParts[common] ?? '') === comparable(endParts[common] ?? '')
    ) {
      common++
    }
    return [...startParts.slice(common).fill('..'), ...endParts.slice(common)].join(separator)
  }

  function toNamespacedPath(path: string): string {
    if (!windows || typeof path !== 'string' || path === '') return path
    const resolved = resolve(path)
    if (/^\\\\[^.?]/.test(resolved)) return `\\\\?\\UNC\\${resolved.slice(2)}`
    return /^[A-Za-z]:\\/.test(resolved) ? `\\\\?\\${resolved}` : path
  }

  function dirname(path: string): string {
    requireString(path, 'path')
    if (path === '') return '.'
    const root = system.rootOf(path)
    // A share without anything behind it is its own directory.
    if (root.device.startsWith('\\') && root.length === path.length) return path
    const { start } = lastPart(path)
    // Only the one separator before the last part goes: dirname('a//b') is 'a/'. A double slash stays one.
    if (!windows && start === 2 && path.startsWith('//')) return '//'
    if (start > root.length) return path.slice(0, start - 1) || path.slice(0, root.length)
    return path.slice(0, root.length) || '.'
  }

  /** Where the last part starts and ends. */
  function lastPart(path: string): { start: number; end: number } {
    // A drive is no name; a share is, to Node.
    const first = windows && /^[A-Za-z]:/.test(path) ? 2 : 0
    let end = path.length
    while (end > first && isSeparator(path[end - 1])) end--
    let start = end
    while (start > first && !isSeparator(path[start - 1])) start--
    return { start, end }
  }

  function basename(path: string, suffix?: string): string {
    if (suffix !== undefined) requireString(suffix, 'suffix')
    requireString(path, 'path')
    const { start, end } = lastPart(path)
    const base = path.slice(start, end)
    if (suffix === undefined || suffix === '') return base
    if (path === suffix) return ''
    // Node's answer to a root with a suffix.
    if (base === '' && suffix.length <= path.length) return path
    return base.endsWith(suffix) && base !== suffix ? base.slice(0, -suffix.length) : base
  }

  function extensionOf(base: string): string {
    const dot = base.lastIndexOf('.')
    return dot <= 0 || base === '..' ? '' : base.slice(dot)
  }

  function extname(path: string): string {
    requireString(path, 'path')
    return extensionOf(basename(path))
  }

  function format(parts: Partial<Parsed>): string {
    if (parts === null || typeof parts !== 'object') throw invalidArgumentType('pathObject', 'of type object', parts)
    const dir = parts.dir || parts.root
    const extension = parts.ext ? (parts.ext.startsWith('.') ? parts.ext : `.${parts.ext}`) : ''
    const base = parts.base || `${parts.name ?? ''}${extension}`
    if (!dir) return base
    return dir === parts.root ? `${dir}${base}` : `${dir}${separator}${base}`
  }

  function parse(path: string): Parsed {
    requireString(path, 'path')
    const root = system.rootOf(path)
    const { start, end } = lastPart(path)
    const base = start >= root.length || !windows ? path.slice(start, end) : ''
    const ext = extensionOf(base)
    let dir = path.slice(0, Math.max(root.length, start - 1))
    if (start <= root.length) dir = path.slice(0, Math.min(root.length, Math.max(start, root.length)))
    return { root: path.slice(0, root.length), dir, base, ext, name: base.slice(0, base.length - ext.length) }
  }

  const path = {
    sep: separator,
    delimiter: system.delimiter,
    resolve,
    normalize,
    isAbsolute,
    join,
    relative,
    toNamespacedPath,
    dirname,
    basename,
    extname,
    format,
    parse,
    matchesGlob: (path: string, pattern: string) => globPattern(pattern).test(normalize(path)),
    _makeLong: toNamespacedPath,
  } as PathModule
  return path
}

/** `*`, `**`, `?`, `[…]` and `{a,b}`. */
function globPattern(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|\{[^}]*\}|\[!?|[.+^$()|\\]/g, (token) => {
    if (token === '**/') return '(?:[^/]+/)*'
    if (token === '**') return '.*'
    if (token === '*') return '[^/]*'
    if (token === '?') return '[^/]'
    if (token === '[!') return '[^'
    if (token === '[') return '['
    if (token.startsWith('{')) return `(?:${token.slice(1, -1).split(',').join('|')})`
    return `\\${token}`
  })
  return new RegExp(`^${source}$`)
}

const posix = createPath(posixSystem)
const win32 = createPath(win32System)
for (const path of [posix, win32]) Object.assign(path, { posix, win32 })

export { posix, win32 }
export default posix
