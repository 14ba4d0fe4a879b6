/** `npm run simulate -- --planted`: every planted bug, and which invariants notice it with which words. */

import { PLANTED_BUGS } from './bugs'
import { garden } from './plant'

/** @returns the process' exit code: 1 when a bug goes unnoticed */
export async function hunt(print: (line: string) => void): Promise<number> {
  const { plant } = await garden()
  let unnoticed = 0
  for (const bug of PLANTED_BUGS) {
    const found = await (await plant(bug))(bug.shownBy)
    const noticed = found.get(bug.caughtBy)
    if (noticed === undefined) unnoticed++
    print(`${bug.caughtBy} (${bug.shownBy}): ${bug.name}`)
    print(`    ${noticed ?? 'NOT NOTICED'}`)
    for (const [id, message] of found) if (id !== bug.caughtBy) print(`    also ${id}: ${message}`)
  }
  print(`\n${PLANTED_BUGS.length} bugs, ${unnoticed} of them not noticed`)
  return unnoticed > 0 ? 1 : 0
}
