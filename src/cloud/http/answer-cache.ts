/** What authorizers have answered, for as long as it may be used again; in virtual time. */

export class AnswerCache<Answer> {
  readonly #entries = new Map<string, { readonly answer: Answer; readonly until: number }>()

  find(key: string, now: number): Answer | undefined {
    const entry = this.#entries.get(key)
    if (entry && entry.until > now) return entry.answer
    this.#entries.delete(key)
    return undefined
  }

  /** @param ttl milliseconds; 0 keeps nothing */
  keep(key: string, answer: Answer, ttl: number, now: number): void {
    if (ttl > 0) this.#entries.set(key, { answer, until: now + ttl })
  }
}
