/** The list of events: which of them are shown, and what stands in a line. */

import { FATES, type EventNode, type Fate, type Lineage } from '../state/lineage'
import type { ResourceNames } from '../state/resource-names'

export interface Filter {
  /** Looked for in texts, ids and names; in lower case. */
  readonly text: string
  readonly fate: Fate | null
}

/** Lines of a list: nobody scrolls further, and a search is cheaper to make narrower. */
const LINES_MAX = 5000

/** Newest first. */
export function listed({ events }: Lineage, names: ResourceNames, { text, fate }: Filter): readonly EventNode[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found: EventNode[] = []
  for (let index = events.length - 1; index >= 0 && found.length < LINES_MAX; index--) {
    const node = events.at(index)
    if (!node || (fate !== null && node.fate !== fate)) continue
    if (words.length === 0 || matches(node, names, words)) found.push(node)
  }
  return found
}

/** What is searched of an event, which does not change. */
const texts = new WeakMap<EventNode, string>()

function matches(node: EventNode, names: ResourceNames, words: readonly string[]): boolean {
  const known = texts.get(node)
  const text = known ?? `${node.kind} ${node.id} ${names.label(node.target)} ${node.source} ${node.text}`.toLowerCase()
  if (known === undefined) texts.set(node, text)
  return words.every((word) => text.includes(word))
}

/** Who made an event: the invocation that did, or whom the trace names. */
export function sourceText(node: EventNode, lineage: Lineage, names: ResourceNames): string {
  const parent = lineage.get(node.parents[0] ?? '')
  if (parent) return names.label(parent.target)
  if (node.source.endsWith(':user/playground') || node.source === '') return 'you'
  return names.label(node.source)
}

/** What there is at all, the worst first: `{ fate: 'lost', count: 2 }`. */
export const endings = ({ counts }: Lineage): readonly { readonly fate: Fate; readonly count: number }[] =>
  FATES.flatMap((fate) => (counts[fate] > 0 ? [{ fate, count: counts[fate] }] : []))
