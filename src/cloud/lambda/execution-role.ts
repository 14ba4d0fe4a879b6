/**
 * What Lambda checks of a function's execution role: that it may take it on, and that the role may do what Lambda will
 * do in its name. For templates and the API alike: each gives the refusal's text, or null.
 *
 * Source: Guide, "Defining Lambda function permissions with an execution role" and the pages of the event sources;
 * texts from public logs of CreateFunction and CreateEventSourceMapping. A refusal is also in the trace, with the
 * action that was missing.
 */

import { parseArn } from '../aws/arn'
import { AwsError } from '../aws/aws-error'
import type { Caller, ServiceContext } from '../services/contract'
import type { FunctionConfiguration } from './function'

export function refusalOfRole(context: ServiceContext, role: string, functionName: string): string | null {
  try {
    context.assumeRole(role, 'lambda.amazonaws.com', functionName)
    return null
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return 'The role defined for the function cannot be assumed by Lambda.'
  }
}

/** A queue or topic that does not exist is refused like one that the role may not send to. */
export function refusalOfDeadLetters(
  context: ServiceContext,
  { deadLetterTarget }: Pick<FunctionConfiguration, 'deadLetterTarget'>,
  session: Caller,
): string | null {
  if (deadLetterTarget === null || context.canDeliver(deadLetterTarget, session) === 'allowed') return null
  const call = parseArn(deadLetterTarget)?.service === 'sns' ? 'Publish on SNS' : 'SendMessage on SQS'
  return `The provided execution role does not have permissions to call ${call}`
}

/** @param actions what polling the source needs: `QueueSource.actions` */
export function refusalOfSource(
  context: ServiceContext,
  sourceArn: string,
  actions: readonly string[],
  session: Caller,
): string | null {
  for (const action of actions) {
    try {
      context.authorize(session, { action, resource: sourceArn })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return sourceText(sourceArn, action)
    }
  }
  return null
}

function sourceText(sourceArn: string, action: string): string {
  const service = parseArn(sourceArn)?.service
  if (service === 'sqs') {
    return `The provided execution role does not have permissions to call ${action.split(':')[1] ?? action} on SQS`
  }
  const list = service === 'kinesis' ? 'DescribeStream, ListShards, and ListStreams' : 'DescribeStream, and ListStreams'
  return `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, ${list} Actions on your stream in IAM.`
}
