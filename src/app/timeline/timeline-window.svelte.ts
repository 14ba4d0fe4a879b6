import type { Session } from '../state/session.svelte'
import { linear } from './axis'
import { neighbour, neighbourOn, placeOf } from './order'
import type { Range } from './range'
import { LANES_UNFOLDED_MAX, rows } from './rows'
import { timeAt, xOf } from './scale'
import { centred, following, panned, revealing, scaleOf, showing, showingAll, type View, zoomed } from './view'

const ZOOM_STEP = 1.6

/** Which part of the timeline is shown, for the chart and for what is around it. */
export class TimelineWindow {
  compressed = $state(true)
  width = $state(0)
  /** Null while the window keeps up with what happens. */
  #chosen = $state.raw<View | null>(null)
  /** Groups that somebody folded or unfolded. */
  #folds = $state.raw<Readonly<Partial<Record<string, boolean>>>>({})
  /** Id of the lane that keys move along; null: along all requests. */
  activeLane = $state.raw<string | null>(null)
  /** A stretch of time that is asked about. */
  range = $state.raw<Range | null>(null)
  /** The instant of what was searched for and found. */
  found = $state.raw<number | null>(null)
  /** Whether the search box is open. */
  finding = $state(false)
  /** Whether a list of what is in view stands in for the chart. */
  listed = $state(false)
  /** Where the selected thing is, if it was come to here. */
  #selectedAt: number | null = null
  /** Back to the chart's keys; the chart says how. */
  focusChart: () => void = () => undefined
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** The timeline is always of the whole run: what is later than the moment that is looked at can be gone to. */
  readonly now = $derived.by(() => this.#session.trace.clock?.now ?? 0)
  readonly rows = $derived.by(() =>
    rows(this.#session.trace.live.timeline, (id, lanes) => this.#folds[id] ?? lanes > LANES_UNFOLDED_MAX),
  )
  readonly stretches = $derived.by(() => {
    const found = this.#session.trace.live.timeline.axis.stretches(this.now)
    return this.compressed ? found : linear(found, this.now)
  })
  readonly view = $derived.by(() => this.#chosen ?? following(this.stretches, this.width))
  readonly scale = $derived.by(() => scaleOf(this.view, this.stretches))

  get isFollowing(): boolean {
    return this.#chosen === null
  }

  xOf(at: number): number {
    return xOf(this.scale, at) - this.view.left
  }

  timeAt(x: number): number {
    return timeAt(this.scale, this.view.left + x)
  }

  show(view: View): void {
    this.#chosen = view
  }

  follow(): void {
    this.#chosen = null
  }

  /** Another run: nothing of what was chosen in the last one means anything. */
  startOver(): void {
    this.#chosen = null
    this.range = null
    this.found = null
    this.activeLane = null
  }

  showAll(): void {
    this.#chosen = showingAll(this.stretches, this.width)
  }

  showStart(): void {
    this.reveal(this.stretches[0]?.start ?? 0)
  }

  zoomIn(): void {
    this.#chosen = zoomed(this.view, this.stretches, this.width / 2, ZOOM_STEP)
  }

  zoomOut(): void {
    this.#chosen = zoomed(this.view, this.stretches, this.width / 2, 1 / ZOOM_STEP)
  }

  zoomAt(x: number, factor: number): void {
    this.#chosen = zoomed(this.view, this.stretches, x, factor)
  }

  pan(by: number, from: View = this.view): void {
    this.#chosen = panned(from, this.stretches, by, this.width)
  }

  zoomTo({ start, end }: Range): void {
    this.#chosen = showing(this.view, this.stretches, start, end, this.width)
  }

  centre(at: number): void {
    this.#chosen = centred(this.view, this.stretches, at, this.width)
  }

  reveal(at: number): void {
    this.#chosen = revealing(this.view, this.stretches, at, this.width)
  }

  toggleIdle(): void {
    this.compressed = !this.compressed
    this.#chosen = null
  }

  toggleFold(group: string, folded: boolean): void {
    this.#folds = { ...this.#folds, [group]: !folded }
  }

  /** What is in the window, as a range to ask about. */
  chooseVisible(): void {
    this.range = { start: this.timeAt(0), end: this.timeAt(this.width) }
  }

  /** Selects what comes after or before the selected one, on the active lane if there is one, and brings it into view. */
  selectNext(step: 1 | -1): void {
    const { trace, selection } = this.#session
    const row = this.rows.find(({ lane }) => lane.id === this.activeLane)
    if (row) {
      const from = this.#selectedAt ?? (step > 0 ? -Infinity : Infinity)
      const next = neighbourOn(row.lane, from, selection?.id ?? null, step)
      if (!next) return
      this.#session.select(next.selection, false)
      this.#selectedAt = next.at
      return this.reveal(next.at)
    }
    const request = neighbour(trace.current.requests, selection?.id ?? null, step)
    if (!request) return
    this.#session.select({ kind: 'request', id: request.requestId }, false)
    this.#selectedAt = placeOf(request)
    this.reveal(this.#selectedAt)
  }

  /** A click selected something there. */
  noteSelected(at: number): void {
    this.#selectedAt = at
  }

  /** Makes the next lane the active one. */
  moveLane(step: 1 | -1): void {
    const index = this.rows.findIndex(({ lane }) => lane.id === this.activeLane)
    const next = index < 0 ? (step > 0 ? 0 : this.rows.length - 1) : index + step
    this.activeLane = this.rows[next]?.lane.id ?? null
  }
}
