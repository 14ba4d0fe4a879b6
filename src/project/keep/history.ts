/** Earlier states of a project in the library. */

import { sameFiles } from '../files'
import type { Change, Revision } from '../library'
import { readFiles } from './stored'
import { thinned } from './thinning'

/** Edits that follow each other this closely are one state of the history. */
const ONE_EDIT_MS = 15_000

/** Adds a state, unless it is the one that was kept last; older ones make room for it. */
export async function note(change: Change, revision: Revision): Promise<void> {
  const store = change.objectStore('revisions')
  const keys = await store.index('project').getAllKeys(revision.project)
  const history = await store.index('project').getAll(revision.project)
  const states = history.map((state, index) => ({ state, key: keys[index] ?? 0, at: state.at, size: sizeOf(state) }))
  const last = states.at(-1)
  const isSame = ({ state }: { readonly state: Revision }): boolean =>
    isReadable(state) && sameFiles(state.files, revision.files)
  // What another tab had is worth showing only if it is nowhere else.
  if (revision.reason === 'edited in another tab' && states.some(isSame)) return
  if (last && isSame(last)) {
    // Why it matters says more than that it was edited.
    if (!revision.reason.startsWith('edited')) await store.put({ ...last.state, reason: revision.reason }, last.key)
    return
  }
  if (last && goesOn(last.state, revision)) {
    await store.put({ ...revision, since: last.state.since ?? last.state.at }, last.key)
    return
  }
  const key = await store.add(revision)
  const all = [...states, { state: revision, key, at: revision.at, size: sizeOf(revision) }]
  for (const { key: old } of thinned(all, revision.at)) await store.delete(old)
}

/** Whether it is the same burst of edits. */
const goesOn = (last: Revision, next: Revision): boolean =>
  last.reason === next.reason &&
  last.reason.startsWith('edited') &&
  last.page !== undefined &&
  last.page === next.page &&
  next.at - (last.since ?? last.at) < ONE_EDIT_MS

const sizeOf = (state: Revision): number =>
  isReadable(state) ? Object.values(state.files).reduce((sum, text) => sum + text.length, 0) : 0

/** Whether it can be gone back to. */
export const isReadable = (state: Revision): boolean => {
  try {
    readFiles(state.files)
    return true
  } catch {
    return false
  }
}
