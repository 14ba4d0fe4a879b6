/**
 * Environments in which the handler of generated projects runs without a process: the turns that the runtime would take
 * with it, told in its own protocol. A thread for each environment would take longer than all the rest of a run;
 * runtime.test.ts holds these turns against the runtime that ships.
 */

import type { EnvironmentHost, TurnEnd } from '../../../src/cloud/lambda/host'
import type {
  EnvironmentConfiguration,
  InitMessage,
  Invocation,
  LogLine,
  Outcome,
  ResumeMessage,
  ServiceCall,
  Yield,
} from '../../../src/runtime/protocol'
import { decide, failsToStart, type Behaviour, type Decision } from '../handler/behaviour'
import { sendingOf } from '../handler/sending'

export const handlerHost: EnvironmentHost = {
  start() {
    let process: HandlerProcess | null = null
    return {
      turn(message) {
        if (message.type === 'init') process = new HandlerProcess(message)
        const result = message.type === 'init' ? process?.initialised() : process?.resume(message)
        return Promise.resolve({ kind: 'yield', yield: result } as TurnEnd)
      },
      terminate: () => undefined,
    }
  },
}

/** What `Yield` has to say beside its clock. */
type Said = Partial<Pick<Yield, 'calls' | 'lines' | 'wakeAt' | 'outcome' | 'ended'>>

class HandlerProcess {
  readonly #configuration: EnvironmentConfiguration
  readonly #behaviour: Behaviour
  readonly #turnMs: number
  readonly #readMs: number
  #now: number
  #deadline: number
  #calls = 0
  /** What it is at, while it waits for an answer. */
  #open: { readonly requestId: string; readonly ending: Decision['ending'] } | null = null

  constructor({ configuration, now, deadline, cpu }: InitMessage) {
    if (cpu.mode !== 'fixed') throw new Error('Computing time is not measured where nothing is computed')
    this.#configuration = configuration
    this.#behaviour = JSON.parse(configuration.variables['BEHAVIOUR'] ?? '{}') as Behaviour
    this.#turnMs = cpu.turnMs
    this.#readMs = cpu.clockReadMs
    this.#now = now
    this.#deadline = deadline
  }

  initialised(): Yield {
    const { variables } = this.#configuration
    if (failsToStart(variables['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '', this.#behaviour)) {
      return this.#yield({ outcome: { kind: 'exit', exitCode: 1 }, ended: true })
    }
    return this.#yield({ outcome: { kind: 'initialized' } })
  }

  resume({ now, deadline, invocation, responses = [] }: ResumeMessage): Yield {
    this.#now = Math.max(this.#now, now)
    this.#deadline = deadline
    if (invocation) return this.#invoke(invocation)
    const [response] = responses
    const { requestId, ending } = this.#open ?? {}
    if (!response || !ending || requestId === undefined) return this.#yield({ wakeAt: null })
    this.#open = null
    if (response.networkError) throw new Error(`${response.networkError.message}: handlers send to what there is`)
    const refused = response.status >= 300
    return this.#end(requestId, refused ? { kind: 'error', message: `Not sent: ${response.status}` } : ending)
  }

  #invoke({ requestId, payload, traceId }: Invocation): Yield {
    const event = JSON.parse(payload) as unknown
    const { wait, sends, ending } = decide(event, requestId, this.#read(), this.#behaviour)
    if (wait > 0) {
      const due = this.#now + wait
      if (due > this.#deadline) {
        this.#now = Math.max(this.#now, this.#deadline)
        return this.#yield({ wakeAt: due })
      }
      this.#now = due
    }
    if (sends === null) return this.#end(requestId, ending)
    this.#open = { requestId, ending }
    const variables = { ...this.#configuration.variables, _X_AMZN_TRACE_ID: traceId }
    const call: ServiceCall = {
      id: ++this.#calls,
      at: this.#now,
      method: 'POST',
      ...sendingOf(this.#behaviour.service ?? '', sends, variables),
    }
    return this.#yield({ calls: [call], wakeAt: null })
  }

  #end(requestId: string, ending: Decision['ending']): Yield {
    // The loop of nodejs24.x goes on in an immediate, and a round of those counts as a read of the clock.
    if (ending.kind !== 'exit' && this.#configuration.runtime === 'nodejs24.x') this.#read()
    switch (ending.kind) {
      case 'response':
        return this.#yield({ outcome: { kind: 'response', payload: JSON.stringify(ending.value ?? null) } })
      case 'exit':
        return this.#yield({ outcome: { kind: 'exit', exitCode: 1 }, ended: true })
      case 'error': {
        const { message: errorMessage } = ending
        const trace = [`Error: ${errorMessage}`]
        const at = this.#read()
        const text = JSON.stringify({ errorType: 'Error', errorMessage, stack: trace })
        const line = { at, message: `${new Date(at).toISOString()}\t${requestId}\tERROR\tInvoke Error \t${text}` }
        const outcome: Outcome = { kind: 'error', error: { errorType: 'Error', errorMessage, trace } }
        // What comes beyond the deadline is not seen.
        return this.#yield({ lines: [line], ...(this.#now > this.#deadline ? { wakeAt: null } : { outcome }) })
      }
    }
  }

  /** The clock as user code reads it. */
  #read(): number {
    const now = this.#now
    this.#now += this.#readMs
    return now
  }

  #yield({ calls = [], lines = [], wakeAt = null, outcome, ended }: Said): Yield {
    this.#now += this.#turnMs
    const at = Math.min(this.#now, this.#deadline)
    const isSeen = (one: LogLine | ServiceCall): boolean => one.at <= this.#deadline
    const processEnds = outcome?.kind === 'exit' || (!outcome && at >= this.#deadline)
    return {
      type: 'yield',
      at,
      busyMs: 0,
      calls: calls.filter(isSeen),
      lines: lines.filter(isSeen),
      wakeAt: outcome || wakeAt === null ? null : Math.max(wakeAt, at),
      ...(outcome && { outcome }),
      memoryUsedMB: null,
      ...(ended && { ended }),
      ...(processEnds && { temporaryFiles: {} }),
    }
  }
}
