import nodePath from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, type Environment, type Require, type Snippet } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

describe('path', () => {
  test('agrees with Node about thousands of POSIX paths', () => {
    const path = environment.require('path')
    let seed = 42
    const draw = (below: number) => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % below
    const parts = ['/', '/', 'a', 'b', '.', '..', '.x', 'c.txt', '//', 'x.', 'dir', 'é']
    const make = () => Array.from({ length: draw(7) }, () => parts[draw(parts.length)]).join('')
    const differences: unknown[] = []
    for (let round = 0; round < 20_000; round++) {
      const [a, b] = [make(), make()]
      const calls: [keyof typeof nodePath.posix, string[]][] = [
        ['normalize', [a]],
        ['join', [a, b]],
        ['dirname', [a]],
        ['basename', [a]],
        ['extname', [a]],
        ['isAbsolute', [a]],
        ['resolve', ['/var/task', a, b]],
        ['relative', [`/${a}`, `/${b}`]],
      ]
      // Node takes the last part of '/..' for a file with an extension.
      if (nodePath.posix.basename(a) !== '..') calls.push(['parse', [a]])
      if (/[^/]/.test(a)) calls.push(['basename', [a, '.txt']])
      for (const [name, values] of calls) {
        const real = (nodePath.posix[name] as (...values: string[]) => unknown)(...values)
        const ours = path[name](...values) as unknown
        if (JSON.stringify(ours) !== JSON.stringify(real)) differences.push([name, values, ours, real])
      }
    }
    expect(differences).toEqual([])
  })

  test.each([
    ['C:\\a\\..\\b', 'file.txt'],
    ['C:/a/b', '..\\c'],
    ['\\\\server\\share\\dir', 'x'],
    ['C:', 'a'],
    ['a/b\\c', '..'],
    ['\\a', 'b'],
    ['', 'x'],
  ])('agrees with Node about the Windows path %s', (a, b) => {
    const { win32 } = environment.require('path')
    const real = nodePath.win32
    expect([
      win32.normalize(a),
      win32.join(a, b),
      win32.dirname(a),
      win32.basename(a),
      win32.isAbsolute(a),
      win32.parse(a),
      win32.resolve('C:\\base', a, b),
      win32.sep,
      win32.delimiter,
    ]).toEqual([
      real.normalize(a),
      real.join(a, b),
      real.dirname(a),
      real.basename(a),
      real.isAbsolute(a),
      real.parse(a),
      real.resolve('C:\\base', a, b),
      real.sep,
      real.delimiter,
    ])
  })

  test('resolves against the working directory of a function', () => {
    const { require } = environment
    const path = require('node:path')
    expect(path.resolve('x')).toBe('/var/task/x')
    expect(path.resolve()).toBe('/var/task')
    expect(path.posix).toBe(path)
    expect(require('path/posix')).toBe(path)
    expect(require('path/win32')).toBe(path.win32)
    expect(path.format({ dir: '/a', name: 'b', ext: 'c' })).toBe('/a/b.c')
    expect(path.matchesGlob('/a/b/c.js', '/a/**/*.js')).toBe(true)
    expect(path.matchesGlob('/a/b.ts', '/a/*.{js,cjs}')).toBe(false)
  })

  test('complains as Node does', async () => {
    const { ours, node } = await both(environment, (require) => {
      const path = require('path')
      return each([
        () => path.join('a', 5),
        () => path.dirname(),
        () => path.basename('a', 5),
        () => path.format('x'),
        () => path.normalize(null),
        () => path.relative('a'),
      ])
    })
    expect(ours).toEqual(node)
  })
})

