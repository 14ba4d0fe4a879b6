/**
 * `npm run fuzz`: as many inputs as one likes. A failure names the seed and the path with which it comes again.
 *
 *     npm run fuzz -- --runs 100000                      every decoder
 *     npm run fuzz -- --runs 100000 --only link,wire-request
 *     npm run fuzz -- --only link --seed 42 --path 17:3  one failure again
 */

import fc from 'fast-check'
import { parseArgs } from 'node:util'
import { TARGETS } from './targets'

/** Whatever takes longer than this is told: an input is of a few thousand characters. Real milliseconds. */
const SLOW_MS = 250
const SHOWN_MAX = 400

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    only: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
})
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const only = values.only?.split(',')
const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const shown = (input: unknown): string => fc.stringify(input).slice(0, SHOWN_MAX)

let failed = 0
for (const target of TARGETS.filter(({ name }) => !only || only.includes(name))) {
  let slowest = { ms: 0, input: undefined as unknown }
  let count = 0
  target.onInput = (input, ms) => {
    count++
    if (ms > slowest.ms) slowest = { ms, input }
  }
  const startedAt = performance.now()
  const details = await fc.check(target.property as fc.IAsyncProperty<[unknown]>, {
    seed,
    numRuns: Number(values.runs),
    ...(values.path !== undefined && { path: values.path }),
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  say(`${target.name}: ${count} inputs in ${seconds} s, the slowest ${slowest.ms.toFixed(1)} ms`)
  if (slowest.ms > SLOW_MS) say(`  slow: ${shown(slowest.input)}`)
  if (!details.failed) continue
  failed++
  const { counterexample, counterexamplePath, errorInstance } = details
  say(`  FAILED with --only ${target.name} --seed ${seed} --path ${counterexamplePath}`)
  say(`  input: ${shown(counterexample?.[0])}`)
  say(`  ${errorInstance instanceof Error ? errorInstance.stack : String(errorInstance)}`)
}
process.exitCode = failed > 0 ? 1 : 0
