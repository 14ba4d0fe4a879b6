/** What can be looked at beside the code: one line each. Everything here is loaded when it is first shown. */

import type { Component } from 'svelte'
import type { Session } from '../state/session.svelte'

/** Where a wide page has it: `left` what happens, `right` what there is. Smaller pages have one dock with all. */
export type Dock = 'left' | 'right'

interface View {
  readonly id: string
  readonly title: string
  readonly dock: Dock
  /** Shown with Alt and this letter. */
  readonly key?: string
  readonly load: () => Promise<{ readonly default: Component }>
  /** A number beside its title. */
  readonly count?: (session: Session) => number
  /** Whether the number means trouble. */
  readonly alarming?: boolean
}

const ALL = [
  {
    id: 'architecture',
    title: 'Architecture',
    dock: 'left',
    key: 'A',
    load: () => import('../graph/ArchitectureView.svelte'),
  },
  {
    id: 'timeline',
    title: 'Timeline',
    dock: 'left',
    key: 'T',
    load: () => import('../timeline/TimelineView.svelte'),
  },
  {
    id: 'events',
    title: 'Events',
    dock: 'left',
    key: 'E',
    load: () => import('../events/EventsView.svelte'),
  },
  {
    id: 'traces',
    title: 'Traces',
    dock: 'left',
    key: 'Y',
    load: () => import('../traces/TracesView.svelte'),
  },
  {
    id: 'checks',
    title: 'Checks',
    dock: 'left',
    key: 'X',
    load: () => import('../checks/ChecksView.svelte'),
    count: ({ failedChecks }) => failedChecks,
    alarming: true,
  },
  {
    id: 'logs',
    title: 'Logs',
    dock: 'right',
    key: 'L',
    load: () => import('../logs/LogsView.svelte'),
  },
  {
    id: 'insights',
    title: 'Insights',
    dock: 'right',
    key: 'I',
    load: () => import('../insights/InsightsView.svelte'),
  },
  {
    id: 'metrics',
    title: 'Metrics',
    dock: 'right',
    key: 'M',
    load: () => import('../metrics/MetricsView.svelte'),
  },
  {
    id: 'queues',
    title: 'Queues',
    dock: 'right',
    key: 'Q',
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
    key: 'R',
    load: () => import('../inspectors/ResourcesView.svelte'),
  },
  {
    id: 'environments',
    title: 'Environments',
    dock: 'right',
    key: 'V',
    load: () => import('../environments/EnvironmentsView.svelte'),
  },
  {
    id: 'cost',
    title: 'Cost',
    dock: 'right',
    key: 'C',
    load: () => import('../cost/CostView.svelte'),
  },
  {
    id: 'faults',
    title: 'Faults',
    dock: 'right',
    key: 'F',
    load: () => import('../faults/FaultsView.svelte'),
    count: ({ workspace }) => workspace.settings.faults.length,
  },
  {
    id: 'explore',
    title: 'Explore',
    dock: 'right',
    key: 'S',
    load: () => import('../explore/ExploreView.svelte'),
  },
  {
    id: 'compare',
    title: 'Compare',
    dock: 'right',
    key: 'K',
    load: () => import('../compare/CompareView.svelte'),
  },
  {
    id: 'problems',
    title: 'Problems',
    dock: 'right',
    key: 'B',
    load: () => import('../problems/ProblemsView.svelte'),
    count: ({ diagnostics }) => diagnostics.length,
    alarming: true,
  },
] as const satisfies readonly View[]

export const VIEWS: readonly (View & { readonly id: ViewId })[] = ALL

export type ViewId = (typeof ALL)[number]['id']

/** @param dock null for all */
export const viewsOf = (dock: Dock | null): readonly (View & { readonly id: ViewId })[] =>
  VIEWS.filter((view) => dock === null || view.dock === dock)
