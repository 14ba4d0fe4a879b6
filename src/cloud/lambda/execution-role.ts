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
import type { Caller, QueueSource, ServiceContext, StreamSource } from '../services/contract'
import type { MappingConfiguration } from './event-source-mapping/configuration'
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

/** Active tracing sends segments in the role's name. Text from users' reports. */
export function refusalOfTracing(
  context: ServiceContext,
  { tracing }: Pick<FunctionConfiguration, 'tracing'>,
  session: Caller,
): string | null {
  if (tracing !== 'Active') return null
  try {
    context.authorize(session, { action: 'xray:PutTraceSegments', resource: '*' })
    return null
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return 'The provided execution role does not have permissions to call PutTraceSegments on XRAY'
  }
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

/** What a poller needs: of the source, and of what leads to it. */
export function refusalOfPolling(
  context: ServiceContext,
  source: Pick<QueueSource | StreamSource, 'actions' | 'needs'>,
  { eventSourceArn, broker }: Pick<MappingConfiguration, 'eventSourceArn' | 'broker'>,
  session: Caller,
): string | null {
  if (!broker) return refusalOfSource(context, eventSourceArn, source.actions, session)
  for (const need of [...(source.needs?.(eventSourceArn) ?? []), ...broker.needs]) {
    try {
      context.authorize(session, need)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const [service = '', call = ''] = need.action.split(':')
      return `The provided execution role does not have permissions to call ${call} on ${SERVICE_NAMES[service] ?? service}`
    }
  }
  return null
}

/** As refusals name them; that of EC2 from public logs, the others not confirmed. */
const SERVICE_NAMES: Readonly<Record<string, string>> = {
  ec2: 'EC2',
  kafka: 'MSK',
  'kafka-cluster': 'Kafka',
  mq: 'MQ',
  rds: 'RDS',
  secretsmanager: 'SecretsManager',
}

function sourceText(sourceArn: string, action: string): string {
  const service = parseArn(sourceArn)?.service
  if (service === 'sqs') {
    return `The provided execution role does not have permissions to call ${action.split(':')[1] ?? action} on SQS`
  }
  const list = service === 'kinesis' ? 'DescribeStream, ListShards, and ListStreams' : 'DescribeStream, and ListStreams'
  return `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, ${list} Actions on your stream in IAM.`
}
