/** What the page says in passing: what happened, where, what to do. */

export interface Notice {
  readonly id: number
  readonly tone: 'info' | 'success' | 'error'
  readonly title: string
  readonly detail?: string
  readonly action?: { readonly text: string; readonly run: () => void }
  /** Stays until dismissed. */
  readonly sticky?: boolean
}

const SHOWN_MS = 6000
const SHOWN_WITH_ACTION_MS = 10_000
const KEPT = 4

export class Notices {
  list = $state.raw<readonly Notice[]>([])
  #next = 1

  /** @returns ends it */
  show(notice: Omit<Notice, 'id'>): () => void {
    const id = this.#next++
    this.list = [...this.list.filter((one) => one.title !== notice.title).slice(-KEPT + 1), { ...notice, id }]
    const dismiss = () => this.dismiss(id)
    if (!notice.sticky) setTimeout(dismiss, notice.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS)
    return dismiss
  }

  /** An exception that the user should know of. */
  failure(title: string, error: unknown): void {
    this.show({ tone: 'error', title, detail: error instanceof Error ? error.message : String(error) })
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id)
  }
}
