/** What the Lambda service is given from outside. */

import type { CpuModel, ServiceCall, ServiceResponse } from '../../runtime/protocol'
import type { Account } from '../aws/arn'
import type { TraceFact } from '../aws/trace-records'
import type { Kernel } from '../kernel/kernel'
import type { Delivery, DeliveryReceipt, QueueSource } from '../services/contract'
import type { Credentials } from './environment-variables'
import type { FunctionConfiguration } from './function'
import type { EnvironmentHost } from './host'

export interface LambdaContext {
  readonly kernel: Kernel<TraceFact>
  readonly account: Account
  readonly host: EnvironmentHost
  readonly cpuMode: () => 'fixed' | 'measured'
  /** @param memorySize MB */
  readonly cpu: (memorySize: number) => CpuModel
  /** Milliseconds. */
  readonly idleLifetime: () => number
  readonly deliver: (targetArn: string, delivery: Delivery) => DeliveryReceipt
  /** The service that polls this ARN, if it is a queue. */
  readonly queueSource: (arn: string) => QueueSource | null
  /** Session credentials of the execution role. */
  readonly credentials: (configuration: FunctionConfiguration) => Credentials
  /**
   * Sends a request of the function's code to the simulated AWS endpoint; the response comes as a kernel event.
   * @returns `service:Operation`, or null for what is no AWS API
   */
  readonly serviceCall: (
    call: ServiceCall,
    caller: FunctionConfiguration,
    answer: (response: ServiceResponse) => void,
  ) => string | null
}
