import { describe, expect, it } from 'vitest'
import { withJsonValue } from '../../../../src/app/stimulus/templates/edit-json'
import { fieldText, fieldValue } from '../../../../src/app/stimulus/templates/fields'
import { EVENT_TEMPLATES, recognise } from '../../../../src/app/stimulus/templates/index'
import { problemsOf, problemText, schemaOf } from '../../../../src/app/stimulus/templates/schema'
import { at, type EventContext, pathIn } from '../../../../src/app/stimulus/templates/template'
import type { JsonValue } from '../../../../src/cloud/aws/json'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource } from '../../cloud/stack'
import { fail, respond } from '../../cloud/scripted-host'

const context: EventContext = {
  accountId: '123456789012',
  region: 'us-east-1',
  now: Date.UTC(2026, 0, 31, 12),
  uuid: () => '3f2b0c1a-6a4d-4c58-9d0e-0a6f5b7c8d9e',
  resource: (_, name) => ({ name, arn: `arn:aws:x:us-east-1:123456789012:${name}` }),
}
const exampleOf = (id: string): JsonValue => {
  const template = EVENT_TEMPLATES.find((one) => one.id === id)
  if (!template) throw new Error(id)
  return template.event(context) as JsonValue
}
const schemaFor = (id: string) => {
  const template = EVENT_TEMPLATES.find((one) => one.id === id)
  if (!template) throw new Error(id)
  return schemaOf(template, template.event(context) as JsonValue)
}

describe.each(EVENT_TEMPLATES.map((template) => [template.id, template] as const))('%s', (id, template) => {
  it('is recognised, has its shape, and all of its fields', () => {
    const event = exampleOf(id)
    expect(recognise(event)?.id).toBe(id)
    expect(problemsOf(schemaFor(id), event)).toEqual([])
    for (const { path } of template.fields) expect(at(event, ...pathIn(event, path)), path.join('.')).toBeDefined()
  })
})

describe('what the simulator delivers has the shape of its template', () => {
  it('queues, topics, streams, tables, buckets, buses, destinations', async () => {
    const events = new Map<string, JsonValue>()
    const starting = { StartingPosition: 'TRIM_HORIZON' }
    const run = deploy(
      [
        ...['Sqs', 'Sns', 'Kinesis', 'Table', 'Bus', 'Failing', 'Destination'].map((name) => lambdaFunction(name)),
        queue('Q'),
        mapping('QM', 'Sqs', 'Q'),
        resource('Topic', 'AWS::SNS::Topic'),
        resource('Sub', 'AWS::SNS::Subscription', {
          TopicArn: { Ref: 'Topic' },
          Protocol: 'lambda',
          Endpoint: arnOf('Sns'),
        }),
        resource('SnsMay', 'AWS::Lambda::Permission', {
          FunctionName: { Ref: 'Sns' },
          Action: 'lambda:InvokeFunction',
          Principal: 'sns.amazonaws.com',
        }),
        resource('Stream', 'AWS::Kinesis::Stream', { ShardCount: 1 }),
        mapping('SM', 'Kinesis', 'Stream', starting),
        resource('Items', 'AWS::DynamoDB::Table', {
          TableName: 'Items',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        }),
        resource('TM', 'AWS::Lambda::EventSourceMapping', {
          FunctionName: { Ref: 'Table' },
          EventSourceArn: { 'Fn::GetAtt': ['Items', 'StreamArn'] },
          ...starting,
        }),
        resource('Rule', 'AWS::Events::Rule', {
          EventPattern: { source: ['shop'] },
          Targets: [{ Id: 'f', Arn: arnOf('Bus') }],
        }),
        resource('BusMay', 'AWS::Lambda::Permission', {
          FunctionName: { Ref: 'Bus' },
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
        }),
        resource('Async', 'AWS::Lambda::EventInvokeConfig', {
          FunctionName: { Ref: 'Failing' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: arnOf('Destination') } },
        }),
      ],
      {
        invoke(event, _, { configuration }) {
          const name = configuration.variables['AWS_LAMBDA_FUNCTION_NAME'] ?? ''
          events.set(name, event as JsonValue)
          return { outcome: name === 'Failing' ? fail('no') : respond(null) }
        },
      },
    )
    const once = { at: 1000, kind: 'message', count: 1, over: 0, spread: 'at-once' } as const
    const playing = run.cloud.play({
      steps: [
        { ...once, message: { target: 'Q', body: '{}' } },
        { ...once, message: { target: 'Topic', body: 'hi', subject: 'Hello' } },
        { ...once, message: { target: 'Stream', body: '{}', key: 'k' } },
        { ...once, kind: 'item', message: { target: 'Items', body: '{"id":"1"}' } },
        {
          ...once,
          message: {
            target: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
            body: '{"a":1}',
            event: { source: 'shop', detailType: 'Made' },
          },
        },
        { ...once, kind: 'invoke-async', message: { target: 'Failing', body: '{}' } },
      ],
    })
    await run.idle()
    expect(await playing).toMatchObject({ sent: 6, refusals: [] })
    for (const [name, id] of [
      ['Sqs', 'sqs'],
      ['Sns', 'sns'],
      ['Kinesis', 'kinesis'],
      ['Table', 'dynamodb'],
      ['Bus', 'eventbridge'],
      ['Destination', 'lambda-destination'],
    ] as const) {
      const event = events.get(name)
      expect(event, name).toBeDefined()
      expect(recognise(event)?.id, name).toBe(id)
      expect(problemsOf(schemaFor(id), event as JsonValue).map(problemText), name).toEqual([])
    }
  })
})

describe('the check', () => {
  it('says where, what was expected, and what is there', () => {
    const event = structuredClone(exampleOf('sqs')) as { Records: Record<string, unknown>[] }
    const [record] = event.Records
    if (!record) throw new Error('no record')
    record['messageId'] = 5
    delete record['body']
    expect(problemsOf(schemaFor('sqs'), event as unknown as JsonValue).map(problemText)).toEqual([
      'Records[0].messageId: expected a text, got 5',
      'Records[0].body: expected a text, got nothing',
    ])
  })
})

describe('a form beside the JSON', () => {
  it('changes one value and leaves the rest of the text alone', () => {
    const text = '{ "a" : [1, 2],\n\t"b": {"c": "x"} }\n'
    expect(withJsonValue(text, ['a', 1], 3)).toBe('{ "a" : [1, 3],\n\t"b": {"c": "x"} }\n')
    expect(withJsonValue(text, ['b', 'c'], 'é"')).toBe('{ "a" : [1, 2],\n\t"b": {"c": "é\\""} }\n')
    expect(JSON.parse(withJsonValue(text, ['b', 'd', 'e'], true))).toEqual({ a: [1, 2], b: { c: 'x', d: { e: true } } })
    expect(withJsonValue('{}', ['a'], 1)).toBe('{"a": 1}')
    expect(withJsonValue('{,}', ['a'], 1)).toBe('{,}')
  })

  it('shows what is encoded as it is meant, and keeps types', () => {
    const data = { path: [], label: 'Data', encoding: 'base64' } as const
    expect(fieldText(data, fieldValue(data, 'x', '{"é":1}'))).toBe('{"é":1}')
    const zip = { path: [], label: 'Logs', encoding: 'gzip' } as const
    expect(fieldText(zip, fieldValue(zip, 'x', 'hello'))).toBe('hello')
    const plain = { path: [], label: 'Size' }
    expect(fieldValue(plain, 1, '12')).toBe(12)
    expect(fieldValue(plain, 1, 'twelve')).toBeUndefined()
    expect(fieldValue(plain, 'x', '12')).toBe('12')
  })
})
