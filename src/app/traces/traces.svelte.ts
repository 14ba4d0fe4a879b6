import { untrack } from 'svelte'
import type { EventNode } from '../state/lineage'
import type { Session } from '../state/session.svelte'
import { inSlices } from './slices'
import { ServiceGraph } from './service-map'
import { spanTree } from './spans'
import { latestRoots, stampOf, summaryOf, type TraceSummary } from './summary'

/** Traces in the list. */
const LISTED = 200
/** Traces that the service map adds up. */
const MAPPED = 2000
/** Real milliseconds between two times that it is made anew. */
const EVERY_MS = { list: 250, map: 800 } as const

/** Keeps a value up with the run while somebody looks: in slices, and not too often. */
class Kept<T> {
  value = $state.raw<T | null>(null)
  #madeAt = -Infinity
  #stop: () => void = () => undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #busy = false
  #again = false

  constructor(
    readonly every: number,
    readonly make: (done: (value: T) => void) => Generator,
  ) {}

  /** Something may have changed. */
  touch(): void {
    if (this.#busy) {
      this.#again = true
      return
    }
    this.#busy = true
    this.#timer = setTimeout(() => this.#start(), Math.max(0, this.#madeAt + this.every - performance.now()))
  }

  #start(): void {
    this.#again = false
    const steps = this.make((value) => (this.value = value))
    this.#stop = inSlices(steps, () => {
      this.#madeAt = performance.now()
      this.#busy = false
      if (this.#again) this.touch()
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stop()
    this.#busy = false
  }
}

/** The list of traces and the service map, of the moment that is looked at. */
export class Traces {
  readonly #made = new WeakMap<EventNode, { readonly stamp: string; readonly summary: TraceSummary }>()
  readonly #list: Kept<readonly TraceSummary[]>
  readonly #map: Kept<ServiceGraph>

  constructor(readonly session: Session) {
    this.#list = new Kept(EVERY_MS.list, (done) => this.#summarise(done))
    this.#map = new Kept(EVERY_MS.map, (done) => this.#chart(done))
  }

  /** The latest first; null before they were read. */
  get summaries(): readonly TraceSummary[] | null {
    return this.#list.value
  }

  get map(): ServiceGraph | null {
    return this.#map.value
  }

  /** To be called in an effect, while the one or the other is seen. */
  follow(what: 'list' | 'map'): () => void {
    const kept = what === 'list' ? this.#list : this.#map
    $effect(() => {
      void this.session.trace.current
      untrack(() => kept.touch())
    })
    return () => kept.stop()
  }

  *#summarise(done: (value: readonly TraceSummary[]) => void): Generator {
    const { trace, clock } = this.session
    const { current } = trace
    const now = clock?.now ?? 0
    const summaries: TraceSummary[] = []
    for (const root of latestRoots(current.lineage, LISTED)) {
      const stamp = stampOf(root, current.lineage)
      const known = this.#made.get(root)
      const summary = stamp !== '' && known?.stamp === stamp ? known.summary : summaryOf(root, current, now)
      this.#made.set(root, { stamp, summary })
      summaries.push(summary)
      yield
    }
    done(summaries)
  }

  *#chart(done: (value: ServiceGraph) => void): Generator {
    const { current } = this.session.trace
    const graph = new ServiceGraph()
    for (const root of latestRoots(current.lineage, MAPPED)) {
      graph.add(spanTree(root, current).root)
      yield
    }
    done(graph)
  }
}
