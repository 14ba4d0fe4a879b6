/** Whether the browser may throw away what it keeps of this page when its disk runs short; and the asking that it does not. */

type Asked = 'unknown' | 'kept' | 'may-be-cleared' | 'refused'

/** The only engine that asks the person: there it must not come unbidden. */
const prompts = (): boolean => navigator.userAgent.includes('Firefox')

export class Persistence {
  state = $state<Asked>('unknown')
  #askedUnbidden = false

  async look(): Promise<void> {
    const kept = await navigator.storage?.persisted?.().catch(() => false)
    if (kept) this.state = 'kept'
    else if (this.state === 'unknown' && 'persist' in (navigator.storage ?? {})) this.state = 'may-be-cleared'
  }

  /** Something of one's own was saved: there is something to lose. */
  noteSaved(): void {
    if (this.#askedUnbidden || prompts()) return
    this.#askedUnbidden = true
    void navigator.storage
      ?.persist?.()
      .catch(() => false)
      .then(() => this.look())
  }

  /** By a button. */
  async ask(): Promise<void> {
    this.state = (await navigator.storage.persist().catch(() => false)) ? 'kept' : 'refused'
  }
}
