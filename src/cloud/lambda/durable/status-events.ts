/**
 * Changes of an execution's status on the account's default event bus.
 * Source: Guide, "Monitoring durable functions", EventBridge events.
 */

import { AwsError } from '../../aws/aws-error'
import { isoTimestamp } from '../../aws/timestamps'
import { serviceCaller } from '../../services/contract'
import type { LambdaContext } from '../lambda-context'
import type { DurableExecution } from './execution'

const DETAIL_TYPE = 'Durable Execution Status Change'

export function announce(
  { arn, name, functionArn, status, startedAt, endedAt }: DurableExecution,
  context: LambdaContext,
): void {
  const { kernel, account } = context
  const detail = {
    durableExecutionArn: arn,
    durableExecutionName: name,
    functionArn,
    status,
    startTimestamp: isoTimestamp(startedAt),
    ...(endedAt !== null && { endTimestamp: isoTimestamp(endedAt) }),
  }
  kernel.after(0, () => {
    try {
      context.deliver(`arn:aws:events:${account.region}:${account.accountId}:event-bus/default`, {
        body: JSON.stringify(detail),
        attributes: {},
        traceHeader: null,
        caller: serviceCaller('lambda.amazonaws.com', functionArn),
        event: { source: 'aws.lambda', detailType: DETAIL_TYPE, resources: [] },
      })
    } catch (error) {
      // As with every event of a service: nobody is told when the bus does not take it.
      if (!(error instanceof AwsError)) throw error
    }
  })
}
