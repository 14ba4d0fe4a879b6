/**
 * `npm run bench`: runs the measurements and prints how they compare, as ratios, since only ratios mean the same on
 * another machine.
 *
 *     npm run bench                          everything
 *     npm run bench -- pings lambda-local    only these of measures/
 *
 * A module in measures/ exports `name` and `run()`, which gives its numbers by id: `{ 'ping.frame': 0.21 }`, in the unit
 * that comparisons.mjs states for them. A module that cannot run here throws `Skipped` with the reason. What is compared
 * with what, and the target, is a row in comparisons.mjs.
 */

import { readdirSync } from 'node:fs'
import { COMPARISONS } from './comparisons.mjs'
import { installPackages } from '../run/install.mjs'
import { Skipped } from './skipped.mjs'

const MEASURES = new URL('./measures/', import.meta.url)

installPackages()
const { values, problems, failed } = await measure(process.argv.slice(2))
const rows = COMPARISONS.map((comparison) => compare(comparison, values))
print(rows)
for (const problem of problems) console.log(`  ${problem}`)
process.exitCode = failed || rows.some((row) => row.ok === 'no') ? 1 : 0

async function measure(chosen) {
  const values = {}
  const problems = []
  let failed = false
  for (const file of readdirSync(MEASURES).toSorted()) {
    const { name, run } = await import(new URL(file, MEASURES).href)
    if (chosen.length > 0 && !chosen.includes(name)) continue
    console.log(`Measuring ${name}…`)
    try {
      Object.assign(values, await run())
    } catch (error) {
      const skipped = error instanceof Skipped
      failed ||= !skipped
      problems.push(skipped ? `${name} skipped: ${error.message}` : `${name} failed: ${error.stack}`)
    }
  }
  return { values, problems, failed }
}

/** A comparison with the numbers that were measured; `ok` is empty where there is no number or no target. */
function compare({ name, unit, ours, baseline, atMost, atLeast, timesFaster, perSecond }, values) {
  const our = values[ours]
  const measured = values[baseline]
  const other = perSecond && measured !== undefined ? 1000 / measured : measured
  const shown = baseline ? `${format(other, unit)}  ${baseline}` : ''
  const row = { name, ours: format(our, unit), baseline: shown }
  const target = timesFaster
    ? `≥ ${timesFaster}× faster`
    : atMost
      ? `≤ ${atMost}${baseline ? '×' : ` ${unit}`}`
      : atLeast
        ? `≥ ${atLeast} ${unit}`
        : ''
  if (our === undefined || (baseline && other === undefined)) return { ...row, ratio: '–', target, ok: '' }
  const ratio = timesFaster ? other / our : baseline ? our / other : our
  const reached = timesFaster ? ratio >= timesFaster : atLeast ? our >= atLeast : ratio <= atMost
  const ok = target ? (reached ? 'yes' : 'no') : ''
  return { ...row, ratio: baseline ? `${ratio.toFixed(2)}×${timesFaster ? ' faster' : ''}` : '', target, ok }
}

function format(value, unit) {
  if (value === undefined) return '–'
  return `${value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)} ${unit}`
}

function print(rows) {
  const columns = ['name', 'ours', 'baseline', 'ratio', 'target', 'ok']
  const lines = [Object.fromEntries(columns.map((column) => [column, column])), ...rows]
  const width = (column) => Math.max(...lines.map((line) => line[column].length))
  const text = (line) => columns.map((column) => line[column].padEnd(width(column))).join('  ')
  const [head, ...body] = lines.map(text)
  console.log(`\n${head.trimEnd()}\n${'─'.repeat(head.length)}`)
  for (const line of body) console.log(line.trimEnd())
  console.log('\n– means: not measured in this run\n')
}
