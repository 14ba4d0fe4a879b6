/** What the Lambda service is given from outside. */

import type { CpuModel, ServiceCall, ServiceResponse } from '../../runtime/protocol'
import type { Caller, QueueSource, ServiceContext, StreamSource } from '../services/contract'
import type { FunctionConfiguration } from './function'
import type { EnvironmentHost } from './host'

/** What the user makes go wrong with functions. */
export interface FunctionFaults {
  /** Whether an attempt is refused. */
  throttles(functionArn: string, requestId: string): boolean
  /** How an attempt ends, whatever the code did; null: as it does. */
  endingOf(functionArn: string, requestId: string, payload: string): 'crash' | 'poison' | null
  /** How much later its code begins, milliseconds. */
  latency(functionArn: string, requestId: string): number
  /** How long what failed waits for its next attempt, milliseconds. @param wait as it would */
  wait(functionArn: string, requestId: string, wait: number): number
}

export interface LambdaContext extends ServiceContext {
  readonly host: EnvironmentHost
  readonly faults: FunctionFaults
  readonly cpuMode: () => 'fixed' | 'measured'
  /** @param memorySize MB */
  readonly cpu: (memorySize: number) => CpuModel
  /** Milliseconds. */
  readonly idleLifetime: () => number
  /** Concurrent executions that the account has in this Region. */
  readonly accountConcurrency: () => number
  /** By what a page can hold. */
  readonly isBounded: boolean
  /** The service that polls this ARN, if it is a queue. */
  readonly queueSource: (arn: string) => QueueSource | null
  /** The service that polls this ARN, if it is a stream. */
  readonly streamSource: (arn: string) => StreamSource | null
  /** The session of its execution role that a function has. */
  readonly executionRole: (configuration: Pick<FunctionConfiguration, 'role' | 'name'>) => Caller
  /** Whether the stack made this role. */
  readonly knowsRole: (roleArn: string) => boolean
  /**
   * Sends a request of the function's code to the simulated AWS endpoint; the response comes as a kernel event.
   * @param requestId of the invocation
   * @returns `service:Operation`, or null for what is no AWS API
   */
  readonly serviceCall: (
    call: ServiceCall,
    requestId: string,
    answer: (response: ServiceResponse) => void,
  ) => string | null
}
