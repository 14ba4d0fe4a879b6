/** The sandbox that ran the environments' processes is gone, and all that was in them. */

import type { TraceFact } from '../aws/trace-records'
import type { Lambda } from './lambda'

export type LostWork = Omit<Extract<TraceFact, { type: 'sandbox.lost' }>, 'type'>

/**
 * Idle environments go, so that what comes next starts cold. Busy ones hear from their processes, which answer no more:
 * for what they handle that is as if the memory had run out.
 */
export function loseProcesses({ functions, context: { kernel } }: LostFrom): LostWork {
  const environments = functions.flatMap(({ versions }) =>
    [...versions].flatMap((version) => [...version.environments]),
  )
  const idle = environments.filter(({ usable }) => usable)
  const running = environments
    .filter(({ busy }) => busy)
    .map(({ requestId, configuration: { name: functionName }, computing }) => ({
      ...{ requestId: requestId ?? '', functionName, computing },
    }))
  const lost = { running, environments: idle.length }
  kernel.trace.record({ type: 'sandbox.lost', ...lost })
  for (const environment of idle) environment.shutdown('FAILURE')
  return lost
}

interface LostFrom extends Pick<Lambda, 'context'> {
  readonly functions: ReturnType<Lambda['functions']>
}
