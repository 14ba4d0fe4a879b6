import type { Session } from '../state/session.svelte'
import type { GraphNode } from './model'

/** Makes the send panel send to a node, and shows it; null for what it cannot send to. */
export function sendTo(session: Session, node: GraphNode): (() => void) | null {
  const { workspace, stimulus, template } = session
  const id = node.resource?.logicalId ?? node.name
  const target = template.targets.find(({ logicalId }) => logicalId === id || logicalId.startsWith(`${id}/`))
  // A function URL is an entrance of its function's name.
  const name = node.id.startsWith('url:') ? node.id.slice(4) : id
  const entrance = node.kind === 'api' && session.entrances.find(({ key }) => key.split(' ').at(-1) === name)
  if (entrance && session.request) {
    const { draft } = session.request
    return () => {
      workspace.change({ request: { ...draft, active: true, entrance: entrance.key } })
      session.layout.show('send')
    }
  }
  if (!target || !stimulus) return null
  return () => {
    const { request } = workspace.settings
    workspace.change({
      stimulus: { ...stimulus, target: target.logicalId },
      ...(request && { request: { ...request, active: false } }),
    })
    session.layout.show('send')
  }
}
