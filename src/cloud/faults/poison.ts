/** Which event is the n-th of a function, and where it comes again: a retry, another batch. */

interface Counted {
  readonly nth: number
  readonly seen: Set<string>
  poison: string | null
}

export class PoisonEvents {
  readonly #functions = new Map<string, Counted>()

  /** Forgets all functions but these. */
  keep(functions: ReadonlySet<string>): void {
    for (const one of this.#functions.keys()) if (!functions.has(one)) this.#functions.delete(one)
  }

  /** Whether what the function gets now has its n-th event, counted from when that was set. */
  contains(fn: string, nth: number, requestId: string, payload: string): boolean {
    let counted = this.#functions.get(fn)
    if (counted?.nth !== nth) {
      counted = { nth, seen: new Set(), poison: null }
      this.#functions.set(fn, counted)
    }
    const ids = idsOf(payload) ?? [requestId]
    if (counted.poison === null) {
      for (const id of ids) {
        counted.seen.add(id)
        if (counted.seen.size < nth) continue
        counted.poison = id
        counted.seen.clear()
        break
      }
    }
    return counted.poison !== null && ids.includes(counted.poison)
  }
}

/** What tells the records of a batch apart, in every attempt the same; null when it is no batch. */
function idsOf(payload: string): readonly string[] | null {
  let event: unknown
  try {
    event = JSON.parse(payload)
  } catch {
    return null
  }
  const records = (event as { Records?: unknown } | null)?.Records
  if (!Array.isArray(records) || records.length === 0) return null
  return records.map((record: Readonly<Record<string, unknown>> | null) => {
    const id = record?.['messageId'] ?? record?.['eventID']
    return typeof id === 'string' ? id : JSON.stringify(record)
  })
}
