import type { ProjectFiles } from '../../project/model'
import { type DiffLine, diffSize, lineDiff } from '../parts/line-diff'

export interface FileChange {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Lines. */
  readonly added: number
  readonly removed: number
  readonly lines: readonly DiffLine[]
}

/** What an edit did to a project, file by file. */
export function fileChanges(before: ProjectFiles, after: ProjectFiles): readonly FileChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((path): readonly FileChange[] => {
    const [old, now] = [before[path], after[path]]
    if (old === now) return []
    const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed'
    const lines = diffOf(old, now)
    return [{ path, kind, lines, ...diffSize(lines) }]
  })
}

function diffOf(old: string | undefined, now: string | undefined): readonly DiffLine[] {
  if (old !== undefined && now !== undefined) return lineDiff(old, now)
  const kind = old === undefined ? 'added' : 'removed'
  const text = (old ?? now ?? '').replace(/\n$/, '')
  if (text === '') return []
  return text.split('\n').map((one, index) => ({ kind, number: index + 1, text: one, count: 1 }))
}
