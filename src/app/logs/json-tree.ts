/** JSON as a tree that is folded: what each line says. */

export type JsonKind = 'object' | 'list' | 'string' | 'number' | 'word'

export function kindOf(value: unknown): JsonKind {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'object' && value !== null) return 'object'
  return typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'word'
}

export const membersOf = (value: unknown): readonly (readonly [name: string, value: unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const SUMMARY_MAX = 80

/** What is inside, on one line: `{"a":1,"b":…`. */
export function summaryOf(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX)}…` : text
}

/** Beyond that many members the rest is shown when it is asked for. */
export const MEMBERS_SHOWN = 100
