import type { ProjectFiles } from '../../project/model'
import type { Session } from '../state/session.svelte'

/**
 * Edits files for who works with the graph; says so, with a way back.
 * @param title of the notice @returns whether it could be done
 */
export function editProject(
  session: Session,
  title: string | (() => string),
  edit: (files: ProjectFiles) => ProjectFiles,
): boolean {
  const { workspace, notices } = session
  const before = workspace.files
  let after: ProjectFiles
  try {
    after = edit(before)
  } catch (error) {
    notices.failure('template.yaml was not changed', error)
    return false
  }
  const paths = Object.keys(after).filter((path) => after[path] !== before[path])
  for (const path of paths) if (!workspace.write(path, after[path] ?? '')) return false
  notices.show({
    tone: 'success',
    title: typeof title === 'string' ? title : title(),
    detail: `${paths.join(' and ')} changed. It is deployed with the next Run.`,
    action: { text: 'Undo', run: () => undo(session, paths, before, after) },
  })
  return true
}

function undo(
  { workspace, notices }: Session,
  paths: readonly string[],
  before: ProjectFiles,
  after: ProjectFiles,
): void {
  const changed = paths.filter((path) => workspace.files[path] !== after[path])
  if (changed.length > 0) {
    const detail = `${changed.join(' and ')} changed since. The editor’s own undo goes back step by step.`
    notices.show({ tone: 'error', title: 'Nothing was undone', detail })
    return
  }
  for (const path of paths) {
    const text = before[path]
    if (text === undefined) workspace.delete(path)
    else workspace.write(path, text)
  }
}
