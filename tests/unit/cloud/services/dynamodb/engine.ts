/** DynamoDB without the rest of the cloud: its operations on an account that is empty, called as functions. */

import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import type { TraceFact } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import type { Caller, ServiceContext } from '../../../../../src/cloud/services/contract'
import { dynamoDB, dynamoDBStreams } from '../../../../../src/cloud/services/dynamodb'

const USER: Caller = { kind: 'account', principalId: 'AIDA', arn: 'arn:aws:iam::123456789012:user/test' }

export const START_TIME = Date.UTC(2026, 0, 31, 12, 0, 0)

export type Input = Record<string, unknown>
/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers have many shapes */
export type Output = any

export interface Engine {
  readonly kernel: Kernel<TraceFact>
  /** An operation of DynamoDB or of its streams. @throws AwsError */
  call(operation: string, input: Input): Output
  /** `<code>: <message>` of the error that it must answer with. */
  error(operation: string, input: Input): string
  /** Runs everything that is due until so many milliseconds from now. */
  advance(ms: number): Promise<void>
  facts<Type extends TraceFact['type']>(type: Type): Extract<TraceFact, { type: Type }>[]
}

/** @param delay of what no API call waits for, milliseconds */
export function engine({ delay = 0, seed = 1 } = {}): Engine {
  const kernel = new Kernel<TraceFact>({ seed, startTime: START_TIME })
  // DynamoDB needs nothing else of the cloud.
  const context = { kernel, account: DEFAULT_ACCOUNT, delay: () => delay } as Partial<ServiceContext> as ServiceContext
  const operations = { ...dynamoDB.create(context).operations, ...dynamoDBStreams.create(context).operations }
  const call = (operation: string, input: Input): Output => operations[operation]?.(input, USER)
  return {
    kernel,
    call,
    error(operation, input) {
      try {
        call(operation, input)
      } catch (error) {
        if (error instanceof AwsError) return `${error.code}: ${error.message}`
        throw error
      }
      throw new Error(`${operation} was not refused`)
    },
    async advance(ms) {
      const end = kernel.now + ms
      while (await kernel.runNextInstant(end));
      kernel.moveTo(end)
    },
    facts: (type) => kernel.trace.since(0).filter((fact) => fact.type === type) as never,
  }
}

/** A table with on-demand capacity; types of key attributes are in their names' ends: `pk:S`. */
export function createTable(
  { call }: Pick<Engine, 'call'>,
  name: string,
  keys: readonly string[],
  more: Input = {},
  otherKeys: readonly string[] = [],
): void {
  call('CreateTable', { TableName: name, ...schema(keys, otherKeys), BillingMode: 'PAY_PER_REQUEST', ...more })
}

export function schema(keys: readonly string[], otherKeys: readonly string[] = []): Input {
  return {
    AttributeDefinitions: [...keys, ...otherKeys].map((key) => {
      const [AttributeName, AttributeType] = key.split(':')
      return { AttributeName, AttributeType }
    }),
    KeySchema: keySchema(keys),
  }
}

export const keySchema = (keys: readonly string[]): object[] =>
  keys.map((key, index) => ({ AttributeName: key.split(':')[0], KeyType: index === 0 ? 'HASH' : 'RANGE' }))