const URLS = ['http://user:pass@sub.host.com:8080/p/a/t/h?query=string#hash', 'http://a.b/c?d=1', '/x/y?z=1', '//host/p', 'mailto:a@b.c', 'http://a.com', 'https://A.COM:443/', '?q', '#h', '', 'a/b', 'http://[::1]:80/x', 'file:///etc/passwd', 'javascript:alert(1)', 'http://a.com/ b', 'http://a.com\\b\\c', 'redis://u:p@h:6379/0', 'postgres://a:b%40c@h/db?ssl=1', 'arn:aws:sqs:us-east-1:1:q', 'HTTP://a/B', 'http://a@b@c/', 'http://a/?x=a\\b', 'data:,x', 'mongodb://a,b:1/x', 's3://bucket/key name', 'http://a.com/%zz', '/a?b?c#d#e', 'http://a.com?x', 'http://a.com;x=1/y', 'http://a b/'] // prettier-ignore
const BASES = ['http://a/b/c/d;p?q', '/one/two/three', 'http://example.com/', 'file:///a/b']
const TARGETS = ['g:h', 'g', './g', 'g/', '/g', '//g', '?y', 'g?y', '#s', 'g#s', ';x', '', '.', './', '..', '../', '../g', '../..', '../../g', '../../../g', '/./g', '/../g', './g/.', 'g/./h', 'g/../h', 'http://x/y', 'mailto:x@y'] // prettier-ignore

const same: Record<string, Snippet> = {
  'parses the old way': (require: Require) =>
    each(
      URLS.flatMap((url) => [
        () => require('url').parse(url),
        () => require('url').parse(url, true),
        () => require('url').parse(url, false, true),
      ]),
    ),
  'formats the old way': (require) => {
    const { format } = require('url')
    return [
      ...URLS.slice(0, -1).map((url) => format(url)),
      ...[
        { protocol: 'https', hostname: 'a.b', pathname: 'x', query: { a: 1, b: ['x', 'y'] } },
        { host: 'a:1', pathname: '/p', search: 'q' },
        { protocol: 'mailto', pathname: 'a@b' },
        { hostname: '::1', protocol: 'http:', port: 3 },
        { pathname: '/a?b#c' },
        { auth: 'a:b c', host: 'h' },
      ].map((parts) => format(parts)),
      format(new URL('http://u:p@é.com/x?y#z'), { auth: false, fragment: false }),
    ]
  },
  'resolves the old way': (require) =>
    BASES.flatMap((base) => TARGETS.map((target) => [base, target, require('url').resolve(base, target)])),
  'file URLs': (require) => {
    const { fileURLToPath, pathToFileURL, urlToHttpOptions } = require('url')
    return each([
      () => fileURLToPath('file:///a%20b/c'),
      () => fileURLToPath(new URL('file:///x')),
      () => fileURLToPath('http://a/b'),
      () => fileURLToPath('file://host/b'),
      () => fileURLToPath('file:///a%2fb'),
      () => fileURLToPath(5),
      () => pathToFileURL('/a b/#c?d%e').href,
      () => pathToFileURL('/dir/').href,
      () => ({ ...urlToHttpOptions(new URL('https://u:p@a.b:1/c?d#e')) }),
    ])
  },
  'query strings': (require) => {
    const qs = require('querystring')
    return [
      qs.parse('a=1&b=2&a=3&c&d=%20x+y&=e&%zz=1'),
      qs.parse('a:1;b:2', ';', ':'),
      qs.parse('a=1&b=2&c=3', null, null, { maxKeys: 2 }),
      qs.stringify({ a: 'x y', b: [1, 2], c: true, d: null, é: 'ü' }),
      qs.stringify({ a: 1, b: 2 }, ';', ':'),
      qs.escape('a b&c'),
      qs.unescape('a%20b'),
    ]
  },
  'names of domains': (require) => {
    const { domainToASCII, domainToUnicode } = require('url')
    return [
      domainToASCII('español.com'),
      domainToUnicode('xn--espaol-zwa.com'),
      domainToASCII('xn--iñvalid.com'),
      require('punycode').encode('mañana'),
    ]
  },
}

describe('url', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, run)
    expect(ours).toEqual(node)
  })
})
