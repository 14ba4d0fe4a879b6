/** Which commands were used last, in this browser. */

const KEY = 'coldstart:commands'
const KEPT = 6

/** @returns ids, the last used first */
export function recentlyUsed(): readonly string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(read) ? read.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

export function noteUse(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...recentlyUsed().filter((one) => one !== id)].slice(0, KEPT)))
  } catch {
    // A browser that keeps nothing lists them in their order.
  }
}
