/** What `stats` makes of rows: one for each group. */

import { AGGREGATES, type Sample } from './aggregates'
import { evaluate, Row } from './evaluate'
import { type AggregateCall, aggregatesIn, type Column, type Expression } from './syntax'
import { textOf, type Value } from './values'

interface Group {
  readonly keys: readonly Value[]
  readonly rows: Row[]
}

export function groupRows(rows: readonly Row[], columns: readonly Column[], by: readonly Column[]): Row[] {
  const all = new Map<string, Group>()
  if (by.length === 0) all.set('', { keys: [], rows: [...rows] })
  else {
    for (const row of rows) {
      const keys = by.map(({ expression }) => evaluate(expression, row))
      const id = keys.map((key) => (key === null ? '-' : `+${textOf(key)}`)).join('\n')
      const group = all.get(id)
      if (group) group.rows.push(row)
      else all.set(id, { keys, rows: [row] })
    }
  }
  const aggregates = columns.flatMap(({ expression }) => aggregatesIn(expression))
  return [...all.values()].map((group) => {
    const result = new Row(null)
    for (const [index, { name, expression }] of by.entries()) {
      result.set(name, group.keys[index] ?? null)
      if (expression.text !== name) result.set(expression.text, group.keys[index] ?? null)
    }
    const values = new Map(aggregates.map((one) => [one as Expression, aggregated(one, group.rows)]))
    // In order: a column may use the ones before it.
    for (const { name, expression } of columns) result.set(name, evaluate(expression, result, values))
    return result
  })
}

function aggregated({ name, parameters }: AggregateCall, rows: readonly Row[]): Value {
  const [field, argument] = parameters
  const samples: Sample[] = []
  for (const row of rows) {
    const value = field ? evaluate(field, row) : true
    if (value !== null) samples.push({ value, at: row.event?.timestamp ?? 0 })
  }
  const [first] = rows
  return AGGREGATES[name]?.run(samples, argument && first ? evaluate(argument, first) : null) ?? null
}
