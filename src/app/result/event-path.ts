/** The whole path of an event as hops: what led to it, itself, and what came of it, each with its steps in words. */

import type { Tone } from '../parts/tone'
import type { EventKind, EventNode, Fate } from '../state/lineage'
import type { TraceSnapshot } from '../state/trace.svelte'
import { executionStory } from './durable-story'
import { eventStep } from './event-steps'
import { messageStory } from './message-story'
import { requestStory, type Step } from './story'

export interface Hop {
  readonly node: EventNode
  readonly steps: readonly Step[]
}

export interface Path {
  readonly before: readonly Hop[]
  readonly self: Hop | null
  readonly after: readonly Hop[]
  /** Hops that are not told. */
  readonly more: { readonly before: number; readonly after: number }
}

const SHOWN = { before: 6, after: 30 } as const

export function pathOf(id: string, trace: TraceSnapshot, now: number): Path {
  const self = trace.lineage.get(id)
  if (!self) return { before: [], self: null, after: [], more: { before: 0, after: 0 } }
  const others = trace.lineage.walk(id).nodes.filter((node) => node !== self)
  const before = others.filter(({ seq }) => seq < self.seq)
  const after = others.filter(({ seq }) => seq >= self.seq)
  const hop = (node: EventNode): Hop => ({ node, steps: stepsOf(node, trace, now) })
  return {
    // What led to it most directly.
    before: before.slice(-SHOWN.before).map(hop),
    self: hop(self),
    after: after.slice(0, SHOWN.after).map(hop),
    more: {
      before: Math.max(0, before.length - SHOWN.before),
      after: Math.max(0, after.length - SHOWN.after),
    },
  }
}

function stepsOf(node: EventNode, trace: TraceSnapshot, now: number): readonly Step[] {
  const { names, requests, queues, executions, environments } = trace
  const recorded = node.records.flatMap((record) => eventStep(record, names) ?? [])
  switch (node.kind) {
    case 'request': {
      const request = requests.get(node.id)
      return [...recorded, ...(request ? requestStory(request, names, now, environments) : [])]
    }
    case 'message': {
      const message = queues.message(node.id)
      return message ? messageStory(message, names, now, node.records) : recorded
    }
    case 'execution': {
      const execution = executions.get(node.id)
      return execution ? executionStory(execution, names, now) : recorded
    }
    default:
      return recorded
  }
}

export const KIND_TEXT: Readonly<Record<EventKind, string>> = {
  request: 'Invocation',
  message: 'Message',
  http: 'Web request',
  record: 'Stream record',
  notification: 'Notification',
  'bus-event': 'Event',
  firing: 'Schedule',
  object: 'Object',
  execution: 'Durable execution',
}

export const FATE: Readonly<Record<Fate, { readonly text: string; readonly tone: Tone }>> = {
  waiting: { text: 'Waiting', tone: 'waiting' },
  running: { text: 'Running', tone: 'running' },
  retrying: { text: 'Retrying', tone: 'waiting' },
  delivered: { text: 'Delivered', tone: 'success' },
  failed: { text: 'Failed', tone: 'error' },
  throttled: { text: 'Throttled', tone: 'throttle' },
  denied: { text: 'Denied', tone: 'error' },
  'dead-lettered': { text: 'Dead-lettered', tone: 'error' },
  lost: { text: 'Lost', tone: 'error' },
  filtered: { text: 'Filtered', tone: 'neutral' },
  unmatched: { text: 'Matched nothing', tone: 'neutral' },
  deduplicated: { text: 'Duplicate', tone: 'neutral' },
}
