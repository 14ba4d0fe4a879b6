/** What the Add menu puts into a project: lines of template.yaml, and a handler to begin with. Only what SAM deploys. */

import type { TemplateValue } from '../../cloud/aws/template'
import type { ProjectFiles } from '../../project/model'
import { addResource, setValue } from '../../project/template/edit'
import { fileWord } from '../stimulus/stimulus'

export type Addition =
  'function' | 'queue' | 'queue-with-dlq' | 'topic' | 'table' | 'bucket' | 'bus' | 'schedule' | 'api' | 'url'

export interface AdditionText {
  readonly kind: Addition
  readonly text: string
  readonly detail: string
  /** A logical id to begin with. */
  readonly name: string
}

export const ADDITIONS: readonly AdditionText[] = [
  { kind: 'function', text: 'Function', detail: 'With a handler to begin with', name: 'Handler' },
  { kind: 'queue', text: 'Queue', detail: 'SQS', name: 'Jobs' },
  {
    kind: 'queue-with-dlq',
    text: 'Queue with a dead-letter queue',
    detail: 'Gives up after three receives',
    name: 'Jobs',
  },
  { kind: 'topic', text: 'Topic', detail: 'SNS', name: 'News' },
  { kind: 'table', text: 'Table', detail: 'DynamoDB, with a stream', name: 'Items' },
  { kind: 'bucket', text: 'Bucket', detail: 'S3', name: 'Files' },
  {
    kind: 'bus',
    text: 'Event bus with a rule',
    detail: 'EventBridge; the rule invokes a new function',
    name: 'Events',
  },
  { kind: 'schedule', text: 'Schedule', detail: 'Invokes a new function each minute', name: 'EveryMinute' },
  { kind: 'api', text: 'API route', detail: 'HTTP API; GET of a new function', name: 'Web' },
  { kind: 'url', text: 'Function URL', detail: 'Of a new function', name: 'Page' },
]

export interface Added {
  readonly files: ProjectFiles
  /** The resource to look at. */
  readonly logicalId: string
}

const TEMPLATE = 'template.yaml'
const EMPTY = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n"

export const templateOf = (files: ProjectFiles): string =>
  files[TEMPLATE] === undefined || files[TEMPLATE].trim() === '' ? EMPTY : files[TEMPLATE]

/** @param ids logical ids that are there @throws TemplateEditError */
export function addTo(files: ProjectFiles, kind: Addition, ids: Iterable<string>): Added {
  const taken = new Set(ids)
  const { name = 'Thing' } = ADDITIONS.find((one) => one.kind === kind) ?? {}
  const id = freeName(name, taken)
  const text = templateOf(files)
  const plain = (type: string, properties?: TemplateValue): Added => ({
    files: {
      ...files,
      [TEMPLATE]: addResource(text, id, { Type: type, ...(properties !== undefined && { Properties: properties }) }),
    },
    logicalId: id,
  })
  switch (kind) {
    case 'function':
      return withFunction(files, text, id, {})
    case 'queue':
      return plain('AWS::SQS::Queue')
    case 'queue-with-dlq': {
      const dead = freeName(`${id}DeadLetters`, taken)
      const first = addResource(text, id, {
        Type: 'AWS::SQS::Queue',
        Properties: { RedrivePolicy: { deadLetterTargetArn: attribute(dead, 'Arn'), maxReceiveCount: 3 } },
      })
      return { files: { ...files, [TEMPLATE]: addResource(first, dead, { Type: 'AWS::SQS::Queue' }) }, logicalId: id }
    }
    case 'topic':
      return plain('AWS::SNS::Topic')
    case 'table':
      return plain('AWS::DynamoDB::Table', {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      })
    case 'bucket':
      return plain('AWS::S3::Bucket')
    case 'bus': {
      const withBus = addResource(text, id, { Type: 'AWS::Events::EventBus', Properties: { Name: fileWord(id) } })
      const fn = freeName(`On${id}`, taken)
      const { files: added } = withFunction(files, withBus, fn, { Matched: ruleEvent(id) })
      return { files: added, logicalId: id }
    }
    case 'schedule':
      return withFunction(files, text, id, {
        Schedule: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 minute)' } },
      })
    case 'api':
      return withFunction(
        files,
        text,
        id,
        { Get: { Type: 'HttpApi', Properties: { Path: `/${fileWord(id)}`, Method: 'get' } } },
        WEB,
      )
    case 'url':
      return withFunction(files, text, id, {}, WEB, { FunctionUrlConfig: { AuthType: 'NONE' } })
  }
}

export const attribute = (logicalId: string, name: string): TemplateValue => ({ 'Fn::GetAtt': [logicalId, name] })

/** Matches every event of the bus. */
export const ruleEvent = (bus: string): TemplateValue => ({
  Type: 'EventBridgeRule',
  Properties: { EventBusName: { Ref: bus }, Pattern: { source: [{ prefix: '' }] } },
})

const RECORDS = `export async function handler(event: unknown): Promise<void> {
  console.log(JSON.stringify(event))
}
`
const WEB = `export async function handler(event: { rawPath?: string }) {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ path: event.rawPath }) }
}
`

function withFunction(
  files: ProjectFiles,
  text: string,
  id: string,
  events: { readonly [name: string]: TemplateValue },
  code = RECORDS,
  more: { readonly [name: string]: TemplateValue } = {},
): Added {
  const word = freeFile(files, fileWord(id))
  const added = addResource(text, id, {
    Type: 'AWS::Serverless::Function',
    Metadata: {
      BuildMethod: 'esbuild',
      BuildProperties: { Target: 'es2022', Sourcemap: true, EntryPoints: [`${word}.ts`] },
    },
    Properties: {
      CodeUri: 'src/',
      Handler: `${word}.handler`,
      Runtime: 'nodejs22.x',
      Timeout: 10,
      ...more,
      ...(Object.keys(events).length > 0 && { Events: events }),
    },
  })
  return { files: { ...files, [TEMPLATE]: added, [`src/${word}.ts`]: code }, logicalId: id }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}${number}`
    if (!taken.has(id)) return id
  }
}

function freeFile(files: ProjectFiles, word: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? word : `${word}-${number}`
    if (!(`src/${name}.ts` in files)) return name
  }
}

/** Sets an event of a function; for `connections.ts`. */
export const withEvent = (text: string, fn: string, name: string, event: TemplateValue): string =>
  setValue(text, ['Resources', fn, 'Properties', 'Events', name], event)
