import { describe, expect, it } from 'vitest'
import type { Fetch } from '../../../src/packages/cdn'
import type { ProjectFiles } from '../../../src/project/model'
import { FakeCdn, published } from './fake-cdn'
import { memoryCache, memoryStorage, playground } from './playground'

const HELLO = published('hello', '1.2.3', { 'index.js': 'exports.hello = () => "hello"', 'README.md': 'x' })
const FILES = { 'index.ts': `import { hello } from 'hello'\nexport const handler = async () => hello()` }

/** Changes some of the answers of a CDN. */
function changing(cdn: FakeCdn, change: (url: string) => Response | undefined): Fetch {
  return (url) => Promise.resolve(change(url)).then((changed) => changed ?? cdn.fetch(url))
}

const offline: Fetch = () => Promise.reject(new TypeError('Failed to fetch'))

async function problemWith(fetchUrl: Fetch, files: ProjectFiles = FILES) {
  const { packages, build } = playground(HELLO, { fetchUrl })
  packages.allowAll(false)
  const { diagnostics } = await build(files)
  expect(diagnostics).toHaveLength(1)
  return diagnostics[0]
}

describe('without a connection', () => {
  it('one diagnostic names the package, the host and what to do', async () => {
    const text = `import 'hello'; import 'hello/index.js'; import { hello } from 'hello'\nexport const handler = hello`
    expect(await problemWith(offline, { 'index.ts': text })).toEqual({
      severity: 'error',
      code: 'packages/unreachable',
      message: 'hello could not be loaded from data.jsdelivr.com: Failed to fetch',
      file: 'index.ts',
      range: expect.objectContaining({ startLine: 1, startColumn: 8 }) as unknown,
      hint: 'Check the connection and deploy again. What was loaded once stays in this browser and needs no connection.',
    })
  })

  it('what was loaded before is there', async () => {
    const cache = memoryCache()
    const storage = memoryStorage()
    const first = playground(HELLO, { cache, storage })
    first.packages.allow(['hello'])
    await first.build(FILES)
    const files = { ...FILES, ...first.packages.pinned(FILES) }
    const second = playground(HELLO, { cache, storage, fetchUrl: offline })
    expect(await second.build(files)).toMatchObject({ diagnostics: [], imports: [] })
  })

  it('the next build tries again', async () => {
    let isOnline = false
    const cdn = new FakeCdn(HELLO)
    const { packages, build } = playground(HELLO, {
      fetchUrl: (url, init) => (isOnline ? cdn.fetch(url) : offline(url, init)),
    })
    packages.allowAll(false)
    expect((await build(FILES)).diagnostics).toHaveLength(1)
    isOnline = true
    expect((await build(FILES)).diagnostics).toEqual([])
  })
})

describe('the CDN', () => {
  it('is asked without cookies and without where from, for what is imported only', async () => {
    const cdn = new FakeCdn(HELLO)
    const inits: RequestInit[] = []
    const { packages, build } = playground(HELLO, { fetchUrl: (url, init) => (inits.push(init), cdn.fetch(url)) })
    packages.allowAll(false)
    await build(FILES)
    expect(cdn.asked).toEqual([
      'https://data.jsdelivr.com/v1/packages/npm/hello/resolved?specifier=latest',
      'https://data.jsdelivr.com/v1/packages/npm/hello@1.2.3?structure=flat',
      'https://cdn.jsdelivr.net/npm/hello@1.2.3/package.json',
      'https://cdn.jsdelivr.net/npm/hello@1.2.3/index.js',
    ])
    for (const init of inits) {
      expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' })
    }
  })

  it.each([
    ['is unknown', 404, 'packages/not-found', 'npm has no hello'],
    ['has trouble', 503, 'packages/unreachable', 'hello could not be loaded from data.jsdelivr.com: HTTP 503'],
  ])('answers that the package %s', async (_, status, code, message) => {
    const answer = () => Promise.resolve(new Response('{}', { status }))
    expect(await problemWith(answer)).toMatchObject({ severity: 'error', code, message, file: 'index.ts' })
  })

  it('has no version that is allowed', async () => {
    const files = { ...FILES, 'package.json': '{ "dependencies": { "hello": "^9.0.0" } }' }
    expect(await problemWith(new FakeCdn(HELLO).fetch, files)).toMatchObject({
      code: 'packages/not-found',
      message: 'npm has no version of hello that "^9.0.0" allows',
    })
  })
})

