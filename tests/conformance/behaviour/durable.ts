/**
 * Durable functions in a playground: handlers are compiled by the real bundler and run on the real SDK, which is a layer,
 * as in the page.
 */

import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import type { CloudOptions } from '../../../src/cloud/protocol'
import { buildLayers } from '../../../src/build/layers-bundle'
import { bundle } from '../../unit/bundler/project'
import { lambdaFunction, START_TIME } from '../../unit/cloud/stack'
import { playground, type Playground } from './playground'

const LAYERS = [
  { name: '@aws-sdk/client-lambda', platform: 'browser' },
  { name: '@aws/durable-execution-sdk-js', platform: 'node' },
] as const

let building: ReturnType<typeof buildLayers> | undefined

/** What an invocation of a durable function gets. */
export interface InvocationEvent {
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: {
    readonly Operations: readonly {
      readonly Id: string
      readonly Type: string
      readonly Status: string
      readonly Name?: string
      readonly ContextDetails?: { readonly ReplayChildren?: boolean }
    }[]
    readonly NextMarker: string
  }
}

export interface DurableRun extends Playground {
  /** What the environments were invoked with so far. */
  invocationEvents(): readonly InvocationEvent[]
  /** Starts an execution asynchronously, of `$LATEST`. @returns its ARN */
  start(functionName: string, event?: unknown, name?: string): Promise<string>
  /** An operation of Lambda's API, as the account's administrator. @throws Error with the API's code as its name */
  api(operation: string, input: Readonly<Record<string, unknown>>): Promise<any> // eslint-disable-line @typescript-eslint/no-explicit-any -- AWS's answers
  /** How the execution stands now, its result and input as values. */
  execution(arn: string): Promise<{
    readonly status: string
    readonly result: unknown
    readonly error: { readonly ErrorType?: string; readonly ErrorMessage?: string } | undefined
    /** Milliseconds from the start of the run. */
    readonly endedAt: number | undefined
  }>
  /** Types of the history's events, those of invocations left out unless asked for. */
  events(arn: string, invocations?: boolean): Promise<readonly string[]>
  /** What the handlers logged, without platform lines. */
  lines(): readonly string[]
}

export const durable = (logicalId: string, properties: Readonly<Record<string, TemplateValue>> = {}): StackResource =>
  lambdaFunction(logicalId, {
    Timeout: 60,
    DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 7 },
    ...properties,
  })

const PRELUDE = `import {
  withDurableExecution, createRetryStrategy, createWaitStrategy, retryPresets, StepSemantics, JitterStrategy,
} from '@aws/durable-execution-sdk-js'
`

/** A handler around a body: `event` and `ctx` are in scope. Statements before `---` are the module's own. */
export function workflow(body: string): string {
  const [inside = '', outside = ''] = body.split('---').reverse()
  return `${PRELUDE}${outside}
export const handler = withDurableExecution(async (event, ctx) => { ${inside} })`
}

const ADMINISTRATOR = { kind: 'account', principalId: 'AIDA', arn: 'arn:aws:iam::123456789012:user/test' } as const

/** @param code logical id → an ES module that exports `handler` */
export async function durablePlayground(
  resources: readonly StackResource[],
  code: Readonly<Record<string, string>>,
  options: Partial<CloudOptions> & { readonly diagnostics?: 'none' | 'expected' } = {},
): Promise<DurableRun> {
  building ??= buildLayers(LAYERS)
  const { texts, modules } = await building
  const compiled = await Promise.all(
    Object.entries(code).map(async ([logicalId, text]) => {
      const { files, diagnostics } = await bundle({ 'index.ts': text }, {}, [...modules.keys()])
      if (!files) throw new Error(JSON.stringify(diagnostics))
      return [logicalId, files] as const
    }),
  )
  const run = await playground(resources, Object.fromEntries(compiled), { layers: [...texts.values()], ...options })
  const events: InvocationEvent[] = []
  const { start } = run.host
  run.host.start = () => {
    const process = start()
    return {
      ...process,
      turn(message) {
        if (message.type === 'resume' && message.invocation) {
          events.push(JSON.parse(message.invocation.payload) as InvocationEvent)
        }
        return process.turn(message)
      },
    }
  }
  const service = run.cloud.services.find(({ definition }) => definition.name === 'lambda')?.service
  const api: DurableRun['api'] = async (operation, input) => service?.operations[operation]?.(input, ADMINISTRATOR)
  return {
    ...run,
    api,
    invocationEvents: () => events,
    async start(functionName, event = {}, name) {
      const { durableExecutionArn = '' } = run.cloud.lambda.invokeEvent({
        functionName,
        qualifier: '$LATEST',
        payload: JSON.stringify(event),
        ...(name !== undefined && { durableExecutionName: name }),
      })
      return durableExecutionArn
    },
    async execution(arn) {
      const { Status, Result, Error, EndTimestamp } = await api('GetDurableExecution', { DurableExecutionArn: arn })
      return {
        status: Status,
        result: Result === undefined ? undefined : JSON.parse(Result),
        error: Error,
        endedAt: EndTimestamp === undefined ? undefined : Math.round(EndTimestamp * 1000) - START_TIME,
      }
    },
    async events(arn, invocations = false) {
      const { Events } = await api('GetDurableExecutionHistory', { DurableExecutionArn: arn, MaxItems: 1000 })
      return Events.map(({ EventType }: { EventType: string }) => EventType).filter(
        (type: string) => invocations || type !== 'InvocationCompleted',
      )
    },
    lines: () =>
      run.trace('log').flatMap(({ kind, message }) => (kind === 'application' ? [message.replace(/\n$/, '')] : [])),
  }
}
