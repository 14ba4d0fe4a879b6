/** Heights of the rows of a long list: measured where a row was seen, estimated elsewhere. */

const BLOCK = 256

export class RowHeights<Row extends object> {
  readonly #measured = new WeakMap<Row, number>()
  readonly #estimate: (row: Row) => number
  #rows: readonly Row[] = []
  #heights: number[] = []
  /** Of each block of rows together. */
  #blocks: number[] = []
  #total = 0

  constructor(estimate: (row: Row) => number) {
    this.#estimate = estimate
  }

  get total(): number {
    return this.#total
  }

  /** @param rows the same as before, with fewer of the first and more behind the last; or others */
  follow(rows: readonly Row[]): void {
    const before = this.#rows
    const last = before.length - 1
    const gone = last < 0 ? -1 : rows[0] === before[0] ? 0 : before.indexOf(rows[0] as Row)
    const isSame = gone >= 0 && rows.length > last - gone && rows[last - gone] === before[last]
    this.#keepFrom(isSame ? gone : this.#heights.length)
    for (let index = this.#heights.length; index < rows.length; index++) {
      const row = rows[index] as Row
      this.#heights.push(0)
      this.#put(index, this.#measured.get(row) ?? this.#estimate(row))
    }
    this.#rows = rows
  }

  /** Forgets what was measured of a row that looks different now. */
  forget(row: Row): void {
    this.#measured.delete(row)
  }

  /** @returns by how much it differs from what was thought */
  measure(index: number, height: number): number {
    const row = this.#rows[index]
    if (!row || height <= 0) return 0
    this.#measured.set(row, height)
    const difference = height - (this.#heights[index] ?? 0)
    if (difference !== 0) this.#put(index, height)
    return difference
  }

  /** Forgets the first heights. */
  #keepFrom(first: number): void {
    if (first === 0) return
    const kept = this.#heights.slice(first)
    this.#heights = []
    this.#blocks = []
    this.#total = 0
    kept.forEach((height, index) => this.#put(index, height))
  }

  #put(index: number, height: number): void {
    const block = Math.floor(index / BLOCK)
    const difference = height - (this.#heights[index] ?? 0)
    this.#heights[index] = height
    this.#blocks[block] = (this.#blocks[block] ?? 0) + difference
    this.#total += difference
  }

  heightOf(index: number): number {
    return this.#heights[index] ?? 0
  }

  /** Where a row begins. */
  offsetOf(index: number): number {
    const block = Math.floor(index / BLOCK)
    let offset = 0
    for (let at = 0; at < block; at++) offset += this.#blocks[at] ?? 0
    for (let at = block * BLOCK; at < index; at++) offset += this.#heights[at] ?? 0
    return offset
  }

  /** The row at a place; the last one behind the end. */
  indexAt(offset: number): number {
    let block = 0
    let left = offset
    while (block < this.#blocks.length - 1 && left >= (this.#blocks[block] ?? 0)) left -= this.#blocks[block++] ?? 0
    let index = block * BLOCK
    while (index < this.#heights.length - 1 && left >= (this.#heights[index] ?? 0)) left -= this.#heights[index++] ?? 0
    return index
  }
}
