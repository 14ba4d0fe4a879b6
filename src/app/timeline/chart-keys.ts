/** Keys of the chart. */

import { stepInvocation, stepRecord } from '../state/steps'
import type { Trace } from '../state/trace.svelte'
import type { TimelineWindow } from './timeline-window.svelte'

/** How far a key moves the window. */
const PAN_PX = 80

/** In the order in which a sheet of shortcuts would list them. */
export const CHART_KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['← →', 'previous and next request, of the chosen lane if there is one'],
  ['↑ ↓', 'choose a lane'],
  ['Enter', 'fold or unfold the chosen lane; zoom to a marked range'],
  ['Shift+← →', 'move the window'],
  ['+ − 0', 'zoom in, zoom out, show all'],
  ['Home End', 'the beginning of the run, and now'],
  ['[ ]', 'back and on in time by a record; with Shift by an invocation'],
  ['b', 'mark the range in view'],
  ['/', 'search'],
]

/** @returns what a key does, or null */
export function chartAction(event: KeyboardEvent, shown: TimelineWindow, trace: Trace): (() => void) | null {
  const altGraph = event.getModifierState('AltGraph')
  if ((event.ctrlKey || event.altKey) && !altGraph) return null
  if (event.metaKey) return null
  const { shiftKey } = event
  const bracket = { '[': -1, '{': -1, ']': 1, '}': 1 }[event.key] as 1 | -1 | undefined
  if (bracket) return () => (shiftKey || '{}'.includes(event.key) ? stepInvocation : stepRecord)(trace, bracket)
  switch (event.key) {
    case '+':
    case '=':
      return () => shown.zoomIn()
    case '-':
      return () => shown.zoomOut()
    case '0':
      return () => shown.showAll()
    case 'Home':
      return () => shown.showStart()
    case 'End':
      return () => shown.follow()
    case 'ArrowLeft':
      return () => (shiftKey ? shown.pan(-PAN_PX) : shown.selectNext(-1))
    case 'ArrowRight':
      return () => (shiftKey ? shown.pan(PAN_PX) : shown.selectNext(1))
    case 'ArrowUp':
      return () => shown.moveLane(-1)
    case 'ArrowDown':
      return () => shown.moveLane(1)
    case 'b':
      return () => shown.chooseVisible()
    case '/':
      return () => (shown.finding = true)
    case 'Enter':
      return () => enter(shown)
    case 'Escape':
      if (shown.range) return () => (shown.range = null)
      return shown.activeLane === null ? null : () => (shown.activeLane = null)
    default:
      return null
  }
}

function enter(shown: TimelineWindow): void {
  if (shown.range) return shown.zoomTo(shown.range)
  const row = shown.rows.find(({ lane }) => lane.id === shown.activeLane)
  if (row?.lane.kind === 'group') shown.toggleFold(row.lane.id, row.folded)
}
