/** Change streams of Amazon DocumentDB. Source: fact sheet §7.1, §7.4; Guide, "Using AWS Lambda with Amazon DocumentDB". */

import { describe, expect, it } from 'vitest'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { lambdaFunction, resource, START_TIME } from '../../unit/cloud/stack'
import { BASIC_AUTH, deploy, put } from './brokers'
import { recorder } from './polling'

interface DocumentEvent {
  readonly eventSourceArn: string
  readonly eventSource: string
  readonly events: readonly { readonly event: Readonly<Record<string, unknown>> }[]
}
const CLUSTER = 'arn:aws:rds:us-east-1:123456789012:cluster:shop'
const stackOf = (config = {}, properties = {}) => [
  lambdaFunction('F'),
  resource('DocDB', 'AWS::DocDB::DBCluster', { DBClusterIdentifier: 'shop' }),
  {
    ...resource('M', 'AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: 'F' },
      EventSourceArn: CLUSTER,
      StartingPosition: 'TRIM_HORIZON',
      SourceAccessConfigurations: BASIC_AUTH,
      DocumentDBEventSourceConfig: { DatabaseName: 'd', ...config },
      ...properties,
    }),
    dependsOn: ['DocDB'],
  },
]
const docdb = recorder<DocumentEvent>
const changes = (events: readonly DocumentEvent[]) => events.flatMap((one) => one.events.map(({ event }) => event))
const write = (run: Parameters<typeof put>[0], document: object, operationType?: string, collection = 'c') =>
  put(run, `DocDB/d/${collection}`, {
    body: JSON.stringify(document),
    ...(operationType !== undefined && { headers: { operationType } }),
  })

describe('§7.4 the event of a change stream', () => {
  it('an insert has the document and its key', async () => {
    const { events, script } = docdb()
    const run = deploy(stackOf(), script)
    expect(run.diagnostics).toEqual([])
    await write(run, { anyField: 'sampleValue' })
    await run.idle()
    const id = { $oid: expect.stringMatching(/^[0-9a-f]{24}$/) as string }
    expect(events).toEqual([
      {
        eventSourceArn: CLUSTER,
        events: [
          {
            event: {
              _id: { _data: expect.stringMatching(/^[0-9a-f]+$/) as string },
              clusterTime: { $timestamp: { t: START_TIME / 1000, i: 1 } },
              documentKey: { _id: id },
              fullDocument: { _id: id, anyField: 'sampleValue' },
              ns: { db: 'd', coll: 'c' },
              operationType: 'insert',
            },
          },
        ],
        eventSource: 'aws:docdb',
      },
    ])
  })

  it('an update has what changed, and the document only with UpdateLookup', async () => {
    for (const FullDocument of ['Default', 'UpdateLookup']) {
      const { events, script } = docdb()
      const run = deploy(stackOf({ FullDocument }), script)
      await write(run, { _id: 1, a: 1, b: 1 })
      await write(run, { _id: 1, b: 2 }, 'update')
      await run.idle()
      const update = changes(events)[1]
      expect(update).toMatchObject({
        operationType: 'update',
        documentKey: { _id: 1 },
        updateDescription: { updatedFields: { b: 2 }, removedFields: [] },
      })
      expect(update?.['fullDocument']).toEqual(FullDocument === 'Default' ? undefined : { _id: 1, a: 1, b: 2 })
    }
  })

  it('a replacement has the new document, a deletion only the key', async () => {
    const { events, script } = docdb()
    const run = deploy(stackOf(), script)
    await write(run, { _id: 1, a: 1 })
    await write(run, { _id: 1, z: 1 }, 'replace')
    await write(run, { _id: 1 }, 'delete')
    await run.idle()
    expect(changes(events).map(({ operationType, fullDocument }) => [operationType, fullDocument])).toEqual([
      ['insert', { _id: 1, a: 1 }],
      ['replace', { _id: 1, z: 1 }],
      ['delete', undefined],
    ])
  })

  it('changes of one second are counted', async () => {
    const { events, script } = docdb()
    const run = deploy(stackOf(), script)
    await write(run, { _id: 1 })
    await write(run, { _id: 2 })
    await run.advance(1_000)
    await write(run, { _id: 3 })
    await run.idle()
    const times = changes(events).map(({ clusterTime }) => (clusterTime as { $timestamp: { i: number } }).$timestamp.i)
    expect(times).toEqual([1, 2, 1])
  })
})

