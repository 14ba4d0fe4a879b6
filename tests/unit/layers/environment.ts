/**
 * Runs handlers in an environment together with the real layers: compiled by the real bundler, with the layers that their
 * imports need and no others. What the environment asks of AWS, the test answers.
 */

import { beforeAll } from 'vitest'
import { buildLayers, type BuiltLayers } from '../../../src/build/layers-bundle'
import type { ServiceCall, ServiceResponse } from '../../../src/runtime/protocol'
import { bundle } from '../bundler/project'
import { TestEnvironment, type Turn } from '../runtime/harness'

let building: Promise<BuiltLayers> | undefined

/** All layers; built once for each test file. */
export function builtLayers(): Promise<BuiltLayers> {
  building ??= buildLayers()
  return building
}

// Not within the time of whichever test comes first.
beforeAll(async () => void (await builtLayers()), 60_000)

export type Answer = Partial<Omit<ServiceResponse, 'callId'>>

/** Credentials and region as Lambda sets them, and what the X-Ray SDK looks for. */
const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'token',
  AWS_LAMBDA_FUNCTION_NAME: 'my-fn',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
  LAMBDA_TASK_ROOT: '/var/task',
  _HANDLER: 'index.handler',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1:2000',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
}

export interface Run {
  /** What the handler returned. Fails if it failed. */
  readonly value: unknown
  readonly calls: readonly ServiceCall[]
  readonly log: readonly string[]
  /** The last turn. */
  readonly turn: Turn
}

export class LayeredEnvironment {
  private constructor(readonly environment: TestEnvironment) {}

  /** Compiles a handler (index.ts), starts an environment with its layers and runs Init. */
  static async start(
    handler: string,
    variables: Readonly<Record<string, string>> = {},
    file = 'index.ts',
  ): Promise<LayeredEnvironment> {
    const { texts, modules } = await builtLayers()
    const built = await bundle({ [file]: handler }, {}, [...modules.keys()])
    if (built.diagnostics.length > 0) throw new Error(JSON.stringify(built.diagnostics))
    const names = [...new Set(built.imports.flatMap((specifier) => modules.get(specifier) ?? []))].sort()
    const layers = names.map((name) => texts.get(name) ?? '')
    const environment = await TestEnvironment.start(built.files, { layers, variables: { ...VARIABLES, ...variables } })
    const { outcome } = await environment.init()
    if (outcome?.kind !== 'initialized') throw new Error(`Init: ${JSON.stringify(outcome)}`)
    return new LayeredEnvironment(environment)
  }

  /** One invocation to its end. @param answer to each call, in the order in which they are made */
  async run(event: unknown = {}, answer: (call: ServiceCall) => Answer = () => ({})): Promise<Run> {
    const calls: ServiceCall[] = []
    const log: string[] = []
    let turn = await this.environment.invoke(event)
    for (;;) {
      log.push(...turn.log)
      calls.push(...turn.calls)
      if (turn.outcome) break
      const responses = turn.calls.map((call) => ({
        callId: call.id,
        status: 200,
        headers: {},
        body: '',
        ...answer(call),
      }))
      turn = await this.environment.resume({ responses, ...(turn.wakeAt !== null && { now: turn.wakeAt }) })
    }
    if (turn.outcome.kind !== 'response') throw new Error(`${JSON.stringify(turn.outcome)}\n${log.join('\n')}`)
    return { value: JSON.parse(turn.outcome.payload), calls, log, turn }
  }

  stop(): Promise<void> {
    return this.environment.stop()
  }
}

/** Starts, runs one invocation, stops. */
export async function runHandler(
  handler: string,
  {
    event,
    answer,
    variables,
    file,
  }: {
    event?: unknown
    answer?: (call: ServiceCall) => Answer
    variables?: Readonly<Record<string, string>>
    file?: string
  } = {},
): Promise<Run> {
  const started = await LayeredEnvironment.start(handler, variables, file)
  try {
    return await started.run(event, answer)
  } finally {
    await started.stop()
  }
}

export const json = (value: unknown, headers: Record<string, string> = {}): Answer => ({
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'req-1', ...headers },
  body: JSON.stringify(value),
})

export const xml = (body: string, headers: Record<string, string> = {}): Answer => ({
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'req-1', ...headers },
  body,
})

export const textOf = ({ body }: ServiceCall): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body)
