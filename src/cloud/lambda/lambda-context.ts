/** What the Lambda service is given from outside. */

import type { CpuModel, ServiceCall, ServiceResponse } from '../../runtime/protocol'
import type { Caller, QueueSource, ServiceContext, StreamSource } from '../services/contract'
import type { FunctionConfiguration } from './function'
import type { EnvironmentHost } from './host'

export interface LambdaContext extends ServiceContext {
  readonly host: EnvironmentHost
  readonly cpuMode: () => 'fixed' | 'measured'
  /** @param memorySize MB */
  readonly cpu: (memorySize: number) => CpuModel
  /** Milliseconds. */
  readonly idleLifetime: () => number
  /** Concurrent executions that the account has in this Region. */
  readonly accountConcurrency: () => number
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
