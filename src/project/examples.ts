/** The projects that come with Coldstart: all but the first are loaded when they are opened. */

import { FIRST, firstExample, folderOf, type Listing, projectOf } from './first-example'
import type { Project } from './model'

export interface Example {
  /** Its folder below examples/. */
  readonly id: string
  readonly title: string
  /** What it shows, in half a sentence. */
  readonly point: string
  /** @throws Error when the files cannot be loaded, as without network */
  load(): Promise<Project>
}

const LISTINGS: readonly Listing[] = [
  FIRST,
  {
    id: 'hello',
    title: 'Hello',
    point: 'One function, its configuration and its logs',
    settings: { pace: '1x', openFile: 'src/hello.ts' },
    stimulus: { target: 'Hello', kind: 'sync', eventFile: 'events/ada.json' },
  },
  {
    id: 'async-retries',
    title: 'Retries of asynchronous events',
    point: 'Three attempts, destinations, a dead-letter queue',
    settings: { pace: '100x', openFile: 'src/send-invoice.ts' },
    stimulus: { target: 'SendInvoice', kind: 'async', eventFile: 'events/sent-at-last.json' },
  },
  {
    id: 'cold-starts',
    title: 'Cold starts',
    point: 'What an environment keeps between invocations',
    settings: { pace: '1x', openFile: 'src/cold-starts.ts' },
    stimulus: { target: 'ColdStarts', kind: 'sync', eventFile: 'events/nothing.json' },
  },
  {
    id: 'function-url',
    title: 'A page that streams',
    point: 'A function URL: HTML, sent part by part',
    settings: { pace: '1x', openFile: 'src/page.ts' },
    stimulus: { target: 'Page', kind: 'sync', eventFile: 'events/get.json' },
    request: { entrance: 'function-url Page', query: 'name=Ada' },
  },
  {
    id: 'dynamodb-items',
    title: 'Items in a table',
    point: 'DynamoDB: put on a condition, update, query',
    settings: { pace: '1x', openFile: 'src/items.ts' },
    stimulus: { target: 'Items', kind: 'sync', eventFile: 'events/orders.json' },
  },
  {
    id: 's3-uploads',
    title: 'A bucket that tells',
    point: 'S3 events with a filter, reading an object',
    settings: { pace: '1x', openFile: 'src/describe.ts' },
    stimulus: { target: 'Upload', kind: 'sync', eventFile: 'events/files.json' },
  },
  {
    id: 'sns-fanout',
    title: 'One message, several subscribers',
    point: 'SNS: a function, a queue, a filter policy',
    settings: { pace: '1x', openFile: 'src/place.ts' },
    stimulus: { target: 'Place', kind: 'sync', eventFile: 'events/large.json' },
  },
  {
    id: 'http-apis',
    title: 'Two APIs',
    point: 'An HTTP API and a REST API that maps errors',
    settings: { pace: '1x', openFile: 'src/client.ts' },
    stimulus: { target: 'Client', kind: 'sync', eventFile: 'events/nothing.json' },
  },
  {
    id: 'eventbridge-rules',
    title: 'Events and rules',
    point: 'EventBridge: patterns, an input transformer',
    settings: { pace: '1x', openFile: 'src/tell.ts' },
    stimulus: { target: 'Tell', kind: 'sync', eventFile: 'events/events.json' },
  },
  {
    id: 'scheduler-reminders',
    title: 'A reminder',
    point: 'EventBridge Scheduler: once, by a role',
    settings: { pace: '100x', openFile: 'src/remind.ts' },
    stimulus: { target: 'Remind', kind: 'sync', eventFile: 'events/tea.json' },
  },
  {
    id: 'kafka-orders',
    title: 'A poison record in Kafka',
    point: 'MSK: partitions, bisecting, an on-failure queue',
    settings: { pace: '1x', openFile: 'src/process.ts' },
    stimulus: { target: 'Shop/orders', kind: 'channel', eventFile: 'events/order.json' },
  },
  {
    id: 'kinesis-records',
    title: 'Records in shards',
    point: 'Kinesis: partition keys and order',
    settings: { pace: '1x', openFile: 'src/stream.ts' },
    stimulus: { target: 'Stream', kind: 'sync', eventFile: 'events/clicks.json' },
  },
  {
    id: 'stream-poison-record',
    title: 'A poison record in a stream',
    point: 'Kinesis as an event source: bisecting, on-failure',
    settings: { pace: '10x', openFile: 'src/average.ts' },
    stimulus: { target: 'Measure', kind: 'sync', eventFile: 'events/readings.json' },
  },
  {
    id: 'configuration',
    title: 'Configuration and secrets',
    point: 'Parameter Store and Secrets Manager',
    settings: { pace: '1x', openFile: 'src/configured.ts' },
    stimulus: { target: 'Configured', kind: 'sync', eventFile: 'events/ada.json' },
  },
  {
    id: 'order-workflow',
    title: 'An order that takes days',
    point: 'Durable function: retried step, callback, parallel, wait',
    settings: { pace: 'max', openFile: 'src/order-workflow.ts' },
    stimulus: { target: 'OrderWorkflow', kind: 'async', eventFile: 'events/order.json' },
  },
  {
    id: 'recursive-loop',
    title: 'A recursive loop',
    point: 'A function that feeds its own queue, and is stopped',
    settings: { pace: '1x', openFile: 'src/loop.ts' },
    stimulus: { target: 'Loop', kind: 'async', eventFile: 'events/start.json' },
  },
  {
    id: 'function-calls-function',
    title: 'A function calls a function',
    point: "Lambda's Invoke, waiting and not waiting",
    settings: { pace: '1x', openFile: 'src/caller.ts' },
    stimulus: { target: 'Caller', kind: 'sync', eventFile: 'events/numbers.json' },
  },
  {
    id: 'telemetry-extension',
    title: 'An extension',
    point: 'A layer, the Telemetry API, SIGTERM and SHUTDOWN',
    settings: { pace: '1x', openFile: 'layers/shipper/extensions/telemetry-shipper' },
    stimulus: { target: 'PlaceOrder', kind: 'sync', eventFile: 'events/order.json' },
  },
  {
    id: 'metrics-and-logs',
    title: 'Metrics and logs',
    point: 'CloudWatch, Powertools, the own log',
    settings: { pace: '1x', openFile: 'src/measure.ts' },
    stimulus: { target: 'Measure', kind: 'sync', eventFile: 'events/order.json' },
  },
  {
    id: 'roles',
    title: 'Roles',
    point: 'IAM and STS: denied, and allowed',
    settings: { pace: '1x', openFile: 'src/roles.ts' },
    stimulus: { target: 'Roles', kind: 'sync', eventFile: 'events/nothing.json' },
  },
  {
    id: 'presigned-urls',
    title: 'Presigned URLs',
    point: 'S3 without an account, for a minute',
    settings: { pace: '100x', openFile: 'src/share.ts' },
    stimulus: { target: 'Share', kind: 'sync', eventFile: 'events/file.json' },
  },
  {
    id: 'idempotent-payments',
    title: 'At least once, and not twice',
    point: 'Powertools: batches and idempotency',
    settings: { pace: '1x', openFile: 'src/pay.ts' },
    stimulus: { target: 'Payments', kind: 'queue', eventFile: 'events/payment.json' },
  },
  {
    id: 'encrypted-notes',
    title: 'Encrypted notes',
    point: 'KMS with an encryption context',
    settings: { pace: '1x', openFile: 'src/notes.ts' },
    stimulus: { target: 'Notes', kind: 'sync', eventFile: 'events/note.json' },
  },
]

/** Path from this file → text. */
const texts = import.meta.glob<string>(['../examples/**/*', '!../examples/orders-queue/**'], {
  query: '?raw',
  import: 'default',
})

export const examples: readonly Example[] = LISTINGS.map((listing) => ({
  id: listing.id,
  title: listing.title,
  point: listing.point,
  async load() {
    if (listing === FIRST) return firstExample()
    const own = Object.entries(texts).filter(([path]) => path.startsWith(folderOf(listing)))
    return projectOf(listing, await Promise.all(own.map(async ([path, load]) => [path, await load()] as const)))
  },
}))
