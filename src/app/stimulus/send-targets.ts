import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import type { TemplateReading } from '../../project/template'
import type { Target } from './stimulus'

const KINDS: Readonly<Record<string, Target['kind']>> = {
  'AWS::SNS::Topic': 'topic',
  'AWS::Events::EventBus': 'bus',
  'AWS::Kinesis::Stream': 'stream',
  'AWS::S3::Bucket': 'bucket',
  'AWS::DynamoDB::Table': 'table',
}

/** Functions, queues and whatever else of a template takes messages. */
export function sendTargets({ stack, summary }: TemplateReading): readonly Target[] {
  const isDurable = (id: string): boolean =>
    stack?.resources.find(({ logicalId }) => logicalId === id)?.properties['DurableConfig'] !== undefined
  const resources = stack?.resources ?? []
  const fifo = (id: string): Pick<Target, 'fifo'> => {
    const { FifoQueue, FifoTopic } = resources.find(({ logicalId }) => logicalId === id)?.properties ?? {}
    return [FifoQueue, FifoTopic].some((one) => one === true || one === 'true') ? { fifo: true } : {}
  }
  const usesDefaultBus = resources.some(
    ({ type, properties }) =>
      type === 'AWS::Events::Rule' &&
      [undefined, 'default'].includes(properties['EventBusName'] as string | undefined) &&
      properties['EventPattern'] !== undefined,
  )
  return [
    ...summary.functions.map(({ logicalId }) => ({
      logicalId,
      kind: 'function' as const,
      ...(isDurable(logicalId) && { qualifier: '$LATEST' }),
    })),
    ...summary.queues.map(({ logicalId }) => ({ logicalId, kind: 'queue' as const, ...fifo(logicalId) })),
    ...resources.flatMap(({ logicalId, type }): readonly Target[] => {
      const kind = KINDS[type]
      return kind ? [{ logicalId, kind, ...fifo(logicalId) }] : []
    }),
    ...(usesDefaultBus ? [DEFAULT_BUS] : []),
    ...summary.channels.map(({ target }) => ({ logicalId: target, kind: 'channel' as const })),
  ]
}

const DEFAULT_BUS: Target = {
  logicalId: `arn:aws:events:${DEFAULT_ACCOUNT.region}:${DEFAULT_ACCOUNT.accountId}:event-bus/default`,
  kind: 'bus',
  label: 'Default event bus',
}
