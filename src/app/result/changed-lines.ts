/** What an edit did to a text, as far as one glance needs it: the lines between what stayed before and after. */

export interface ChangedLine {
  readonly kind: 'same' | 'added' | 'removed'
  /** In the text that it stands in, from 1. */
  readonly number: number
  readonly text: string
}

/** Lines shown around the change. */
const CONTEXT = 3

export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter && old[start] === now[start]) start++
  let end = 0
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++
  const line = (kind: ChangedLine['kind'], text: string | undefined, index: number): ChangedLine => ({
    kind,
    number: index + 1,
    text: text ?? '',
  })
  const range = (from: number, to: number): readonly number[] =>
    Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
  const last = now.length - end
  return [
    ...range(Math.max(0, start - CONTEXT), start).map((index) => line('same', now[index], index)),
    ...range(start, old.length - end).map((index) => line('removed', old[index], index)),
    ...range(start, last).map((index) => line('added', now[index], index)),
    ...range(last, Math.min(now.length, last + CONTEXT)).map((index) => line('same', now[index], index)),
  ]
}
