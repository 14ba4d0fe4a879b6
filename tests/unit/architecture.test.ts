/**
 * The repository's own rules, read from its files: who imports whom, what the simulation may not touch, files that
 * nothing uses, the shape of a service folder. Each rule is also shown to bite on a planted violation.
 */

import { homedir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  checkGlobals,
  checkImports,
  checkLockFile,
  checkServiceFolders,
  checkTexts,
  checkTopLevel,
  findDeadFiles,
} from './architecture/rules'
import { readFiles, type Files } from './architecture/source-files'

const repository = path.resolve(import.meta.dirname, '../..')
const files = readFiles(repository)

// Every file is parsed, which takes long on a machine with other work.
describe('this repository', { timeout: 120_000 }, () => {
  test('is read', () => expect(files.size).toBeGreaterThan(50))
  test('imports only along the table', () => expect(checkImports(files)).toEqual([]))
  test('keeps clocks, chance and the outside world out of the cloud', () => expect(checkGlobals(files)).toEqual([]))
  test('has no dead files', () => expect(findDeadFiles(files)).toEqual([]))
  test('has service folders of one shape', () => expect(checkServiceFolders(files)).toEqual([]))
  test('has a tidy top level', () => expect(checkTopLevel(files)).toEqual([]))
  test('names no registry and no machine', () => {
    const ownPaths = [homedir(), repository].filter((folder) => folder.length > '/root'.length)
    expect(checkTexts(files, ownPaths)).toEqual([])
  })
  test('locks packages without addresses', () => {
    expect(checkLockFile(files.get('package-lock.json') ?? '{}')).toEqual([])
  })
})

/** A repository of a few files; each value is the file's text. */
function tree(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts))
}

/** A file, one line in it, and another file that exists. */
type Planted = readonly [file: string, line: string, other: string]

function complaintsAbout([file, line, other]: Planted): readonly string[] {
  return checkImports(tree({ [other]: 'export {}', [file]: line }))
}

