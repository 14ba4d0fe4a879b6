/** Two texts line by line, with as many lines in common as there are (Myers 1986); unchanged stretches are left out. */

export interface DiffLine {
  /** `gap`: `count` lines that are the same. */
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  /** In the text that it stands in, from 1; of a gap, that of its first line. */
  readonly number: number
  readonly text: string
  readonly count: number
}

const CONTEXT = 3
/** Edits that are looked for; texts that differ more are shown as one replaced by the other. */
const EDITS_MAX = 400

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  return withGaps(allLines(before.split('\n'), after.split('\n')))
}

/** @returns lines added and removed */
export function diffSize(lines: readonly DiffLine[]): { readonly added: number; readonly removed: number } {
  const count = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length
  return { added: count('added'), removed: count('removed') }
}

function allLines(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  let start = 0
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++
  let end = 0
  const rest = Math.min(old.length, now.length) - start
  while (end < rest && old[old.length - 1 - end] === now[now.length - 1 - end]) end++
  const same = (from: number, to: number): DiffLine[] =>
    now.slice(from, to).map((text, index) => line('same', from + index, text))
  const middle = edits(old.slice(start, old.length - end), now.slice(start, now.length - end))
  return [
    ...same(0, start),
    ...middle.map((one) => ({ ...one, number: one.number + start })),
    ...same(now.length - end, now.length),
  ]
}

const line = (kind: DiffLine['kind'], index: number, text: string): DiffLine => ({
  kind,
  number: index + 1,
  text,
  count: 1,
})

/** The shortest way from one to the other; how far each diagonal was reached is kept for each number of edits. */
function edits(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const steps: ReadonlyMap<number, number>[] = []
  let reached = new Map<number, number>([[1, 0]])
  for (let count = 0; count <= Math.min(old.length + now.length, EDITS_MAX); count++) {
    steps.push(reached)
    const next = new Map(reached)
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      let x = isDown(next, diagonal, count) ? at(next, diagonal + 1) : at(next, diagonal - 1) + 1
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++
      next.set(diagonal, x)
      if (x >= old.length && x - diagonal >= now.length) return wayBack(steps, old, now)
    }
    reached = next
  }
  return [
    ...old.map((text, index) => line('removed', index, text)),
    ...now.map((text, index) => line('added', index, text)),
  ]
}

const at = (reached: ReadonlyMap<number, number>, diagonal: number): number => reached.get(diagonal) ?? -1
const isDown = (reached: ReadonlyMap<number, number>, diagonal: number, count: number): boolean =>
  diagonal === -count || (diagonal !== count && at(reached, diagonal - 1) < at(reached, diagonal + 1))

function wayBack(
  steps: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  now: readonly string[],
): readonly DiffLine[] {
  const lines: DiffLine[] = []
  let [x, y] = [old.length, now.length]
  for (let count = steps.length - 1; count >= 0; count--) {
    const reached = steps[count] ?? new Map<number, number>()
    const diagonal = x - y
    const from = isDown(reached, diagonal, count) ? diagonal + 1 : diagonal - 1
    const [fromX, fromY] = count === 0 ? [0, 0] : [at(reached, from), at(reached, from) - from]
    while (x > fromX && y > fromY) {
      x--
      y--
      lines.push(line('same', y, now[y] ?? ''))
    }
    if (count === 0) break
    if (x === fromX) lines.push(line('added', fromY, now[fromY] ?? ''))
    else lines.push(line('removed', fromX, old[fromX] ?? ''))
    x = fromX
    y = fromY
  }
  return lines.reverse()
}

function withGaps(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>()
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return
    for (let around = index - CONTEXT; around <= index + CONTEXT; around++) near.add(around)
  })
  const shown: DiffLine[] = []
  lines.forEach((one, index) => {
    if (near.has(index)) return shown.push(one)
    const last = shown.at(-1)
    if (last?.kind === 'gap') shown[shown.length - 1] = { ...last, count: last.count + 1 }
    else shown.push({ ...one, kind: 'gap', text: '' })
  })
  return shown
}
