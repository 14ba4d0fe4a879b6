import type { Session } from '../state/session.svelte'
import { linear } from './axis'
import { rows } from './layout'
import { neighbour, placeOf } from './order'
import { following, revealing, showingAll, type View, zoomed } from './view'

const ZOOM_STEP = 1.6

/** Which part of the timeline is shown, for the chart and for the buttons beside it. */
export class TimelineWindow {
  compressed = $state(true)
  width = $state(0)
  /** Null while the window keeps up with what happens. */
  #chosen = $state.raw<View | null>(null)
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  readonly now = $derived.by(() => this.#session.clock?.now ?? 0)
  readonly rows = $derived.by(() => rows(this.#session.trace.current.timeline))
  readonly stretches = $derived.by(() => {
    const found = this.#session.trace.current.timeline.axis.stretches(this.now)
    return this.compressed ? found : linear(found, this.now)
  })
  readonly view = $derived.by(() => this.#chosen ?? following(this.stretches, this.width))

  get isFollowing(): boolean {
    return this.#chosen === null
  }

  show(view: View): void {
    this.#chosen = view
  }

  follow(): void {
    this.#chosen = null
  }

  showAll(): void {
    this.#chosen = showingAll(this.stretches, this.width)
  }

  zoomIn(): void {
    this.#chosen = zoomed(this.view, this.stretches, this.width / 2, ZOOM_STEP)
  }

  zoomOut(): void {
    this.#chosen = zoomed(this.view, this.stretches, this.width / 2, 1 / ZOOM_STEP)
  }

  toggleIdle(): void {
    this.compressed = !this.compressed
    this.#chosen = null
  }

  /** Selects the request after or before the selected one, and brings it into view. */
  selectNext(step: 1 | -1): void {
    const { trace, selection } = this.#session
    const request = neighbour(trace.current.requests, selection?.id ?? null, step)
    if (!request) return
    this.#session.select({ kind: 'request', id: request.requestId })
    this.show(revealing(this.view, this.stretches, placeOf(request), this.width))
  }
}