describe('the import table', () => {
  test.each<Planted>([
    ['src/cloud/kernel/a.ts', `import { arn } from '../aws/arn'`, 'src/cloud/aws/arn.ts'],
    ['src/cloud/kernel/a.ts', `import type { Arn } from '../aws/arn'`, 'src/cloud/aws/arn.ts'],
    ['src/cloud/aws/a.ts', `import { Kernel } from '../kernel/kernel'`, 'src/cloud/kernel/kernel.ts'],
    ['src/cloud/aws/a.ts', `import { type Kernel } from '../kernel/kernel'`, 'src/cloud/kernel/kernel.ts'],
    ['src/cloud/services/sqs/a.ts', `import { topic } from '../sns/state'`, 'src/cloud/services/sns/state.ts'],
    ['src/cloud/services/sqs/a.ts', `export * from '../../lambda/lambda'`, 'src/cloud/lambda/lambda.ts'],
    ['src/cloud/services/index.ts', `import { q } from './sqs/state'`, 'src/cloud/services/sqs/state.ts'],
    ['src/cloud/services/contract.ts', `import { q } from './sqs'`, 'src/cloud/services/sqs/index.ts'],
    ['src/cloud/lambda/a.ts', `import { q } from '../services/sqs'`, 'src/cloud/services/sqs/index.ts'],
    ['src/cloud/lambda/a.ts', `import { x } from '../../runtime/protocol'`, 'src/runtime/protocol.ts'],
    ['src/cloud/lambda/deep/a.ts', `import type { T } from '../../../runtime/turn'`, 'src/runtime/turn.ts'],
    ['src/cloud/wire/a.ts', `import { l } from '../lambda/lambda'`, 'src/cloud/lambda/lambda.ts'],
    ['src/cloud/deploy.ts', `import { p } from '../project/model'`, 'src/project/model.ts'],
    ['src/cloud/client.ts', `import { c } from './cloud'`, 'src/cloud/cloud.ts'],
    ['src/project/a.ts', `import { q } from '../cloud/services/sqs'`, 'src/cloud/services/sqs/index.ts'],
    ['src/bundler/a.ts', `import { p } from '../project/model'`, 'src/project/model.ts'],
    ['src/runtime/a.ts', `import type { P } from '../project/model'`, 'src/project/model.ts'],
    ['src/sandbox/main.ts', `import { c } from '../cloud/worker'`, 'src/cloud/worker.ts'],
    ['src/api/element.ts', `import type { A } from './api'`, 'src/api/api.ts'],
    ['src/api/a.ts', `import type { S } from '../app/state/session.svelte'`, 'src/app/state/session.svelte.ts'],
    ['src/app/a.ts', `import { k } from '../cloud/kernel/kernel'`, 'src/cloud/kernel/kernel.ts'],
    ['src/app/a.ts', `const k = await import('../cloud/kernel/kernel')`, 'src/cloud/kernel/kernel.ts'],
    ['src/app/a.ts', `new Worker(new URL('../bundler/worker.ts', import.meta.url))`, 'src/bundler/worker.ts'],
    ['src/app/a.ts', `const all = import.meta.glob('../cloud/services/*/view.ts')`, 'src/cloud/services/sqs/view.ts'],
    ['src/app/a.ts', `let k: import('../cloud/kernel/kernel').Kernel`, 'src/cloud/kernel/kernel.ts'],
    ['src/app/A.svelte', `<script>import '../cloud/kernel/kernel'</script>`, 'src/cloud/kernel/kernel.ts'],
    ['src/app/A.svelte', `{#await import('../cloud/kernel/kernel')}{/await}`, 'src/cloud/kernel/kernel.ts'],
    ['src/app/a.ts', `import './gone'`, 'src/app/here.ts'],
    ['src/app/a.ts', `import '../../tests/unit/a'`, 'tests/unit/a.ts'],
    ['src/somewhere/a.ts', `export {}`, 'src/main.ts'],
  ])('bites: %s with %s', (...planted) => expect(complaintsAbout(planted)).toHaveLength(1))

  test.each<Planted>([
    ['src/cloud/kernel/a.ts', `import { b } from './b'`, 'src/cloud/kernel/b.ts'],
    ['src/cloud/aws/a.ts', `import type { Kernel } from '../kernel/kernel'`, 'src/cloud/kernel/kernel.ts'],
    ['src/cloud/services/sqs/a.ts', `import { b } from './deep/b'`, 'src/cloud/services/sqs/deep/b.ts'],
    ['src/cloud/services/index.ts', `import { sqs } from './sqs'`, 'src/cloud/services/sqs/index.ts'],
    ['src/cloud/lambda/a.ts', `import type { T } from '../../runtime/protocol'`, 'src/runtime/protocol.ts'],
    ['src/cloud/cloud.ts', `import { l } from './lambda/lambda'`, 'src/cloud/lambda/lambda.ts'],
    ['src/cloud/client.ts', `import url from './worker.ts?script'`, 'src/cloud/worker.ts'],
    ['src/bundler/a.ts', `export type { P } from '../project/model'`, 'src/project/model.ts'],
    ['src/app/a.ts', `import { c } from '../cloud/client'`, 'src/cloud/client.ts'],
    ['src/app/a.ts', `import { S } from './state/session.svelte'`, 'src/app/state/session.svelte.ts'],
    ['src/main.ts', `import { anything } from './bundler/build'`, 'src/bundler/build.ts'],
    ['src/embed/main.ts', `import { anything } from '/app/a'`, 'src/app/a.ts'],
  ])('lets pass: %s with %s', (...planted) => expect(complaintsAbout(planted)).toEqual([]))

  test.each([
    ['src/cloud/kernel/a.ts', 'fflate'],
    ['src/cloud/lambda/a.ts', 'fflate'],
    ['src/api/a.ts', 'svelte'],
    ['src/project/a.ts', 'svelte/store'],
    ['src/project/a.ts', 'monaco-editor'],
    ['src/sandbox/main.ts', 'comlink'],
    ['src/runtime/a.ts', 'comlink'],
    ['src/app/a.ts', 'node:fs'],
  ])('bites: %s with the package %s', (file, name) => {
    expect(checkImports(tree({ [file]: `import '${name}'` }))).toHaveLength(1)
  })

  test('says where and why', () => {
    const text = `import type { A } from './b'\n\nimport { arn } from '../../runtime/protocol'`
    const planted = { 'src/cloud/lambda/b.ts': '', 'src/runtime/protocol.ts': '', 'src/cloud/lambda/a.ts': text }
    expect(checkImports(tree(planted))).toEqual([
      'src/cloud/lambda/a.ts:3: cloud/lambda/ may not import src/runtime/protocol.ts (its types may be imported, with `import type`)',
    ])
  })

  test('counts lines of a component from its top', () => {
    const component = `<p>hello</p>\n\n<script lang="ts">\n  import '../bundler/build'\n</script>`
    const planted = { 'src/bundler/build.ts': '', 'src/app/A.svelte': component }
    expect(checkImports(tree(planted))[0]).toMatch(/^src\/app\/A\.svelte:4: /)
  })
})

describe('banned globals', () => {
  test.each([
    'const at = Date.now()',
    'const at = new Date()',
    'const at = performance.now()',
    'const at = globalThis.performance.now()',
    'const dice = Math.random()',
    'const id = crypto.randomUUID()',
    'setTimeout(work, 1)',
    'const later = setInterval',
    'const io = { fetch }',
    'const answer = await fetch(url)',
    'names.sort((a, b) => a.localeCompare(b))',
    'const text = amount.toLocaleString()',
    'const format = new Intl.NumberFormat()',
    'let when: Date',
  ])('bite: %s', (line) => {
    expect(checkGlobals(tree({ 'src/cloud/lambda/a.ts': line }))).toHaveLength(1)
  })

  test.each([
    'const io = { fetch: other, Date: 1 }',
    'host.fetch(request)',
    'interface Host { setTimeout(): void }',
    'const roll = random.random()',
    'const run = (fetch: () => void) => fetch()',
    '// Date.now() and Math.random()',
  ])('let pass: %s', (line) => {
    expect(checkGlobals(tree({ 'src/cloud/lambda/a.ts': line }))).toEqual([])
  })

  test('are for the simulation only', () => {
    const line = 'const at = performance.now()'
    expect(checkGlobals(tree({ 'src/cloud/worker.ts': line, 'src/app/a.ts': line }))).toEqual([])
  })
})

