import type { Session } from '../state/session.svelte'
import { Search } from './search'
import type { TimelineWindow } from './timeline-window.svelte'

const BUDGET_MS = 6

/** What is searched for, how much of it was found, and which match was gone to. */
export class TimelineSearch {
  text = $state('')
  count = $state(0)
  /** From 0; null before the first was gone to. */
  number = $state<number | null>(null)
  /** What the match is, in words. */
  said = $state('')
  readonly #session: Session
  readonly #shown: TimelineWindow
  #search: Search | null = null
  #going = false

  constructor(session: Session, shown: TimelineWindow) {
    this.#session = session
    this.#shown = shown
  }

  look(text: string): void {
    this.text = text
    this.number = null
    this.count = 0
    this.said = ''
    this.#shown.found = null
    this.#search = text.trim() === '' ? null : new Search(this.#session.trace.recording, text)
    this.goOn()
  }

  /** Searches what has come since, a slice in each frame. */
  goOn(): void {
    const search = this.#search
    if (search && search.recording !== this.#session.trace.recording) return this.look(this.text)
    if (!search || this.#going) return
    this.#going = search === this.#search && !search.advance(BUDGET_MS)
    this.count = search.count
    if (!this.#going) return
    requestAnimationFrame(() => {
      this.#going = false
      this.goOn()
    })
  }

  /** To the next or the previous match, from the end to the beginning. */
  go(step: 1 | -1): void {
    if (!this.#search || this.count === 0) return
    const from = this.number ?? (step > 0 ? -1 : 0)
    this.number = (from + step + this.count) % this.count
    const { trace } = this.#session
    const record = trace.recording.get(this.#search.match(this.number) ?? -1)
    if (!record) return
    this.#shown.found = record.at
    this.#shown.reveal(record.at)
    this.said = `${record.type}, ${this.number + 1} of ${this.count}`
    const { requests, queues } = trace.current
    if ('requestId' in record && record.requestId !== null && requests.get(record.requestId))
      this.#session.select({ kind: 'request', id: record.requestId }, false)
    else if ('messageId' in record && record.messageId !== null && queues.message(record.messageId))
      this.#session.select({ kind: 'message', id: record.messageId }, false)
  }
}
