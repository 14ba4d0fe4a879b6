/** Stacks with brokers, and messages for them. */

import type { SendRequest } from '../../../src/cloud/protocol'
import { deploy, lambdaFunction, resource, type Run } from '../../unit/cloud/stack'

type Properties = NonNullable<Parameters<typeof resource>[2]>

export const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:broker-a1b2c3'
export const BASIC_AUTH = [{ Type: 'BASIC_AUTH', URI: SECRET }]

/** Two brokers: two partitions per topic. */
export const msk = (properties: Properties = {}) =>
  resource('Cluster', 'AWS::MSK::Cluster', { ClusterName: 'demo', NumberOfBrokerNodes: 2, ...properties })
export const ofTopic = (properties: Properties = {}, logicalId = 'M') =>
  resource(logicalId, 'AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: 'F' },
    EventSourceArn: { Ref: 'Cluster' },
    Topics: ['orders'],
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  })
export const kafkaStack = (properties: Properties = {}) => [lambdaFunction('F'), msk(), ofTopic(properties)]

export async function put(
  run: Pick<Run, 'cloud'>,
  target: string,
  message: Omit<SendRequest, 'target'>,
): Promise<string> {
  const answer = await run.cloud.send({ target, ...message })
  if (answer.ok) return answer.value.id
  throw Object.assign(new Error(answer.error.message), { name: answer.error.code })
}

/** Records 0, 1, … into one partition of the topic. */
export async function produce(
  run: Pick<Run, 'cloud'>,
  count: number,
  partition = 0,
  topic = 'Cluster/orders',
): Promise<void> {
  for (let index = 0; index < count; index++) await put(run, topic, { body: String(index), partition })
}

export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: number
  readonly timestampType: string
  readonly key?: string
  readonly value: string
  readonly headers: readonly Readonly<Record<string, readonly number[]>>[]
}
export interface KafkaEvent {
  readonly eventSource: string
  readonly eventSourceArn?: string
  readonly bootstrapServers: string
  readonly records: Readonly<Record<string, readonly KafkaRecord[]>>
}

export const text = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString()
export const recordsOf = (event: KafkaEvent): readonly KafkaRecord[] => Object.values(event.records).flat()
export const values = (events: readonly KafkaEvent[]): string[][] =>
  events.map((event) => recordsOf(event).map(({ value }) => text(value)))

export { deploy }
