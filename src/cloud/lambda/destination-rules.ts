/**
 * What may be a destination of asynchronous invocation, for templates and the API alike.
 *
 * Source: Guide, "Capturing records of Lambda asynchronous invocations": standard queues and topics, functions, event
 * buses; a bucket for failures alone. Texts recorded from AWS (LocalStack's test suite, TestLambdaEventInvokeConfig), and
 * as the Terraform provider knows them (internal/service/lambda/function_event_invoke_config.go); which of them a FIFO
 * queue or topic gets is not recorded.
 */

import { parseArn } from '../aws/arn'
import { AwsError } from '../aws/aws-error'
import type { Caller, ServiceContext } from '../services/contract'
import type { LambdaFunction } from './function'
import type { Lambda } from './lambda'
import { referenceOf } from './qualifiers'

/** ARNs; null where there is none. */
export interface Destinations {
  readonly onSuccess: string | null
  readonly onFailure: string | null
}

/** Service → what the execution role needs, as the text names it. */
const CALLS: Readonly<Record<string, string>> = {
  sqs: 'SendMessage',
  sns: 'Publish',
  lambda: 'InvokeFunction',
  events: 'PutEvents',
  s3: 'PutObject',
}

/** @returns the refusal's text; null when the destination is good */
export function refusalOfDestination(
  lambda: Lambda,
  fn: LambdaFunction,
  kind: keyof Destinations,
  all: Destinations,
): string | null {
  const arn = all[kind]
  if (arn === null) return null
  const { context } = lambda
  const service = parseArn(arn)?.service ?? ''
  const call = CALLS[service]
  if (call === undefined || (service === 's3' && kind === 'onSuccess')) return unfit(all)
  if (service === 'lambda' && referenceOf(context.account, arn).name === fn.name) {
    return "You can't specify the function as a destination for itself."
  }
  const isFifo = (service === 'sqs' || service === 'sns') && arn.endsWith('.fifo')
  const role = context.executionRole(fn.configuration)
  const verdict = context.canDeliver(arn, role)
  if (isFifo || verdict === 'missing') return `The destination ARN ${arn} is invalid.`
  const missing = verdict !== 'allowed' ? call : service === 's3' && !mayList(context, role, arn) ? 'ListBucket' : null
  return missing && `The function's execution role does not have permissions to call ${missing} on ${arn}`
}

/** Asked of the role beside PutObject. */
function mayList(context: ServiceContext, role: Caller, bucketArn: string): boolean {
  try {
    context.authorize(role, { action: 's3:ListBucket', resource: bucketArn })
    return true
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return false
  }
}

function unfit({ onSuccess, onFailure }: Destinations): string {
  const shown = (name: string, arn: string | null): string => (arn === null ? 'null' : `${name}(destination=${arn})`)
  const success = shown('OnSuccess', onSuccess)
  const failure = shown('OnFailure', onFailure)
  return `The provided destination config DestinationConfig(onSuccess=${success}, onFailure=${failure}) is invalid.`
}
