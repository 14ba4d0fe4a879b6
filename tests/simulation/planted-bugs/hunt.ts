/** `npm run simulate -- --planted`: every planted bug over many seeds, and which invariants notice it. */

import { PLANTED_BUGS } from './bugs'
import { garden } from './plant'

/** Seeds that are enough to know. */
const SHOWN = 3

/** @returns the process' exit code: 1 when a bug goes unnoticed */
export async function hunt(seeds: number): Promise<number> {
  const { plant, end } = await garden()
  let unnoticed = 0
  for (const bug of PLANTED_BUGS) {
    const judge = await plant(bug)
    const counts = new Map<string, number>()
    const shown: number[] = []
    let message = ''
    const first = bug.seed === null ? [] : [bug.seed]
    for (const seed of new Set([...first, ...Array.from({ length: seeds }, (_, index) => index + 1)])) {
      if (shown.length === SHOWN) break
      const found = await judge(seed)
      for (const id of found.keys()) counts.set(id, (counts.get(id) ?? 0) + 1)
      const said = found.get(bug.caughtBy)
      if (said === undefined) continue
      shown.push(seed)
      message ||= said
    }
    if (shown.length === 0) unnoticed++
    const by = [...counts].map(([id, count]) => `${id} ${count}`).join(', ')
    const result = shown.length > 0 ? `seeds ${shown.join(', ')}` : `NOT NOTICED in ${seeds} seeds`
    console.log(`${bug.caughtBy}: ${bug.name}: ${result}${by === '' ? '' : ` (by ${by})`}`)
    if (message) console.log(`    ${message}`)
  }
  await end()
  return unnoticed > 0 ? 1 : 0
}
