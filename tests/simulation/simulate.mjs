/**
 * `npm run simulate`: runs the simulator on generated stacks, traffic and faults, and checks what has to hold.
 *
 *     npm run simulate -- --seeds 10000             seeds 1 to 10000, on all cores
 *     npm run simulate -- --from 5001 --seeds 500   500 seeds from 5001 on
 *     npm run simulate -- --seed 123                this one
 *     npm run simulate -- --seed 123 --link         its run in the page, whatever is found
 *     npm run simulate -- --planted                 every planted bug, and which invariants notice it
 *     npm run simulate -- --coverage                lists also how often everything was seen
 *     --shrink 30      seconds for making a failing case small; 0: not at all
 *     --page <url>     where links open; http://localhost:4173/ is where `npm start` serves the page
 *
 * Exits with 1 when something was found.
 */

import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const ROOT = path.resolve(import.meta.dirname, '../..')
const RESULTS = path.join(ROOT, 'test-results/simulation')
/** Seeds that a process is given at a time. */
const SLICE = 10
/** Failing cases that are shrunk: one of each rule, and no more rules than this. */
const SHRUNK_MAX = 8

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    shrink: { type: 'string', default: '30' },
    page: { type: 'string', default: 'http://localhost:4173/' },
    processes: { type: 'string', default: String(availableParallelism()) },
    coverage: { type: 'boolean', default: false },
    link: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
  },
})

process.chdir(ROOT)
process.exitCode = values.planted ? await planted() : await main()

async function main() {
  const first = number(values.seed ?? values.from)
  const count = values.seed === undefined ? number(values.seeds) : 1
  const script = await bundle()
  const workers = Array.from({ length: Math.min(number(values.processes), Math.ceil(count / SLICE)) }, () =>
    worker(script),
  )
  try {
    if (values.link) {
      console.log((await workers[0].ask({ type: 'link', seed: first, page: values.page, folder: RESULTS })).link)
      return 0
    }
    const { failures, records, counts } = await runAll(workers, first, count)
    const { names } = await workers[0].ask({ type: 'missing', counts })
    if (count > 1) report(counts, names)
    console.log(`\n${count} seeds from ${first}: ${records.toLocaleString('en')} records`)
    if (failures.length === 0) console.log('Nothing was found.')
    else await explain(workers[0], failures)
    return failures.length === 0 ? 0 : 1
  } finally {
    for (const one of workers) one.end()
  }
}

/** Rules that are broken on purpose. */
async function planted() {
  const script = await bundle('planted-bugs/hunt')
  const { hunt } = await import(pathToFileURL(script).href)
  return hunt(console.log)
}

async function runAll(workers, first, count) {
  const counts = {}
  const failures = []
  let next = first
  let done = 0
  let records = 0
  const startedAt = performance.now()
  const shown = { at: startedAt }
  await Promise.all(
    workers.map(async (one) => {
      while (next < first + count) {
        const seeds = Array.from({ length: Math.min(SLICE, first + count - next) }, (_, index) => next + index)
        next += seeds.length
        const answer = await one.ask({ type: 'run', seeds })
        done += seeds.length
        records += answer.records
        failures.push(...answer.failures)
        for (const [name, seen] of Object.entries(answer.counts)) counts[name] = (counts[name] ?? 0) + seen
        if (performance.now() - shown.at < 5000 && done < count) continue
        shown.at = performance.now()
        const perSeed = (shown.at - startedAt) / done
        console.log(`${done} of ${count} seeds, ${perSeed.toFixed(1)} ms a seed, ${failures.length} with findings`)
      }
    }),
  )
  return { counts, failures: failures.toSorted((a, b) => a.seed - b.seed), records }
}

function report(counts, missing) {
  const groups = Object.groupBy?.(Object.entries(counts), ([name]) => name.split(' ')[0]) ?? grouped(counts)
  console.log('\nSeen (how many of the runs had it):')
  for (const [group, entries] of Object.entries(groups)) {
    const rare = entries.filter(([, seen]) => seen < 5)
    console.log(`  ${group}: ${entries.length} kinds, ${rare.length} of them in fewer than 5 runs`)
    const listed = values.coverage ? entries : rare
    for (const [name, seen] of listed) console.log(`    ${String(seen).padStart(7)}  ${name}`)
  }
  console.log(`\nNever seen: ${missing.length}`)
  for (const name of missing) console.log(`        0  ${name}`)
}

function grouped(counts) {
  const groups = {}
  for (const entry of Object.entries(counts)) (groups[entry[0].split(' ')[0]] ??= []).push(entry)
  return groups
}

async function explain(one, failures) {
  const rules = new Map()
  for (const { seed, findings } of failures) {
    for (const { rule, message } of findings) {
      const known = rules.get(rule) ?? { seeds: [], message }
      if (known.seeds.at(-1) !== seed) known.seeds.push(seed)
      rules.set(rule, known)
    }
  }
  console.log(`\n${failures.length} seeds with findings:`)
  for (const [rule, { seeds, message }] of rules) {
    console.log(`  ${rule}: ${seeds.length} seeds (${seeds.slice(0, 12).join(', ')}${seeds.length > 12 ? ', …' : ''})`)
    console.log(`      ${message.slice(0, 400)}`)
  }
  const limitMs = number(values.shrink) * 1000
  if (limitMs === 0) return
  for (const [rule, { seeds }] of [...rules].slice(0, SHRUNK_MAX)) {
    console.log(`\n── seed ${seeds[0]}: ${rule} ${'─'.repeat(40)}\n`)
    const task = { type: 'shrink', seed: seeds[0], rule, limitMs, page: values.page, folder: RESULTS }
    console.log((await one.ask(task)).text)
  }
}

async function bundle(entry = 'cli') {
  mkdirSync(RESULTS, { recursive: true })
  const outfile = path.join(RESULTS, `${path.basename(entry)}.mjs`)
  await build({
    entryPoints: [path.join(ROOT, `tests/simulation/${entry}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'warning',
  })
  return outfile
}

function worker(script) {
  const child = fork(script)
  let settle = null
  child.on('message', (answer) => settle?.resolve(answer))
  child.on('exit', (code) => settle?.reject(new Error(`A process of the simulation ended with ${code}`)))
  return {
    ask: (task) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        child.send(task)
      }),
    end: () => child.kill(),
  }
}

function number(text) {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Error(`Not a number: ${text}`)
  return value
}
