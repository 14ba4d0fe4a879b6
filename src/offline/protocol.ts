/** Page → service worker, and what the build tells the service worker. */

export type OfflineRequest =
  /** The new version may replace the one that runs. */
  | { readonly type: 'take-over' }
  /** Store some more of what is not stored yet; the answer, a `StoreProgress`, comes over the port that is sent along. */
  | { readonly type: 'store-more' }

export type StoreProgress = { readonly missing: number } | { readonly failed: string }

/** The built files, as paths from index.html. */
export interface ShippedFiles {
  /** What the page starts and runs its examples with: stored as one, when the service worker is installed. */
  readonly first: readonly { readonly url: string; readonly revision: string | null }[]
  /** Stored in the background, when the page has nothing else to do. */
  readonly later: readonly string[]
  /** Stored when it was used. */
  readonly onUse: readonly string[]
}