describe('dead files', () => {
  const alive = {
    'vite.config.ts': `import './src/build/plugin'\nconst input = 'src/embed/index.html'`,
    'src/build/plugin.ts': `const layer = '../layers/sdk.ts'`,
    'src/layers/sdk.ts': '',
    'src/env.d.ts': '',
    'src/index.html': `<script type="module" src="/main.ts"></script>`,
    'src/sandbox/index.html': `<!-- script: main.ts -->`,
    'src/sandbox/main.ts': '',
    'src/main.ts': `import './app/App.svelte'\nimport './app/theme.css'`,
    'src/app/App.svelte': `<script>import url from '../cloud/worker.ts?script'</script>`,
    'src/app/theme.css': `@import './fonts.css';`,
    'src/app/fonts.css': '',
    'src/cloud/worker.ts': `const parts = import.meta.glob('./parts/*.ts')`,
    'src/cloud/parts/a.ts': '',
    'src/examples/hello/src/handler.ts': '',
  }

  test('none where every file is led to', () => expect(findDeadFiles(tree(alive))).toEqual([]))

  test('two that only import each other', () => {
    const dead = { 'src/app/a.ts': `import './b'`, 'src/app/b.ts': `import './a'` }
    expect(findDeadFiles(tree({ ...alive, ...dead }))).toEqual([
      'src/app/a.ts: nothing leads to it, and 1 more files hang on it',
    ])
  })

  test('one that only a test imports', () => {
    const dead = { 'src/app/a.ts': '', 'tests/unit/app/a.test.ts': `import '../../../src/app/a'` }
    expect(findDeadFiles(tree({ ...alive, ...dead }))).toEqual(['src/app/a.ts: nothing leads to it'])
  })
})

describe('service folders', () => {
  const guide = '| file | holds |\n| --- | --- |\n| `index.ts` | the definition |\n| `README.md` | what is modelled |\n'
  const services = 'src/cloud/services'

  test('need no guide while there are none', () => expect(checkServiceFolders(tree({}))).toEqual([]))

  test('need a guide', () => {
    expect(checkServiceFolders(tree({ [`${services}/sqs/index.ts`]: '' }))).toHaveLength(1)
  })

  test('have what the guide lists, or say why not', () => {
    const missing = { [`${services}/README.md`]: guide, [`${services}/sqs/README.md`]: 'Nothing.' }
    expect(checkServiceFolders(tree(missing))).toHaveLength(1)
    expect(checkServiceFolders(tree({ ...missing, [`${services}/sqs/README.md`]: 'No `index.ts`.' }))).toEqual([])
  })

  test('have no more than that, or say so', () => {
    const whole = { [`${services}/README.md`]: guide, [`${services}/sqs/index.ts`]: '' }
    const more = { ...whole, [`${services}/sqs/digest.ts`]: '' }
    expect(checkServiceFolders(tree({ ...more, [`${services}/sqs/README.md`]: '' }))).toHaveLength(1)
    expect(checkServiceFolders(tree({ ...more, [`${services}/sqs/README.md`]: '`digest.ts`: MD5.' }))).toEqual([])
    const named = { ...more, [`${services}/README.md`]: `${guide}\nAlso \`digest.ts\` of sqs.` }
    expect(checkServiceFolders(tree({ ...named, [`${services}/sqs/README.md`]: '' }))).toEqual([])
  })
})

describe('texts', () => {
  const slash = '/'

  test('a stray file at the top level is found', () => {
    expect(checkTopLevel(tree({ 'package.json': '', '.ci/run': '', 'notes.md': '' }))).toHaveLength(1)
  })

  test.each([
    `https:${slash}/${['registry', 'npmjs', 'org'].join('.')}/vite`,
    ['', 'home', 'someone', 'coldstart'].join(slash),
    ['', 'Users', 'someone', 'coldstart'].join(slash),
    ['file://', 'root', 'coldstart'].join(slash),
    ['C:', 'Users', 'someone'].join('\\'),
    ['', 'own', 'place', 'x'].join(slash),
  ])('%s is found', (text) => {
    expect(checkTexts(tree({ 'README.md': `See ${text}.` }), [['', 'own', 'place'].join(slash)])).toHaveLength(1)
  })

  test.each([
    'src/home/page/x',
    'in /home/sbx_user1051/ and /home/me/',
    'https://example.com/home/page/',
    'the registry, one line per service',
  ])('%s is let pass', (text) => expect(checkTexts(tree({ 'README.md': text }))).toEqual([]))

  test('an address in a lock file is found', () => {
    const entry = { version: '1.0.0', resolved: `https:${slash}/example.com/a.tgz` }
    expect(checkLockFile(JSON.stringify({ packages: { 'node_modules/a': entry } }))).toHaveLength(1)
  })
})
