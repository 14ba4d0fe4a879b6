/**
 * DynamoDB's engine, in this process: PutItem as the wire endpoint calls it, on a cloud without latencies. What the
 * endpoint itself does (decoding, signatures, IAM) is not in it.
 *
 * - `dynamodb.put`: one put, over 100,000 into a table that is empty at first (µs)
 * - `dynamodb.put-at-1000`, `dynamodb.put-at-100000`: one put into a table of about so many items (µs)
 * - `map.set`: a bare Map.set of the same marshalled items under their keys as texts, over 100,000 (µs)
 */

import { build } from 'esbuild'
import path from 'node:path'
import { repository } from '../../run/install.mjs'
import { median } from '../timing.mjs'

export const name = 'dynamodb'

const ITEMS = 100_000
const ROUNDS = 5
/** Puts that are timed together at one size of the table. */
const BURST = 1000

export async function run() {
  const putter = await loadEngine()
  const items = Array.from({ length: ITEMS + BURST * ROUNDS }, (_, index) => ({
    pk: { S: `customer-${(index * 7919) % 5000}` },
    sk: { N: String((index * 104_729) % 1_000_003) },
    name: { S: `order ${index}` },
    total: { N: '12.5' },
    lines: { L: [{ M: { sku: { S: 'A-1' }, count: { N: '2' } } }] },
    paid: { BOOL: true },
  }))
  // Once for the compiler.
  const warm = putter()
  for (const item of items) warm(item)

  const puts = []
  const sets = []
  const small = []
  const large = []
  for (let round = 0; round < ROUNDS; round++) {
    const put = putter()
    puts.push(timed(() => items.slice(0, ITEMS).forEach((item) => put(item))) / ITEMS)
    for (let burst = 0; burst < ROUNDS; burst++) {
      const start = ITEMS + burst * BURST
      large.push(timed(() => items.slice(start, start + BURST).forEach((item) => put(item))) / BURST)
    }
    const map = new Map()
    sets.push(timed(() => items.slice(0, ITEMS).forEach((item) => map.set(`${item.pk.S} ${item.sk.N}`, item))) / ITEMS)
    for (let table = 0; table < ROUNDS * 4; table++) {
      const putSmall = putter()
      // Around 1,000 items: from 500 to 1,500.
      items.slice(0, BURST / 2).forEach((item) => putSmall(item))
      small.push(timed(() => items.slice(BURST / 2, BURST * 1.5).forEach((item) => putSmall(item))) / BURST)
    }
  }
  return {
    'dynamodb.put': median(puts),
    'dynamodb.put-at-1000': median(small),
    'dynamodb.put-at-100000': median(large),
    'map.set': median(sets),
  }
}

/** @returns microseconds */
function timed(work) {
  const startedAt = performance.now()
  work()
  return (performance.now() - startedAt) * 1000
}

/** @returns makes an empty table in a cloud of its own, and gives what puts an item into it */
async function loadEngine() {
  const source = path.join(repository, 'src/cloud')
  const { outputFiles } = await build({
    stdin: {
      contents: `export { Kernel } from './kernel/kernel'; export { dynamoDB } from './services/dynamodb'; export { DEFAULT_ACCOUNT } from './aws/arn'`,
      resolveDir: source,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  })
  const text = Buffer.from(outputFiles[0].contents).toString('base64')
  const { Kernel, dynamoDB, DEFAULT_ACCOUNT } = await import(`data:text/javascript;base64,${text}`)
  return () => {
    const kernel = new Kernel({ seed: 1, startTime: 0 })
    const { operations } = dynamoDB.create({ kernel, account: DEFAULT_ACCOUNT, delay: () => 0 })
    operations.CreateTable({
      TableName: 'orders',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    })
    return (Item) => operations.PutItem({ TableName: 'orders', Item })
  }
}
