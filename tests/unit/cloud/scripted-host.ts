/** Environments that answer the turn protocol from a script: the simulator's tests need no user code. */

import type { EnvironmentHost, TurnEnd } from '../../../src/cloud/lambda/host'
import type {
  EnvironmentConfiguration,
  Invocation,
  LogLine,
  Outcome,
  ServiceCall,
  ToEnvironment,
} from '../../../src/runtime/protocol'

export interface ScriptedTurn {
  /** How long it takes, virtual milliseconds. */
  readonly takes?: number
  readonly outcome?: Outcome | 'never' | 'unresponsive' | 'out-of-memory'
  readonly lines?: readonly LogLine[]
  readonly calls?: readonly ServiceCall[]
  /** A timer that it leaves behind when it is done: it fires so many milliseconds later, or when the environment thaws. */
  readonly timer?: number
}

export interface Script {
  init?(environment: number, now: number): ScriptedTurn
  /** @param environment from 0, in order of starting @param nth invocation of this process, from 1 */
  invoke(event: unknown, invocation: Invocation, place: Place): ScriptedTurn
  /** A further turn: the answers to its calls have come, or a timer fires. */
  resume?(now: number): ScriptedTurn
}

export interface Place {
  readonly environment: number
  readonly nth: number
  readonly now: number
  readonly configuration: EnvironmentConfiguration
}

export const respond = (value: unknown): Outcome => ({ kind: 'response', payload: JSON.stringify(value) })

export const fail = (errorMessage: string, errorType = 'Error'): Outcome => ({
  kind: 'error',
  error: { errorType, errorMessage, trace: [] },
})

/** A function's call of SQS, with its own credentials. */
export const sendMessage = ({ variables }: EnvironmentConfiguration, queueName: string): ServiceCall => ({
  id: 1,
  at: 0,
  method: 'POST',
  url: 'https://sqs.us-east-1.amazonaws.com/',
  headers: {
    'x-amz-target': 'AmazonSQS.SendMessage',
    authorization: `AWS4-HMAC-SHA256 Credential=${variables['AWS_ACCESS_KEY_ID']}/20260131/us-east-1/sqs/aws4_request`,
  },
  body: JSON.stringify({ QueueUrl: queueName, MessageBody: 'from the function' }),
})

export interface ScriptedHost extends EnvironmentHost {
  /** Processes started so far, and how many of them were terminated. */
  started: number
  terminated: number
  turns: number
}

export function scriptedHost(script: Script): ScriptedHost {
  const host: ScriptedHost = {
    started: 0,
    terminated: 0,
    turns: 0,
    start() {
      const environment = host.started++
      let nth = 0
      let configuration: EnvironmentConfiguration
      return {
        turn(message) {
          host.turns++
          if (message.type === 'init') {
            configuration = message.configuration
            return end(message, script.init?.(environment, message.now) ?? { outcome: { kind: 'initialized' } })
          }
          const { invocation } = message
          if (!invocation) return end(message, script.resume?.(message.now) ?? { outcome: respond('resumed') })
          nth++
          const event: unknown = JSON.parse(invocation.payload)
          return end(message, script.invoke(event, invocation, { environment, nth, now: message.now, configuration }))
        },
        terminate() {
          host.terminated++
        },
      }
    },
  }
  return host
}

function end(message: ToEnvironment, turn: ScriptedTurn): Promise<TurnEnd> {
  const { takes = 1, outcome = respond(null), lines = [], calls = [], timer } = turn
  if (outcome === 'unresponsive' || outcome === 'out-of-memory') return Promise.resolve({ kind: outcome })
  const at = Math.min(message.now + takes, message.deadline)
  const finished = outcome !== 'never' && message.now + takes <= message.deadline && calls.length === 0
  return Promise.resolve({
    kind: 'yield',
    yield: {
      type: 'yield',
      at,
      busyMs: 0,
      calls,
      lines,
      wakeAt: finished && timer !== undefined ? at + timer : finished || calls.length > 0 ? null : Infinity,
      memoryUsedMB: null,
      ...(finished && { outcome }),
    },
  })
}