describe('§7.1 mappings of a change stream', () => {
  it('take one collection, or all of the database', async () => {
    for (const [config, count] of [
      [{ CollectionName: 'c' }, 1],
      [{}, 2],
    ] as const) {
      const { events, script } = docdb()
      const run = deploy(stackOf(config), script)
      await write(run, { _id: 1 }, 'insert', 'c')
      await write(run, { _id: 1 }, 'insert', 'other')
      await put(run, 'DocDB/another/c', { body: '{}' })
      await run.idle()
      expect(changes(events)).toHaveLength(count)
    }
  })

  it('have a window of 500 ms unless it is set, and batches of 100', async () => {
    const { events, script } = docdb()
    const run = deploy(stackOf(), script)
    for (let index = 0; index < 110; index++) await write(run, { _id: index })
    await run.idle()
    expect(events.map((event) => event.events.length)).toEqual([100, 10])
    expect(run.trace('mapping.batch-sent')[1]?.cause).toBe('batch-window')
  })

  it('run one batch at a time, and retry it until it succeeds', async () => {
    const { events, script } = docdb((_, nth) => (nth < 4 ? fail('no') : respond(null)))
    const run = deploy(stackOf({}, { BatchSize: 1 }), script)
    await write(run, { _id: 1 })
    await write(run, { _id: 2 })
    await run.idle()
    const ids = changes(events).map(({ documentKey }) => (documentKey as { _id: number })._id)
    expect(ids).toEqual([1, 1, 1, 1, 2])
  })

  it.each<[string, object, RegExp]>([
    ['a database', { DocumentDBEventSourceConfig: {} }, /'databaseName'/],
    ['credentials', { SourceAccessConfigurations: undefined }, /'sourceAccessConfigurations'/],
    ['a starting position', { StartingPosition: undefined }, /'startingPosition'/],
    ['no filter', { FilterCriteria: { Filters: [] } }, /Unsupported FilterCriteria parameter/],
    ['no destination', { DestinationConfig: {} }, /Unsupported DestinationConfig parameter/],
    [
      'FullDocument of two kinds',
      { DocumentDBEventSourceConfig: { DatabaseName: 'd', FullDocument: 'x' } },
      /FullDocument/,
    ],
  ])('must have %s', (_, properties, message) => {
    expect(deploy(stackOf({}, properties), docdb().script).diagnostics[0]?.message).toMatch(message)
  })

  it.each<[string, string, string[]]>([
    ['TRIM_HORIZON', 'TRIM_HORIZON', ['before', 'after']],
    ['LATEST', 'LATEST', ['after']],
  ])('%s', async (_, StartingPosition, expected) => {
    const { events, script } = docdb()
    const [fn, cluster] = stackOf()
    const run = deploy([fn, cluster] as never, script)
    await write(run, { _id: 'before' })
    await run.advance(1_000)
    const answer = await run.cloud.aws({
      method: 'POST',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        FunctionName: 'F',
        EventSourceArn: CLUSTER,
        StartingPosition,
        SourceAccessConfigurations: BASIC_AUTH,
        DocumentDBEventSourceConfig: { DatabaseName: 'd', CollectionName: 'c' },
      }),
    })
    expect(answer.status, String(answer.body)).toBe(202)
    await run.advance(10_000)
    await write(run, { _id: 'after' })
    await run.idle()
    expect(changes(events).map(({ documentKey }) => (documentKey as { _id: string })._id)).toEqual(expected)
  })

  it('the stream is kept for three hours', async () => {
    const { events, script } = docdb()
    const run = deploy(stackOf({}, { Enabled: false }), script)
    await write(run, { _id: 'old' })
    await run.advance(3 * 3_600_000 + 1)
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    const answer = await run.cloud.aws({
      method: 'PUT',
      url: `https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/${uuid}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Enabled: true }),
    })
    expect(answer.status, String(answer.body)).toBe(202)
    await run.advance(60_000)
    expect(events).toEqual([])
  })
})
