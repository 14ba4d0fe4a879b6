/** Names of the stack's resources where the SDK wants one: `QueueUrl: process.env.ORDERS_URL`. */

import { references } from '../../../cloud/aws/intrinsics'
import type { StackModel } from '../../../cloud/aws/template'
import type { Environments } from './environment'

/** Member of an SDK's input → types of resources that it names. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  QueueUrl: ['AWS::SQS::Queue'],
  TopicArn: ['AWS::SNS::Topic'],
  TableName: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  FunctionName: ['AWS::Lambda::Function'],
  Bucket: ['AWS::S3::Bucket'],
  StreamName: ['AWS::Kinesis::Stream'],
  EventBusName: ['AWS::Events::EventBus'],
  SecretId: ['AWS::SecretsManager::Secret'],
  KeyId: ['AWS::KMS::Key', 'AWS::KMS::Alias'],
  GroupName: ['AWS::Scheduler::ScheduleGroup'],
}

export interface NameOffered {
  /** The expression: a variable of the environment, or a text in quotes. */
  readonly text: string
  /** Logical id. */
  readonly of: string
  readonly isVariable: boolean
}

/** @param before the line up to the cursor @returns null where no name is wanted */
export function namesWanted(
  before: string,
  stack: StackModel,
  environments: Environments,
  deployed: (logicalId: string) => string | null,
): { readonly typed: string; readonly offered: readonly NameOffered[] } | null {
  const place = /\b([A-Z]\w+):\s*((['"])[^'"]*|[\w.]*)$/.exec(before)
  const types = NAMED[place?.[1] ?? '']
  if (!place || !types) return null
  const typed = place[2] ?? ''
  const quote = place[3]
  const ids = new Set(stack.resources.filter(({ type }) => types.includes(type)).map(({ logicalId }) => logicalId))
  const variables = new Map<string, NameOffered>()
  for (const values of quote === undefined ? environments.values() : []) {
    for (const [name, value] of Object.entries(values)) {
      const of = references(value)[0]?.logicalId
      if (of !== undefined && ids.has(of)) variables.set(name, { text: `process.env.${name}`, of, isVariable: true })
    }
  }
  const literals = [...ids].flatMap((of): readonly NameOffered[] => {
    const name = deployed(of)
    return name === null || /['"\\\n]/.test(name)
      ? []
      : [{ text: `${quote ?? "'"}${name}${quote ?? "'"}`, of, isVariable: false }]
  })
  return { typed, offered: [...variables.values(), ...literals] }
}
