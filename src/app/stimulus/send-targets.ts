import type { TemplateReading } from '../../project/template'
import type { Target } from './stimulus'

/** A template's functions, queues and channels of brokers. */
export function sendTargets({ stack, summary }: TemplateReading): readonly Target[] {
  const isDurable = (id: string): boolean =>
    stack?.resources.find(({ logicalId }) => logicalId === id)?.properties['DurableConfig'] !== undefined
  return [
    ...summary.functions.map(({ logicalId }) => ({
      logicalId,
      kind: 'function' as const,
      ...(isDurable(logicalId) && { qualifier: '$LATEST' }),
    })),
    ...summary.queues.map(({ logicalId }) => ({ logicalId, kind: 'queue' as const })),
    ...summary.channels.map(({ target }) => ({ logicalId: target, kind: 'channel' as const })),
  ]
}
