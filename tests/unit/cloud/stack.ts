/** Small stacks for the simulator's tests, and the driving of them. */

import type { StackModel, StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { TraceRecord, TraceType } from '../../../src/cloud/aws/trace-records'
import type { Cloud } from '../../../src/cloud/cloud'
import { Pacer } from '../../../src/cloud/kernel/pacer'
import type { EnvironmentHost } from '../../../src/cloud/lambda/host'
import type { CloudOptions, InvokeRequest } from '../../../src/cloud/protocol'
import { RecordedCloud } from '../../../src/cloud/replay/recorded-cloud'
import type { PackageFiles } from '../../../src/runtime/protocol'
import { scriptedHost, type Script, type ScriptedHost } from './scripted-host'

type Properties = Record<string, TemplateValue>

export const resource = (logicalId: string, type: string, properties: Properties = {}): StackResource => ({
  logicalId,
  type,
  properties,
  dependsOn: [],
  origin: logicalId,
})

/** A role that no resource of the stack makes: it allows everything. */
export const OUTSIDE_ROLE = 'arn:aws:iam::123456789012:role/outside'

export const lambdaFunction = (logicalId: string, properties: Properties = {}): StackResource =>
  resource(logicalId, 'AWS::Lambda::Function', {
    FunctionName: logicalId,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: OUTSIDE_ROLE,
    ...properties,
  })

export const queue = (logicalId: string, properties: Properties = {}): StackResource =>
  resource(logicalId, 'AWS::SQS::Queue', { QueueName: logicalId, ...properties })

export const arnOf = (logicalId: string): TemplateValue => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })

export const mapping = (logicalId: string, fn: string, source: string, properties: Properties = {}): StackResource =>
  resource(logicalId, 'AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: fn },
    EventSourceArn: arnOf(source),
    ...properties,
  })

export const START_TIME = Date.UTC(2026, 0, 31, 12, 0, 0)

/** The time of a cold start with scripted environments: the runtime's boot and one turn. */
export const COLD = 101

export interface Run<Host extends EnvironmentHost = ScriptedHost> {
  readonly cloud: RecordedCloud
  readonly host: Host
  readonly pacer: Pacer
  idle(): Promise<void>
  advance(ms: number): Promise<void>
  /** Starts a synchronous invocation; the answer comes once the clock has run. */
  invoke(functionName: string, event?: unknown, options?: Partial<InvokeRequest>): ReturnType<Cloud['invoke']>
  send(queueName: string, body: string): Promise<void>
  /** What was recorded, of these types, with times from the start of the run. */
  trace<Type extends TraceType>(...types: Type[]): Extract<TraceRecord, { type: Type }>[]
  logs(): string[]
}

export function deploy(resources: readonly StackResource[], script: Script, seed = 1): Run & Deployed {
  const code = Object.fromEntries(
    resources.filter(({ type }) => type === 'AWS::Lambda::Function').map(({ logicalId }) => [logicalId, '']),
  )
  return deployOn(scriptedHost(script), resources, code, { seed })
}

export interface Deployed {
  readonly diagnostics: readonly { readonly severity: string; readonly logicalId: string; readonly message: string }[]
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * @param code logical id of a function → its index.js, or its files by path
 * @param options `layers`: texts of the layers that every function has
 */
export function deployOn<Host extends EnvironmentHost>(
  host: Host,
  resources: readonly StackResource[],
  code: Readonly<Record<string, string | PackageFiles>>,
  {
    seed = 1,
    layers = [],
    ...options
  }: Partial<CloudOptions> & { readonly outputs?: StackModel['outputs']; readonly layers?: readonly string[] } = {},
): Run<Host> & Deployed {
  const cloud = new RecordedCloud(
    { seed, cpu: 'fixed', latency: 'none', duplicates: 'never', pace: 'paused', startTime: START_TIME, ...options },
    host,
  )
  const pacer = new Pacer(
    cloud.kernel,
    { now: () => 0, sleep: never, breathe: () => new Promise((resolve) => setImmediate(resolve)) },
    'paused',
  )
  const stack: StackModel = { stackName: 'test', resources, parameters: {}, outputs: options.outputs ?? {} }
  const packages = new Map(
    Object.entries(code).map(([logicalId, given]) => {
      const files = typeof given === 'string' ? { 'index.js': given } : given
      return [logicalId, { files, layers }] as const
    }),
  )
  // That the functions' role is not of the stack is worth a note each time, and not what these tests are about.
  const report = cloud.deploy(stack, packages)
  const diagnostics = report.diagnostics.filter(({ code: kind }) => kind !== 'deploy/note')
  const all = (): TraceRecord[] =>
    cloud.kernel.trace.since(0).map((record) => ({ ...record, at: record.at - START_TIME }))
  return {
    cloud,
    host,
    pacer,
    diagnostics,
    outputs: report.outputs,
    idle: () => pacer.runUntilIdle(7 * 3_600_000),
    advance: (ms) => pacer.advance(ms),
    invoke: (functionName, event = {}, options = {}) =>
      cloud.invoke({
        functionName,
        payload: JSON.stringify(event),
        invocationType: 'RequestResponse',
        logType: 'None',
        ...options,
      }),
    async send(queueName, body) {
      await sqs(cloud, 'SendMessage', { QueueUrl: queueName, MessageBody: body })
    },
    trace: (...types) => all().filter(({ type }) => types.includes(type as never)) as never,
    logs: () => all().flatMap((record) => (record.type === 'log' ? [record.message] : [])),
  }
}

/** An error that an API answered with. */
export class ServiceError extends Error {
  constructor(
    /** As SDK clients name it. */
    override readonly name: string,
    message: string,
    /** `error.Code` of SDK clients: the code of the Query protocol. */
    readonly code: string,
    readonly status: number,
  ) {
    super(message)
  }
}

/** One SQS API call over the wire, as the page's user. @throws ServiceError */
export async function sqs(cloud: Cloud, operation: string, input: object): Promise<Record<string, unknown>> {
  const { status, headers, body } = await cloud.aws({
    method: 'POST',
    url: 'https://sqs.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  })
  const output = JSON.parse(body as string) as Record<string, unknown>
  if (status === 200) return output
  const name = String(output['__type']).split('#').at(-1) ?? ''
  throw new ServiceError(name, String(output['message']), headers['x-amzn-query-error']?.split(';')[0] ?? '', status)
}

const never = (): never => {
  throw new Error('a paused pacer does not sleep in a test')
}
