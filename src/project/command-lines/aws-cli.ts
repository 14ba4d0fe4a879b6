/**
 * What the Send panel sends, as commands of the AWS CLI, version 2. Source: AWS CLI Command Reference; "Blob" and "Load
 * parameters from a file" of its User Guide.
 */

import type { StimulusDetails, StimulusKind } from '../model'
import { commandLine, NotAWord, option, quoted } from './shell'

export interface CliTarget {
  readonly kind: StimulusKind
  /** What the service calls it: a function's name, a queue's URL, a topic's ARN, the name of a bus, bucket, table, stream. */
  readonly id: string
  readonly qualifier?: string
}

/** `command`: for a POSIX shell. */
export type CommandLine = { readonly command: string } | { readonly reason: string }

/** Blobs as they are written, instead of base64. */
const RAW = '--cli-binary-format raw-in-base64-out'

/** @param details as the Send panel has them; `headers` a line for each, `Name: value` */
export function awsCommand(
  { kind, id, qualifier }: CliTarget,
  body: string,
  details: StimulusDetails = {},
): CommandLine {
  try {
    return { command: COMMANDS[kind]({ id, body, details, qualifier }) }
  } catch (error) {
    if (error instanceof NotAWord) return { reason: error.message }
    throw error
  }
}

interface Given {
  readonly id: string
  readonly body: string
  readonly details: StimulusDetails
  readonly qualifier: string | undefined
}

const COMMANDS: Readonly<Record<StimulusKind, (given: Given) => string>> = {
  sync: (given) => invoke(given, []),
  async: (given) => invoke(given, ['--invocation-type Event']),
  queue: ({ id, body, details }) =>
    call('aws sqs send-message', [
      ['--queue-url', id],
      ['--message-body', body],
      ['--message-group-id', details.groupId],
      ['--message-deduplication-id', details.deduplicationId],
      ['--message-attributes', attributes(details.headers)],
    ]),
  topic: ({ id, body, details }) =>
    call('aws sns publish', [
      ['--topic-arn', id],
      ['--message', body],
      ['--subject', details.subject],
      ['--message-group-id', details.groupId],
      ['--message-deduplication-id', details.deduplicationId],
      ['--message-attributes', attributes(details.headers)],
    ]),
  bus: ({ id, body, details }) =>
    call('aws events put-events', [
      [
        '--entries',
        JSON.stringify([
          {
            EventBusName: id,
            Source: details.source || 'coldstart',
            DetailType: details.detailType || 'Test',
            Detail: compact(body),
          },
        ]),
      ],
    ]),
  bucket: ({ id, body, details }) =>
    `printf '%s' ${quoted(body)} |\n  aws s3 cp - ${quoted(`s3://${id}/${details.key || 'test.json'}`)}`,
  stream: ({ id, body, details }) =>
    call(
      'aws kinesis put-record',
      [
        ['--stream-name', id],
        ['--partition-key', details.key || 'coldstart'],
        ['--data', body],
      ],
      [RAW],
    ),
  table: ({ id, body }) =>
    call('aws dynamodb put-item', [
      ['--table-name', id],
      ['--item', JSON.stringify(item(body))],
    ]),
  channel: () => {
    throw new NotAWord(
      'The AWS CLI cannot send to brokers: use their own clients, as kafka-console-producer.sh for Amazon MSK.',
    )
  },
}

function invoke({ id, body, qualifier }: Given, flags: readonly string[]): string {
  const options = [
    option('--function-name', id),
    ...(qualifier === undefined ? [] : [option('--qualifier', qualifier)]),
    ...flags,
    RAW,
    option('--payload', compact(body)),
    // Where the answer's payload goes; the command prints the rest.
    'response.json',
  ]
  return commandLine('aws lambda invoke', options)
}

type Option = readonly [name: string, value: string | undefined]

/** The CLI would load a value that looks like an address from there: then all goes as JSON. */
function call(command: string, options: readonly Option[], flags: readonly string[] = []): string {
  const given = options.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as const],
  )
  if (!given.some(([, value]) => /^(file|fileb|https?):\/\//.test(value) && value !== given[0]?.[1])) {
    return commandLine(command, [...given.map(([name, value]) => option(name, value)), ...flags])
  }
  const input = Object.fromEntries(
    given.map(([name, value]) => [memberOf(name), STRUCTURED.has(name) ? (JSON.parse(value) as unknown) : value]),
  )
  return commandLine(command, [option('--cli-input-json', JSON.stringify(input)), ...flags])
}

const STRUCTURED: ReadonlySet<string> = new Set(['--message-attributes', '--entries', '--item'])

/** `--queue-url` → `QueueUrl` */
const memberOf = (name: string): string => name.replace(/-+([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** `Name: value` lines as attributes. */
function attributes(headers = ''): string | undefined {
  const entries = headers.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    if (colon < 1) return []
    const value = { DataType: 'String', StringValue: line.slice(colon + 1).trim() }
    return [[line.slice(0, colon).trim(), value] as const]
  })
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries))
}

/** JSON without its white space; what is no JSON as it is. */
function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return text
  }
}

type AttributeValue = Readonly<Record<string, unknown>>

/** @throws NotAWord */
function item(text: string): Readonly<Record<string, AttributeValue>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new NotAWord('The item is not JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotAWord('The item is no object.')
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, attributeValue(one)]))
}

function attributeValue(value: unknown): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(attributeValue) }
  if (typeof value === 'object') {
    return { M: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, attributeValue(one)])) }
  }
  return { N: String(value) }
}
