/**
 * Performs a case against the cloud: deploys its stack, takes its steps in virtual time, and compares.
 *
 * A synchronous invocation is answered by the next step that lets time pass; an asynchronous or refused one at once. In
 * expected values `${one}` stands for the request id of the step that has `as: "one"`, and `${any}` for any text.
 */

import { expect } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { fail, respond, type Place, type Script, type ScriptedTurn } from '../../unit/cloud/scripted-host'
import { deploy, OUTSIDE_ROLE, resource, sqs, type Run } from '../../unit/cloud/stack'

type Json = TemplateValue
type Properties = Record<string, Json>

export interface Case {
  readonly title: string
  /** The test of LocalStack's that recorded the fact. */
  readonly source: string
  readonly recorded: string
  readonly checked: string
  /** Logical id → CloudFormation type and properties. */
  readonly stack: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>
  /** What the functions do. */
  readonly handler: keyof typeof HANDLERS
  readonly steps: readonly Step[]
}

type Step =
  | { readonly invoke: InvokeStep; readonly answer: Json; readonly as?: string }
  | { readonly change: Readonly<Record<string, Properties>> }
  /** Logical id → what CloudFormation says of it. */
  | { readonly refused: Readonly<Record<string, string>> }
  | { readonly send: readonly Json[]; readonly to: string; readonly attributes?: Json }
  /** Seconds, or until nothing is left to happen. */
  | { readonly advance: number | 'idle' }
  /** Attempts started so far, in all. */
  | { readonly attempts: number }
  /** Seconds from the start at which attempts started; the time of starting an environment is not AWS's, so rounded. */
  | { readonly attemptsAt: readonly number[] }
  /** Everything that can be received, then deleted. Bodies are read as JSON where they are. */
  | { readonly received: readonly Json[]; readonly from: string }
  /** The records that each invocation so far was given. */
  | { readonly records: readonly Json[] }
  | { readonly batchSizes: readonly number[] }
  /** Regular expressions for the log's lines, in order, INIT_START left out. */
  | { readonly log: readonly string[] }

interface InvokeStep {
  readonly event?: Json
  readonly payload?: string
  readonly function?: string
  /** RequestResponse otherwise. */
  readonly type?: 'Event' | 'DryRun'
  readonly logType?: 'Tail'
}

/** Handlers as the recordings' functions: what they make of an event. */
const HANDLERS = {
  echo: (event) => ({ outcome: respond(event) }),
  'returns nothing': () => ({ outcome: respond(null) }),
  'fails when told to': (event) =>
    field(event, 'fail') ? { outcome: fail('intentional failure') } : { outcome: respond({ event: event as Json }) },
  'always fails': () => ({ outcome: fail('intentional failure') }),
  'ends its process': () => ({ outcome: { kind: 'exit', exitCode: 0 } }),
  'ends its process at start': () => ({}),
  'fails at start': () => ({}),
  'waits seconds': (event) => ({ takes: Number(field(event, 'wait') ?? 0) * 1000, outcome: respond(null) }),
  'counts in memory': (_event, { nth }) => ({ outcome: respond({ counter: nth - 1 }) }),
  'keeps a number in memory': (event, { environment }, memory) => {
    const given = field(event, 'set')
    if (given !== undefined) memory.set(environment, Number(given))
    if (field(event, 'sleep') !== undefined) return { outcome: 'never' }
    return { outcome: respond(field(event, 'read') ? { number: memory.get(environment) ?? 0 } : null) }
  },
  'returns bytes': (event) => ({ outcome: respond('x'.repeat(Number(field(event, 'bytes')))) }),
  'returns its request id': (_event, { requestId }) => ({ outcome: respond(requestId) }),
  'fails while received too seldom': (event) =>
    recordsOf(event).some(
      ({ body, attributes }) => Number(attributes.ApproximateReceiveCount) <= Number(field(JSON.parse(body), 'fails')),
    )
      ? { outcome: fail('failed attempt') }
      : { outcome: respond(null) },
  'reads bodies as JSON': (event) => {
    try {
      for (const { body } of recordsOf(event)) JSON.parse(body)
      return { outcome: respond(null) }
    } catch (error) {
      return { outcome: fail(String(error)) }
    }
  },
  'returns its variable ANSWER': (_event, { configuration }) => ({
    outcome: respond(JSON.parse(configuration.variables['ANSWER'] ?? 'null')),
  }),
} satisfies Record<
  string,
  (event: unknown, place: Place & { requestId: string }, memory: Map<number, number>) => ScriptedTurn
>

const STARTS: Partial<Record<keyof typeof HANDLERS, ScriptedTurn>> = {
  'ends its process at start': { outcome: { kind: 'exit', exitCode: 0 } },
  'fails at start': {
    outcome: {
      kind: 'error',
      exitCode: 1,
      error: { errorType: 'Error', errorMessage: 'Runtime startup fails', trace: [] },
    },
  },
}

