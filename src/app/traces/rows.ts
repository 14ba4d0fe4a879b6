/** The rows of a waterfall: which are shown, and where the arrow keys lead. */

import { IDLE_MS_MIN, type Stretch } from '../timeline/axis'
import { createScale, endX, fit, type Scale, zoomBy } from '../timeline/scale'
import { allSpans, type Span } from './span'

export interface SpanRow {
  readonly span: Span
  /** From 1. */
  readonly level: number
  /** Index of the row that it belongs to; -1 for the first. */
  readonly parent: number
}

/** @param folded ids of spans whose children are not shown */
export function rowsOf(roots: readonly Span[], folded: ReadonlySet<string>): readonly SpanRow[] {
  const rows: SpanRow[] = []
  const add = (span: Span, level: number, parent: number): void => {
    const index = rows.push({ span, level, parent }) - 1
    if (!folded.has(span.id)) for (const child of span.children) add(child, level + 1, index)
  }
  for (const root of roots) add(root, 1, -1)
  return rows
}

/** As trees are gone through: right opens, then goes in; left closes, then goes out. */
export type Move = { readonly to: number } | { readonly fold: boolean } | null

export function moveOf(
  key: string,
  rows: readonly SpanRow[],
  active: number,
  folded: ReadonlySet<string>,
  page: number,
): Move {
  const row = rows[active]
  const last = rows.length - 1
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(last, active + 1) }
    case 'ArrowUp':
      return { to: Math.max(0, active - 1) }
    case 'PageDown':
      return { to: Math.min(last, active + page) }
    case 'PageUp':
      return { to: Math.max(0, active - page) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: last }
    case 'ArrowRight':
      if (!row || row.span.children.length === 0) return null
      return folded.has(row.span.id) ? { fold: false } : { to: active + 1 }
    case 'ArrowLeft':
      if (!row) return null
      if (row.span.children.length > 0 && !folded.has(row.span.id)) return { fold: true }
      return row.parent < 0 ? null : { to: row.parent }
    default:
      return null
  }
}

/** Virtual time in which something works; idle time between is drawn short. */
export function stretchesOf(roots: readonly Span[], now: number): readonly Stretch[] {
  const busy: { start: number; end: number }[] = []
  for (const root of roots) {
    for (const span of allSpans(root)) {
      const end = span.end ?? Math.max(span.start, now)
      const isBusy =
        span.kind !== 'wait' && span.kind !== 'event' && span.kind !== 'durable' && span.kind !== 'invocation'
      if (isBusy) busy.push({ start: span.start, end })
      else busy.push({ start: span.start, end: span.start }, { start: end, end })
    }
  }
  busy.sort((a, b) => a.start - b.start)
  const stretches: Stretch[] = []
  for (const { start, end } of busy) {
    const last = stretches.at(-1)
    if (last && start - last.end <= IDLE_MS_MIN) {
      if (end > last.end) stretches[stretches.length - 1] = { ...last, end }
    } else {
      const activeBefore = last ? last.activeBefore + last.end - last.start : 0
      stretches.push({ start, end, activeBefore })
    }
  }
  return stretches
}

/** Fills a width. */
export function scaleOf(stretches: readonly Stretch[], width: number): Scale {
  const zoom = fit(stretches, width)
  const first = createScale(zoom, stretches)
  const end = endX(first)
  // A trace of a millisecond may be brought nearer than a timeline ever is.
  return end > 0 && end < width * 0.95 && stretches.length === 1
    ? createScale(zoomBy(zoom, width / end), stretches)
    : first
}
