/** All that an embed shows, to be shown again by another frame of it. */

import type { Session } from '../app/state/session.svelte'
import type { ResourceView } from '../cloud/aws/resource-view'
import type { RecordedRun } from '../project/share-url'

/** @param held what resources held at the end of the run */
export async function keep(session: Session, held: readonly ResourceView[]): Promise<Uint8Array> {
  const { encodeFile } = await import('../project/share-url')
  const { workspace, sharing } = session
  const run = { readOnly: false, run: false, recorded: recordedRun(session, held), unshown: null }
  return encodeFile({ project: workspace.get(), view: sharing.view(), ...run })
}

function recordedRun({ trace }: Session, resources: readonly ResourceView[]): RecordedRun | null {
  const { records } = trace.recording
  const last = records.at(-1)
  if (!last) return null
  return trace.recorded ?? { records, resources, now: Math.max(trace.clock?.now ?? last.at, last.at) }
}