export async function perform(fact: Case): Promise<void> {
  const events: unknown[] = []
  const memory = new Map<number, number>()
  const script: Script = {
    init: () => STARTS[fact.handler] ?? { outcome: { kind: 'initialized' } },
    invoke(event, { requestId }, place) {
      events.push(event)
      return HANDLERS[fact.handler](event, { ...place, requestId }, memory)
    },
  }
  const stackOf = (changes: Readonly<Record<string, Properties>> = {}) =>
    Object.entries(fact.stack).map(([logicalId, { Type, Properties = {} }]) => {
      const named = Type === 'AWS::Lambda::Function' ? functionDefaults(logicalId) : {}
      const queueName = Type === 'AWS::SQS::Queue' ? { QueueName: logicalId } : {}
      return resource(logicalId, Type, { ...named, ...queueName, ...Properties, ...changes[logicalId] })
    })
  const run = deploy(stackOf(), script)
  if (!fact.steps.some((step) => 'refused' in step)) expect(run.diagnostics).toEqual([])
  const names = new Map<string, string>()
  const open: Promise<void>[] = []
  const settled = async (): Promise<void> => void (await Promise.all(open.splice(0)))

  for (const step of fact.steps) {
    if ('invoke' in step) {
      const answer = run
        .invoke(step.invoke.function ?? 'F', step.invoke.event, optionsOf(step.invoke))
        .then((result) => {
          if (step.as && result.ok) names.set(step.as, result.value.RequestId)
          expect(answerOf(result), `answer to ${JSON.stringify(step.invoke)}`).toEqual(
            fill(step.answer, names, result.ok ? result.value.RequestId : ''),
          )
        })
      open.push(answer)
      if (step.invoke.type !== undefined || field(step.answer, 'error') !== undefined) await settled()
    } else if ('change' in step) {
      const stack = { stackName: 'test', resources: stackOf(step.change), parameters: {}, outputs: {} }
      const { diagnostics } = run.cloud.deploy(stack, new Map())
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    } else if ('refused' in step) {
      const messages = (run.diagnostics as readonly { logicalId: string; message: string }[]).map((found) => [
        found.logicalId,
        found.message,
      ])
      expect(Object.fromEntries(messages)).toEqual(
        Object.fromEntries(Object.entries(step.refused).map(([id, text]) => [id, expect.stringMatching(text)])),
      )
    } else if ('send' in step) {
      const Entries = step.send.map((body, index) => ({
        Id: String(index),
        MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        ...(step.attributes !== undefined && { MessageAttributes: step.attributes }),
      }))
      for (let from = 0; from < Entries.length; from += 10) {
        await sqs(run.cloud, 'SendMessageBatch', { QueueUrl: step.to, Entries: Entries.slice(from, from + 10) })
      }
    } else if ('advance' in step) {
      await (step.advance === 'idle' ? run.idle() : run.advance(step.advance * 1000))
      await settled()
    } else if ('attempts' in step) {
      expect(run.trace('invocation.started')).toHaveLength(step.attempts)
    } else if ('attemptsAt' in step) {
      expect(run.trace('invocation.started').map(({ at }) => Math.round(at / 1000))).toEqual(step.attemptsAt)
    } else if ('received' in step) {
      const messages = await receiveAll(run, step.from)
      expect(messages).toHaveLength(step.received.length)
      expect(messages).toMatchObject(step.received.map((message) => fill(message, names, '')))
    } else if ('records' in step) {
      expect(events.flatMap(recordsOf)).toEqual(step.records.map((record) => fill(record, names, '')))
    } else if ('batchSizes' in step) {
      expect(events.map((event) => recordsOf(event).length)).toEqual(step.batchSizes)
    } else {
      const lines = run.logs().filter((line) => !line.startsWith('INIT_START'))
      expect(lines).toEqual(
        step.log.map((line) => expect.stringMatching(new RegExp(`^${String(fill(line, names, ''))}$`))),
      )
    }
  }
  await settled()
}

const functionDefaults = (name: string): Properties => ({
  FunctionName: name,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Role: OUTSIDE_ROLE,
})

function optionsOf({ type, logType, payload }: InvokeStep): Parameters<Run['invoke']>[2] {
  return {
    ...(type && { invocationType: type }),
    ...(logType && { logType }),
    ...(payload !== undefined && { payload }),
  }
}

/** What the API answers, in a form that is short to write: the payload read as JSON, the request id left out. */
function answerOf(result: Awaited<ReturnType<Run['invoke']>>): Json {
  if (!result.ok) {
    const { code, statusCode, message, details = {} } = result.error
    return { error: code, status: statusCode, message, ...details }
  }
  const { StatusCode, FunctionError, ExecutedVersion, LogResult, Payload } = result.value
  return {
    status: StatusCode,
    payload: Payload === '' ? '' : (JSON.parse(Payload) as Json),
    ...(FunctionError !== undefined && { functionError: FunctionError }),
    ...(ExecutedVersion !== undefined && { version: ExecutedVersion }),
    ...(LogResult !== undefined && { log: atob(LogResult).replace(/[\d.]+ (ms|MB)/g, '# $1') }),
  }
}

async function receiveAll(run: Run, queueName: string): Promise<readonly object[]> {
  const found: object[] = []
  for (;;) {
    const { Messages = [] } = (await sqs(run.cloud, 'ReceiveMessage', {
      QueueUrl: queueName,
      MaxNumberOfMessages: 10,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })) as { Messages?: { Body: string; ReceiptHandle: string }[] }
    if (Messages.length === 0) return found
    for (const message of Messages) {
      await sqs(run.cloud, 'DeleteMessage', { QueueUrl: queueName, ReceiptHandle: message.ReceiptHandle })
      found.push({ ...message, Body: parsed(message.Body) })
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Expected values with their placeholders replaced; `${id}` is the request id of the step itself. */
function fill(value: Json, names: ReadonlyMap<string, string>, requestId: string): unknown {
  if (typeof value === 'string') {
    if (value === '${any}') return expect.any(String)
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => (name === 'id' ? requestId : (names.get(name) ?? name)))
  }
  if (Array.isArray(value)) return value.map((entry: Json) => fill(entry, names, requestId))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fill(entry as Json, names, requestId)]))
  }
  return value
}

interface SqsRecord {
  readonly body: string
  readonly attributes: { readonly ApproximateReceiveCount: string }
}

const recordsOf = (event: unknown): readonly SqsRecord[] => (event as { Records?: SqsRecord[] }).Records ?? []

const field = (value: unknown, name: string): unknown => (value as Record<string, unknown> | null)?.[name]
