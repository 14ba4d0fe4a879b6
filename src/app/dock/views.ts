/** What can be looked at beside the code: one line each. Everything here is loaded when it is first shown. */

import type { Component } from 'svelte'
import type { Session } from '../state/session.svelte'

/** Where a wide page has it: `left` what happens, `right` what there is. Smaller pages have one dock with all. */
export type Dock = 'left' | 'right'

interface View {
  readonly id: string
  readonly title: string
  readonly dock: Dock
  readonly load: () => Promise<{ readonly default: Component }>
  /** A number beside its title. */
  readonly count?: (session: Session) => number
  /** Whether the number means trouble. */
  readonly alarming?: boolean
}

export const VIEWS = [
  {
    id: 'timeline',
    title: 'Timeline',
    dock: 'left',
    load: () => import('../timeline/TimelineView.svelte'),
  },
  {
    id: 'logs',
    title: 'Logs',
    dock: 'right',
    load: () => import('../logs/LogsView.svelte'),
  },
  {
    id: 'queues',
    title: 'Queues',
    dock: 'right',
    load: () => import('../inspectors/QueuesView.svelte'),
    count: ({ trace }) => {
      let inside = 0
      for (const { messages } of trace.current.queues.all()) inside += messages.size
      return inside
    },
  },
  {
    id: 'resources',
    title: 'Resources',
    dock: 'right',
    load: () => import('../inspectors/ResourcesView.svelte'),
  },
  {
    id: 'cost',
    title: 'Cost',
    dock: 'right',
    load: () => import('../cost/CostView.svelte'),
  },
  {
    id: 'problems',
    title: 'Problems',
    dock: 'right',
    load: () => import('../problems/ProblemsView.svelte'),
    count: ({ diagnostics }) => diagnostics.length,
    alarming: true,
  },
] as const satisfies readonly View[]

export type ViewId = (typeof VIEWS)[number]['id']

/** @param dock null for all */
export const viewsOf = (dock: Dock | null): readonly (View & { readonly id: ViewId })[] =>
  VIEWS.filter((view) => dock === null || view.dock === dock)
