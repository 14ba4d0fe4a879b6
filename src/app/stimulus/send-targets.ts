import { readTemplate } from '../../project/template'
import type { Target } from './stimulus'

/** @returns reads a template's functions, queues and channels of brokers; while it is being typed and is no YAML, those it had before */
export function sendTargets(): (template: string) => readonly Target[] {
  let last: readonly Target[] = []
  return (template) => {
    const { stack, summary } = readTemplate(template)
    if (stack === null && template.trim() !== '') return last
    const isDurable = (id: string): boolean =>
      stack?.resources.find(({ logicalId }) => logicalId === id)?.properties['DurableConfig'] !== undefined
    last = [
      ...summary.functions.map(({ logicalId }) => ({
        logicalId,
        kind: 'function' as const,
        ...(isDurable(logicalId) && { qualifier: '$LATEST' }),
      })),
      ...summary.queues.map(({ logicalId }) => ({ logicalId, kind: 'queue' as const })),
      ...summary.channels.map(({ target }) => ({ logicalId: target, kind: 'channel' as const })),
    ]
    return last
  }
}
