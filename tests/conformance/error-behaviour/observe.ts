/** Lets one event of a source meet a function in trouble, and says what became of it. */

import type { StackResource } from '../../../src/cloud/aws/template'
import { TROUBLES, type ErrorBehaviour, type Observation, type Trouble } from '../../../src/fidelity/error-behaviour'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, queue, resource, START_TIME, type Run } from '../../unit/cloud/stack'

export interface Source {
  readonly source: string
  readonly model: ErrorBehaviour['model']
  /**
   * What starts the function `F` (its resource is there already).
   * @param caught whether whatever can catch the event is set up, with the queues of `CATCHERS`
   */
  resources(caught: boolean): readonly StackResource[]
  /** Lets one event come. @returns what a caller who waits is told */
  send(run: Run): Promise<string> | undefined
  /** How long to look on, virtual milliseconds. */
  readonly lookOn: number
  /** Whether an event stays where it was read from until it is dealt with. */
  readonly staysInSource?: true
}

/** Queues that catch events, and what they are called. */
export const CATCHERS = {
  OnFailure: 'on-failure destination',
  FunctionDLQ: 'function’s dead-letter queue',
  SourceDLQ: 'source’s dead-letter queue',
  MappingOnFailure: 'mapping’s on-failure destination',
} as const

const WAITS_SHOWN = 4

export async function observe(source: Source): Promise<ErrorBehaviour> {
  const on: Partial<Record<Trouble, Observation>> = {}
  for (const trouble of TROUBLES) {
    const { run, answer, tries } = await play(source, trouble, true)
    const arrivals = Object.entries(CATCHERS).map(([name, text]) => ({ text, at: arrivalIn(run, name) }))
    const caught = arrivals.filter(({ at }) => at !== null)
    const lost = await play(source, trouble, false)
    const waits = waitsOf(tries)
    const goesOn = source.staysInSource === true && caught.length === 0
    const last = Math.max(...caught.map(({ at }) => at ?? 0))
    on[trouble] = {
      answer,
      attempts: goesOn ? null : tries.filter(({ throttled }) => !throttled).length,
      waits: waits.slice(0, WAITS_SHOWN),
      triedFor:
        waits.length > WAITS_SHOWN && caught.length > 0 ? Math.round((last - (tries[0]?.at ?? 0)) / 1000) : null,
      caught: caught.map(({ text }) => text),
      otherwise:
        goesOn || (source.staysInSource && lost.tries.length > tries.length) ? 'tried until it expires' : 'gone',
    }
  }
  return { source: source.source, model: source.model, on: on as ErrorBehaviour['on'] }
}

interface Try {
  readonly at: number
  /** Of an attempt; when it was throttled for a try that was none. */
  readonly endedAt: number
  readonly throttled: boolean
}

async function play(
  source: Source,
  trouble: Trouble,
  caught: boolean,
): Promise<{ run: Run; answer: string | null; tries: readonly Try[] }> {
  const run = deploy([...functionOf(trouble, caught, source.model), ...source.resources(caught)], {
    invoke(event) {
      const occupies = (event as { readonly occupies?: true } | null)?.occupies === true
      if (occupies) return { takes: OCCUPIED, outcome: respond(null) }
      return trouble === 'timeout'
        ? { outcome: 'never' }
        : { outcome: trouble === 'error' ? fail('boom') : respond(null) }
    },
  })
  const wrong = run.diagnostics.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new Error(`${source.source}: ${JSON.stringify(wrong)}`)
  // Sources that the API or a mapping has just made are ready after a moment.
  await run.advance(SETTLED)
  if (trouble === 'throttle') occupy(run)
  const before = run.cloud.kernel.trace.length
  const answer = source.send(run) ?? null
  await run.advance(source.lookOn)
  return { run, answer: await answer, tries: triesOf(run, before) }
}

/** How long one invocation of those that take all concurrency lasts: nearly the longest timeout. */
const OCCUPIED = 890_000
const SETTLED = 60_000

/** One invocation after another, so that the reserved concurrency of one is never free. */
function occupy({ cloud }: Run): void {
  const next = (): void => cloud.lambda.invokeSync({ functionName: 'F', payload: '{"occupies":true}' }, next)
  next()
}

function functionOf(trouble: Trouble, caught: boolean, model: ErrorBehaviour['model']): readonly StackResource[] {
  return [
    ...Object.keys(CATCHERS).map((name) => queue(name)),
    lambdaFunction('F', {
      Timeout: trouble === 'throttle' ? 900 : 3,
      ...(trouble === 'throttle' && { ReservedConcurrentExecutions: 1 }),
      ...(caught && { DeadLetterConfig: { TargetArn: arnOf('FunctionDLQ') } }),
    }),
    ...(caught && model === 'asynchronous'
      ? [
          resource('Config', 'AWS::Lambda::EventInvokeConfig', {
            FunctionName: { Ref: 'F' },
            Qualifier: '$LATEST',
            DestinationConfig: { OnFailure: { Destination: arnOf('OnFailure') } },
          }),
        ]
      : []),
  ]
}

/** @returns when a message came there, milliseconds from the start of the run; null if none did */
function arrivalIn(run: Run, name: string): number | null {
  const sent = run.trace('sqs.sent').find(({ queue: to }) => isNamed(to, name))
  const moved = run.trace('sqs.moved').find(({ to }) => isNamed(to, name))
  return (sent ?? moved)?.at ?? null
}

/** A queue of the name, or the FIFO queue of that name. */
const isNamed = (queue: string, name: string): boolean => queue === name || queue === `${name}.fifo`

/** Tries at the event, one request id or many, in order. */
function triesOf(run: Run, since: number): readonly Try[] {
  const occupants = new Set(
    run
      .trace('request.received')
      .flatMap(({ payload, requestId }) => (payload.includes('"occupies"') ? [requestId] : [])),
  )
  const tries: Try[] = []
  for (const record of run.cloud.kernel.trace.since(since)) {
    if (!('requestId' in record) || occupants.has(record.requestId ?? '')) continue
    const at = record.at - START_TIME
    if (record.type === 'invocation.started') tries.push({ at, endedAt: at, throttled: false })
    if (record.type === 'request.throttled') tries.push({ at, endedAt: at, throttled: true })
    const last = tries.at(-1)
    if (record.type === 'invocation.ended' && last) tries[tries.length - 1] = { ...last, endedAt: at }
  }
  return tries
}

/** Half seconds: starting an environment, which may come before an attempt, takes less. */
function waitsOf(tries: readonly Try[]): readonly number[] {
  const halves = (ms: number): number => Math.floor((ms + 1) / 500) / 2
  return tries.slice(1).map(({ at }, index) => halves(at - (tries[index]?.endedAt ?? at)))
}
