/** What the page's inspectors show of traces: each with its segments as a tree, and how long they took. */

import { formatArn, type Account } from '../../aws/arn'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import { durationOf, wholeSegments, type Segment, type Trace, type TraceStore } from './state'

export function createViews(store: TraceStore, account: Account): readonly ResourceView[] {
  return store
    .all()
    .slice(-VIEW_ROWS_MAX)
    .map((trace) => viewOf(trace, account))
}

function viewOf(trace: Trace, account: Account): ResourceView {
  const rows = rowsOf(trace)
  return {
    arn: formatArn('xray', account, `trace/${trace.id}`),
    kind: 'Trace',
    name: trace.id,
    facts: [
      { label: 'Duration', value: milliseconds(durationOf(trace)) },
      { label: 'Segments', value: String(trace.segments.size) },
    ],
    tables: [
      {
        title: 'Segments',
        columns: ['Segment', 'Kind', 'From', 'Took', 'Outcome'],
        rows: rows.slice(0, VIEW_ROWS_MAX),
        total: rows.length,
      },
    ],
  }
}

function rowsOf(trace: Trace): readonly (readonly string[])[] {
  const segments = wholeSegments(trace)
  const start = Math.min(...segments.map(({ start_time: time }) => time))
  const parents = new Set(segments.flatMap(idsOf))
  const row = (segment: Segment, depth: number): readonly string[] => [
    `${'  '.repeat(depth)}${segment.name}`,
    segment.origin ?? segment.type ?? 'subsegment',
    milliseconds(segment.start_time - start),
    segment.end_time === undefined ? 'in progress' : milliseconds(segment.end_time - segment.start_time),
    segment.throttle ? 'throttled' : segment.fault ? 'fault' : segment.error ? 'error' : 'ok',
  ]
  const below = (segment: Segment, depth: number): readonly (readonly string[])[] => [
    row(segment, depth),
    ...(segment.subsegments ?? []).flatMap((child) => below(child, depth + 1)),
    ...segments.filter(({ parent_id: parent }) => parent === segment.id).flatMap((child) => below(child, depth + 1)),
  ]
  return segments.filter(({ parent_id: parent }) => !parents.has(parent ?? '')).flatMap((root) => below(root, 0))
}

const idsOf = (segment: Segment): readonly string[] => [segment.id, ...(segment.subsegments ?? []).flatMap(idsOf)]

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1e6) / 1000} ms`
