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
  send(run: Run): Promise<string> | void
  /** How long to look on, virtual milliseconds. */
  readonly lookOn: number
  /** What has become of an event that is caught nowhere, where it is not just gone. */
  readonly otherwise?: (run: Run, now: number) => string | null
}

/** Queues that catch events, and what they are called. */
export const CATCHERS = {
  OnFailure: 'on-failure destination of the function',
  FunctionDLQ: 'dead-letter queue of the function',
  SourceDLQ: 'dead-letter queue of the source',
  MappingOnFailure: 'on-failure destination of the mapping',
} as const

/** More tries than anybody counts: it goes on until the event expires. */
const COUNTED = 20
const WAITS_SHOWN = 4

export async function observe(source: Source): Promise<ErrorBehaviour> {
  const on: Partial<Record<Trouble, Observation>> = {}
  for (const trouble of TROUBLES) {
    const { run, answer, tries } = await play(source, trouble, true)
    const caught = Object.entries(CATCHERS)
      .filter(([name]) => arrivedIn(run, name))
      .map(([, text]) => text)
    const lost = await play(source, trouble, false)
    const attempts = tries.filter(({ throttled }) => !throttled).length
    const goesOn = lost.tries.length > COUNTED
    on[trouble] = {
      answer,
      attempts: attempts > COUNTED ? null : attempts,
      waits: waitsOf(tries).slice(0, WAITS_SHOWN),
      caught,
      otherwise: source.otherwise?.(lost.run, lost.run.cloud.kernel.now) ?? (goesOn ? 'tried until it expires' : 'gone'),
    }
  }
  return { source: source.source, model: source.model, on: on as ErrorBehaviour['on'] }
}

interface Try {
  readonly at: number
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
      return trouble === 'timeout' ? { outcome: 'never' } : { outcome: trouble === 'error' ? fail('boom') : respond(null) }
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

function arrivedIn(run: Run, name: string): boolean {
  return (
    run.trace('sqs.sent').some(({ queue: to }) => to === name) || run.trace('sqs.moved').some(({ to }) => to === name)
  )
}

/** Tries at the event, one request id or many, in order. */
function triesOf(run: Run, since: number): readonly Try[] {
  const occupants = new Set(
    run.trace('request.received').flatMap(({ payload, requestId }) => (payload.includes('"occupies"') ? [requestId] : [])),
  )
  return run.cloud.kernel.trace.since(since).flatMap((record) => {
    if (record.type !== 'invocation.started' && record.type !== 'request.throttled') return []
    if (occupants.has(record.requestId)) return []
    return [{ at: record.at - START_TIME, throttled: record.type === 'request.throttled' }]
  })
}

/** Whole seconds; starting an environment and the attempt itself take a part of one, or the timeout's three. */
function waitsOf(tries: readonly Try[]): readonly number[] {
  return tries.slice(1).map(({ at }, index) => Math.round((at - (tries[index]?.at ?? at)) / 1000))
}
