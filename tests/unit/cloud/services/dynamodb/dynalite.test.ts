/**
 * The engine beside dynalite: the same requests, the same answers. First single requests whose answers are worth seeing
 * (texts of errors above all), then random sequences, from a seed that is printed when they differ.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import { CASES, DIFFERENT } from './dynalite-cases'
import { engine, keySchema, schema, type Engine, type Input, type Output } from './engine'
import { startOracle, type Answer, type Oracle } from './oracle'
import { randomRequests } from './random-requests'

let oracle: Oracle

beforeAll(async () => {
  oracle = await startOracle()
})
afterAll(() => oracle.close())

function ours({ call }: Engine, operation: string, input: Input): Answer {
  try {
    // What the wire does: JSON there and back.
    return { output: JSON.parse(JSON.stringify(call(operation, JSON.parse(JSON.stringify(input)) as Input))) as Output }
  } catch (error) {
    if (error instanceof AwsError) return { error: `${error.code}: ${error.message}` }
    throw error
  }
}

const table = (name: string): Input => ({
  TableName: name,
  ...schema(['pk:S', 'sk:N'], ['g:S', 'h:N']),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    { IndexName: 'gsi', KeySchema: keySchema(['g', 'h']), Projection: { ProjectionType: 'ALL' } },
    { IndexName: 'keys', KeySchema: keySchema(['h']), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'lsi',
      KeySchema: keySchema(['pk', 'h']),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] },
    },
  ],
})

/** Both with the same tables: with a sort key and indexes, and with neither. */
async function both(suffix: string): Promise<Engine> {
  const own = engine()
  const tables = [
    table(`Full${suffix}`),
    { TableName: `Plain${suffix}`, ...schema(['id:B']), BillingMode: 'PAY_PER_REQUEST' },
  ]
  for (const input of tables) {
    ours(own, 'CreateTable', input)
    await oracle.call('CreateTable', input)
  }
  for (const { TableName } of tables) {
    for (;;) {
      const { output } = await oracle.call('DescribeTable', { TableName })
      if (output?.Table.TableStatus === 'ACTIVE') break
    }
  }
  return own
}

/** Without what cannot be the same: sets and scans have no order, members of objects neither. */
function comparable(operation: string, { error, output }: Answer): unknown {
  if (error !== undefined) return error
  // For a read that finds nothing dynalite counts nothing: among the known differences.
  if (output.ScannedCount === 0) delete output.ConsumedCapacity
  return sorted(output, operation === 'Scan' || operation === 'BatchGetItem')
}

function sorted(value: unknown, unordered: boolean, name = ''): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => sorted(entry, unordered))
    const isUnordered = ['SS', 'NS', 'BS'].includes(name) || (unordered && name !== 'L')
    return isUnordered ? entries.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : entries
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry, unordered, key)]))
}

describe('single requests', () => {
  let own: Engine
  beforeAll(async () => {
    own = await both('')
  })

  it.each(CASES)('%s %j', async (operation, input) => {
    const [mine, theirs] = [ours(own, operation, input), await oracle.call(operation, input)]
    expect(comparable(operation, mine)).toEqual(comparable(operation, theirs))
  })

  it.each(DIFFERENT)('%s %j differs from dynalite: %s', async (operation, input, _reason, expected) => {
    const [mine, theirs] = [ours(own, operation, input), await oracle.call(operation, input)]
    expect(mine.error ?? mine.output).toEqual(expected)
    expect(theirs.error ?? theirs.output).not.toEqual(expected)
  })
})

describe('random sequences', () => {
  it.each([1, 2])('seed %i', async (seed) => {
    const own = await both(String(seed))
    for (const [step, [operation, input]] of randomRequests(seed, 200).entries()) {
      const [mine, theirs] = [ours(own, operation, input), await oracle.call(operation, input)]
      const where = `seed=${seed} step=${step} ${operation} ${JSON.stringify(input)}`
      expect(comparable(operation, mine), where).toEqual(comparable(operation, theirs))
    }
  })
})
