import type { ProjectFiles } from '../../project/model'
import { changedLines } from '../result/changed-lines'

export interface FileChange {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Lines. */
  readonly added: number
  readonly removed: number
}

/** What an edit did to a project, file by file. */
export function fileChanges(before: ProjectFiles, after: ProjectFiles): readonly FileChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((path): readonly FileChange[] => {
    const [old, now] = [before[path], after[path]]
    if (old === now) return []
    if (old === undefined) return [{ path, kind: 'added', added: lines(now ?? ''), removed: 0 }]
    if (now === undefined) return [{ path, kind: 'removed', added: 0, removed: lines(old) }]
    const changed = changedLines(old, now)
    const count = (kind: 'added' | 'removed'): number => changed.filter((line) => line.kind === kind).length
    return [{ path, kind: 'changed', added: count('added'), removed: count('removed') }]
  })
}

const lines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
