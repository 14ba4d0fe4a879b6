/**
 * Frames of embeds take memory when nothing happens in them, too. Few that are idle stay; of the others, those that nobody
 * sees are put on a shelf: what they held is kept as a `.coldstart` file with the run in it, and shown again, in a new
 * frame, when they come near the part of the page that is seen.
 */

/** Idle ones that stay, those that are seen among them: who goes back in a page finds them at once. */
export const IDLE_MAX = 3

/** An embed with a frame, as far as it matters here. */
export interface Shelvable {
  /** `performance.now()` since when it has been unused; null while it is in use. */
  readonly idleSince: number | null
  /** Whether it may go: nobody sees it, is in it, listens to it or waits for it. */
  readonly isFree: boolean
  shelve(): void
}

/** Puts away those that have been idle longest, of those that may go. */
export function tidy(alive: Iterable<Shelvable>): void {
  const idle = [...alive]
    .filter(({ idleSince }) => idleSince !== null)
    .sort((a, b) => Number(a.isFree) - Number(b.isFree) || (b.idleSince ?? 0) - (a.idleSince ?? 0))
  for (const one of idle.slice(IDLE_MAX)) if (one.isFree) one.shelve()
}
