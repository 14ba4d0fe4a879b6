import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { StackMapper } from '../../../src/runtime/stack'
import { runOnce, type Turn, valueOf } from './harness'

const SOURCE = `interface Order {
  id: string
}

function check(order: Order): void {
  if (!order.id) throw new TypeError('no id')
}

export const handler = async (order: Order): Promise<string> => {
  check(order)
  return order.id
}
`

/** As the bundler does it: sources are paths from the project's root. */
async function bundled(format: 'cjs' | 'esm') {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, loader: 'ts', sourcefile: 'src/orders.ts', resolveDir: '/' },
    outfile: '/index.js',
    absWorkingDir: '/',
    bundle: true,
    write: false,
    format,
    platform: 'node',
    sourcemap: 'external',
    sourcesContent: false,
  })
  const [map, code] = [
    outputFiles.find(({ path }) => path.endsWith('.map')),
    outputFiles.find(({ path }) => path.endsWith('.js')),
  ]
  return { code: code?.text ?? '', map: map?.text ?? '' }
}

const traceOf = ({ outcome }: Turn): readonly string[] => {
  if (outcome?.kind !== 'error') throw new Error(JSON.stringify(outcome))
  return outcome.error.trace
}

describe('stacks', () => {
  it.each(['cjs', 'esm'] as const)('are in terms of the sources (%s)', async (format) => {
    const { code, map } = await bundled(format)
    const name = format === 'cjs' ? 'index.js' : 'index.mjs'
    const turn = await runOnce({ [name]: code, [`${name}.map`]: map })
    expect(traceOf(turn)).toEqual([
      'TypeError: no id',
      '    at check (/var/task/src/orders.ts:6:24)',
      '    at Runtime.handler (/var/task/src/orders.ts:10:3)',
    ])
    expect(turn.log[0]).toContain('/var/task/src/orders.ts:6:24')
  })

  it('are exact without a map, in the first line too', async () => {
    const code = `exports.handler = async () => { throw new Error('x') }`
    expect(traceOf(await runOnce(code))).toEqual([
      'Error: x',
      `    at exports.handler (/var/task/index.js:1:${code.indexOf('new Error') + 1})`,
    ])
  })

  it('name functions without a name as Node does', async () => {
    const code = `const at = new Error('top').stack
      exports.handler = async () => { const inner = (() => () => new Error('in').stack)(); return [at, inner()].map((stack) => stack.split('\\n')[1]) }`
    const [top, inner] = valueOf(await runOnce(code)) as string[]
    expect(top).toBe('    at Object.<anonymous> (/var/task/index.js:1:12)')
    expect(inner).toMatch(/^ {4}at \/var\/task\/index\.js:2:\d+$/)
  })

  it('are what user code reads too', async () => {
    const { code, map } = await bundled('cjs')
    const wrapped = `${code}\nconst original = module.exports.handler
      module.exports = { handler: async (event) => { try { await original(event) } catch (error) { console.log(error.stack) } } }`
    const { log } = await runOnce({ 'index.js': wrapped, 'index.js.map': map })
    expect(log[0]).toContain('at check (/var/task/src/orders.ts:6:24)')
  })

  it('keep a formatting of the user’s own', async () => {
    const code = `Error.prepareStackTrace = (error, frames) => 'frames: ' + frames.length
      exports.handler = async () => new Error('x').stack.slice(0, 8)`
    expect((await runOnce(code)).outcome).toMatchObject({ payload: '"frames: "' })
  })
})

describe('stacks of other engines', () => {
  it('are mapped when the runtime reads them', async () => {
    const { code, map } = await bundled('cjs')
    const lines = code.split('\n')
    const line = lines.findIndex((text) => text.includes('throw new TypeError')) + 1
    const column = (lines[line - 1] ?? '').indexOf('new TypeError') + 1
    const mapper = new StackMapper({ 'index.js': code, 'index.js.map': map })
    const stack = `check@/var/task/index.js:${line}:${column}\nrun@blob:null/abc:1:2\n@/var/task/other.js:3:4`
    expect(mapper.mapStack(stack)).toBe('    at check (/var/task/src/orders.ts:6:24)\n    at /var/task/other.js:3:4')
  })
})