describe('what is not what the listing says', () => {
  it.each([
    ['another text of the same length', 'exports.hello = () => "HELLO"'],
    ['another length', 'exports.hello = 1'],
  ])('is not used: %s', async (_, text) => {
    const cdn = new FakeCdn(HELLO)
    const problem = await problemWith(
      changing(cdn, (url) => (url.endsWith('/index.js') ? new Response(text) : undefined)),
    )
    expect(problem).toMatchObject({ severity: 'error', code: 'packages/damaged' })
    expect(problem?.message).toBe('A file of hello@1.2.3 is not what data.jsdelivr.com says it should be')
  })

  it('in the cache is loaded again', async () => {
    const cache = memoryCache()
    cache.kept.set('https://cdn.jsdelivr.net/npm/hello@1.2.3/index.js', new TextEncoder().encode('exports.hello = 0'))
    const { packages, build, cdn } = playground(HELLO, { cache })
    packages.allowAll(false)
    const { files } = await build(FILES)
    expect(files['index.js']).toContain('"hello"')
    expect(cdn.asked).toContain('https://cdn.jsdelivr.net/npm/hello@1.2.3/index.js')
  })

  it.each([
    ['of another package', { name: 'other', version: '1.2.3', files: [] }],
    ['without hashes', { name: 'hello', version: '1.2.3', files: [{ name: '/index.js', size: 1 }] }],
    ['that is none', 'text'],
  ])('is the listing itself: one %s', async (_, listing) => {
    const answer = JSON.stringify(listing)
    const fetchUrl = changing(new FakeCdn(HELLO), (url) => (url.endsWith('=flat') ? new Response(answer) : undefined))
    expect(await problemWith(fetchUrl)).toMatchObject({ code: 'packages/damaged' })
  })
})

describe('what is too large', () => {
  it.each([
    ['a file', [{ name: '/package.json', hash: '', size: 4_000_001 }]],
    ['a listing', Array.from({ length: 20_001 }, (_, index) => ({ name: `/${index}`, hash: '', size: 1 }))],
  ])('is refused before it is loaded: %s', async (_, files) => {
    const listing = JSON.stringify({ name: 'hello', version: '1.2.3', files })
    const cdn = new FakeCdn(HELLO)
    const fetchUrl = changing(cdn, (url) => (url.endsWith('=flat') ? new Response(listing) : undefined))
    expect(await problemWith(fetchUrl)).toMatchObject({
      code: 'packages/too-large',
      message: expect.stringMatching(/^hello@1\.2\.3 is larger/) as string,
    })
    expect(cdn.asked.filter((url) => url.startsWith('https://cdn'))).toEqual([])
  })

  it('is cut off when an answer does not end', async () => {
    const endless = new Uint8Array(1_000_000)
    const stream = () => new ReadableStream({ pull: (controller) => controller.enqueue(endless) })
    const fetchUrl = changing(new FakeCdn(HELLO), (url) =>
      url.endsWith('index.js') ? new Response(stream()) : undefined,
    )
    expect(await problemWith(fetchUrl)).toMatchObject({ code: 'packages/too-large' })
  })

  it('is a package of which too much is imported', async () => {
    const large = `exports.x = "${'x'.repeat(3_500_000)}"`
    const names = ['a', 'b', 'c']
    const parts = Object.fromEntries(names.map((name) => [`${name}.js`, large]))
    const content = published('large', '1.0.0', {
      ...parts,
      'index.js': names.map((name) => `require('./${name}')`).join(),
    })
    const { packages, build } = playground(content)
    packages.allowAll(false)
    expect((await build({ 'index.ts': `import 'large'\nexport const handler = 1` })).diagnostics).toMatchObject([
      { code: 'packages/too-large', message: expect.stringContaining('large@1.0.0') as string },
    ])
  })
})

describe('package.json', () => {
  it.each(['github:a/b', 'file:../x', 'https://example.com/x.tgz', 'workspace:*'])(
    '%s is not of npm',
    async (version) => {
      const files = { ...FILES, 'package.json': JSON.stringify({ dependencies: { hello: version } }) }
      expect(await problemWith(offline, files)).toMatchObject({ code: 'packages/unsupported', file: 'index.ts' })
    },
  )

  it('has to be JSON', async () => {
    expect(await problemWith(offline, { ...FILES, 'package.json': '{' })).toMatchObject({
      code: 'packages/manifest',
      message: 'package.json is not JSON',
    })
  })
})
