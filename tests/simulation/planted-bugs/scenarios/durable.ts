/** Durable executions: one that fails first and then waits, one that takes longer than it may. */

import type { EnvironmentConfiguration, ServiceCall } from '../../../../src/runtime/protocol'
import { fail, respond } from '../../../unit/cloud/scripted-host'
import { lambdaFunction } from '../../../unit/cloud/stack'
import type { Scenario } from './scenario'

/** As far as the handler looks. */
interface DurableEvent {
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: { readonly Operations: readonly { readonly Type: string }[] }
}

/** What `context.wait({ seconds: 60 })` sends, with the function's own credentials. */
const startWait = (event: DurableEvent, { variables }: EnvironmentConfiguration): ServiceCall => ({
  ...{ id: 1, at: 0, method: 'POST' },
  url: `https://lambda.us-east-1.amazonaws.com/2025-12-01/durable-executions/${encodeURIComponent(event.DurableExecutionArn)}/checkpoint`,
  headers: {
    'content-type': 'application/json',
    authorization: `AWS4-HMAC-SHA256 Credential=${variables['AWS_ACCESS_KEY_ID']}/20260131/us-east-1/lambda/aws4_request`,
  },
  body: JSON.stringify({
    CheckpointToken: event.CheckpointToken,
    Updates: [{ Id: 'pause', Type: 'WAIT', Action: 'START', WaitOptions: { WaitSeconds: 60 } }],
  }),
})

const SUCCEEDED = respond({ Status: 'SUCCEEDED', Result: '"done"' })

export const durable: Scenario = {
  resources: [
    lambdaFunction('Waits', { Timeout: 60, DurableConfig: { ExecutionTimeout: 900 } }),
    lambdaFunction('Slow', { Timeout: 60, DurableConfig: { ExecutionTimeout: 10 } }),
  ],
  script: {
    invoke(event, _invocation, { nth, configuration }) {
      if (configuration.functionName === 'Slow') return { takes: 15_000, outcome: SUCCEEDED }
      if (nth === 1) return { outcome: fail('No') }
      const execution = event as DurableEvent
      const hasWaited = execution.InitialExecutionState.Operations.some(({ Type }) => Type === 'WAIT')
      return hasWaited ? { outcome: SUCCEEDED } : { calls: [startWait(execution, configuration)] }
    },
    resume: () => ({ outcome: respond({ Status: 'PENDING' }) }),
  },
  async play(run) {
    for (const name of ['Waits', 'Slow']) {
      void run.invoke(name, {}, { qualifier: '$LATEST', invocationType: 'Event' })
    }
    await run.idle()
  },
}
