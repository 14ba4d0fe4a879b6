/** What a pointer does on the chart: drags it, scrubs on the ruler, marks a range with Shift, pinches with two fingers. */

import type { Trace } from '../state/trace.svelte'
import type { TimelineWindow } from './timeline-window.svelte'
import type { View } from './view'

interface Point {
  readonly x: number
  readonly y: number
}

type Drag =
  | { readonly kind: 'pan'; readonly from: Point; readonly view: View; readonly moved: boolean }
  | { readonly kind: 'scrub' }
  | { readonly kind: 'range'; readonly from: number }
  | { readonly kind: 'pinch'; readonly distance: number }

/** A press that moves less is a click. */
const CLICK_PX = 3
/** The line of the moment can be taken hold of this far from it. */
const GRIP_PX = 5

export class Gestures {
  pointer = $state.raw<Point | null>(null)
  drag = $state.raw<Drag | null>(null)
  /** By pointer. */
  #touches: Readonly<Record<number, Point>> = {}
  readonly #shown: TimelineWindow
  readonly #trace: Trace
  readonly #rulerHeight: number

  constructor(shown: TimelineWindow, trace: Trace, rulerHeight: number) {
    this.#shown = shown
    this.#trace = trace
    this.#rulerHeight = rulerHeight
  }

  get cursor(): 'default' | 'scrub' | 'grabbing' {
    if (this.drag?.kind === 'pan') return this.drag.moved ? 'grabbing' : 'default'
    return this.drag?.kind === 'scrub' || (this.pointer && this.#scrubs(this.pointer)) ? 'scrub' : 'default'
  }

  /** Whether what is under the pointer is of interest. */
  get hovers(): boolean {
    return this.drag === null || (this.drag.kind === 'pan' && !this.drag.moved)
  }

  down(event: PointerEvent, point: Point): void {
    this.pointer = point
    this.#touches = { ...this.#touches, [event.pointerId]: point }
    const [one, other] = Object.values(this.#touches)
    if (one && other) this.drag = { kind: 'pinch', distance: Math.abs(one.x - other.x) }
    else if (this.#scrubs(point)) {
      this.drag = { kind: 'scrub' }
      this.#scrub(point.x)
    } else if (event.shiftKey) {
      const at = this.#shown.timeAt(point.x)
      this.drag = { kind: 'range', from: at }
      this.#shown.range = null
    } else this.drag = { kind: 'pan', from: point, view: this.#shown.view, moved: false }
  }

  move(event: PointerEvent, point: Point): void {
    this.pointer = point
    if (event.pointerId in this.#touches) this.#touches = { ...this.#touches, [event.pointerId]: point }
    const { drag } = this
    if (drag?.kind === 'scrub') this.#scrub(point.x)
    else if (drag?.kind === 'pinch') this.#pinch(drag.distance)
    else if (drag?.kind === 'range') {
      const at = this.#shown.timeAt(point.x)
      this.#shown.range = { start: Math.min(drag.from, at), end: Math.max(drag.from, at) }
    } else if (drag?.kind === 'pan' && (drag.moved || Math.abs(drag.from.x - point.x) > CLICK_PX)) {
      this.drag = { ...drag, moved: true }
      this.#shown.pan(drag.from.x - point.x, drag.view)
    }
  }

  /** @returns whether it was a click */
  up(): boolean {
    this.#touches = {}
    const clicked = this.drag?.kind === 'pan' && !this.drag.moved
    this.drag = null
    return clicked
  }

  cancel(): void {
    this.#touches = {}
    this.drag = null
  }

  #scrubs({ x, y }: Point): boolean {
    const { moment } = this.#trace
    return y < this.#rulerHeight || (moment !== null && Math.abs(this.#shown.xOf(moment.at) - x) <= GRIP_PX)
  }

  /** Beyond what has happened is now. */
  #scrub(x: number): void {
    const at = this.#shown.timeAt(x)
    if (at >= this.#shown.now) this.#trace.backToNow()
    else this.#trace.lookAt(at)
  }

  #pinch(before: number): void {
    const [one, other] = Object.values(this.#touches)
    if (!one || !other) return
    const distance = Math.abs(one.x - other.x)
    if (before > 0 && distance > 0) this.#shown.zoomAt((one.x + other.x) / 2, distance / before)
    this.drag = { kind: 'pinch', distance }
  }
}
