/** Facts of hand-written runs, with what an invariant does not look at filled in. */

import type { TraceFact, TraceType } from '../../../src/cloud/aws/trace-records'
import { resource } from './run'

type Of<Type extends TraceType> = Omit<Extract<TraceFact, { type: Type }>, 'type'>

export const ARN = 'arn:aws:'
export const queueArn = (name: string) => `${ARN}sqs:us-east-1:123456789012:${name}`
export const functionArn = (name: string) => `${ARN}lambda:us-east-1:123456789012:function:${name}`
export const POLLER = `${ARN}sts::123456789012:assumed-role/role/awslambda_M`

/** A resource of the stack, as deployed. */
export const made = (logicalId: string, resourceType: string, arn: string, physicalId = logicalId): TraceFact => ({
  type: 'stack.resource',
  action: 'create',
  ...{ logicalId, resourceType, physicalId, arn },
})

export const madeQueue = (name: string): TraceFact =>
  made(name, 'AWS::SQS::Queue', queueArn(name), `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`)
export const madeFunction = (name: string): TraceFact => made(name, 'AWS::Lambda::Function', functionArn(name))
export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
export { resource }

export const received = (requestId: string, more: Partial<Of<'request.received'>> = {}): TraceFact => ({
  ...{ type: 'request.received', requestId, functionName: 'F', invocationType: 'RequestResponse', payload: '{}' },
  ...{ source: 'sync', ...more },
})

export const created = (environment: string, more: Partial<Of<'environment.created'>> = {}): TraceFact => ({
  ...{ type: 'environment.created', environment, functionName: 'F', version: '$LATEST', logStream: 's', ...more },
})

export const initStarted = (environment: string, phase: 'init' | 'invoke' = 'init'): TraceFact => ({
  ...{ type: 'environment.init-started', environment, functionName: 'F', phase },
})

export const initEnded = (
  environment: string,
  duration: number,
  more: Partial<Of<'environment.init-ended'>> = {},
): TraceFact => ({
  ...{ type: 'environment.init-ended', environment, functionName: 'F', phase: 'init', status: 'success', duration },
  ...{ errorType: null, ...more },
})

export const started = (
  requestId: string,
  environment = 'e',
  more: Partial<Of<'invocation.started'>> = {},
): TraceFact => ({
  ...{ type: 'invocation.started', requestId, environment, functionName: 'F', version: '$LATEST', source: 'sync' },
  ...{ attempt: 1, cold: false, ...more },
})

export const ended = (requestId: string, environment = 'e', more: Partial<Of<'invocation.ended'>> = {}): TraceFact => ({
  ...{ type: 'invocation.ended', requestId, environment, functionName: 'F', source: 'sync', attempt: 1 },
  ...{ status: 'success', payload: 'null', duration: 10, billedDuration: 10, initDuration: null, memorySizeMB: 1024 },
  ...{ maxMemoryUsedMB: 36, ...more },
})

export const log = (requestId: string | null, message = 'line', kind: 'application' | 'platform' = 'application') =>
  ({ type: 'log', group: 'g', stream: 's', environment: 'e', requestId, kind, message }) as const

export const call = (requestId: string, operation: string, callId = 1, environment = 'e'): TraceFact => ({
  ...{ type: 'call.started', requestId, environment, callId, method: 'POST', url: 'https://x', operation },
})

export const callEnded = (requestId: string, status: number, callId = 1, environment = 'e'): TraceFact => ({
  ...{ type: 'call.ended', requestId, environment, callId, status, duration: 1 },
})

export const sent = (messageId: string, more: Partial<Of<'sqs.sent'>> & { at?: number } = {}): TraceFact => ({
  ...{ type: 'sqs.sent', queue: 'Q', messageId, body: '', visibleAt: 0, sender: 'me', ...more },
})

export const got = (messageId: string, receiveCount: number, visibleAt: number, queue = 'Q'): TraceFact => ({
  ...{ type: 'sqs.received', queue, messageId, receiveCount, visibleAt, receiver: POLLER },
})

export const visible = (messageId: string, cause: 'timeout-ended' | 'changed' = 'timeout-ended'): TraceFact => ({
  ...{ type: 'sqs.visible', queue: 'Q', messageId, cause },
})

export const deleted = (messageId: string, cause: Of<'sqs.deleted'>['cause'] = 'deleted', queue = 'Q'): TraceFact => ({
  ...{ type: 'sqs.deleted', queue, messageId, cause },
})

export const batch = (
  requestId: string,
  recordIds: readonly string[],
  more: Partial<Of<'mapping.batch-sent'>> = {},
): TraceFact => ({
  ...{ type: 'mapping.batch-sent', mapping: 'M', functionName: 'F', source: queueArn('Q'), requestId, recordIds },
  ...{ limits: { size: 10, window: 0 }, cause: 'no-window', ...more },
})

export const batchEnded = (
  requestId: string,
  done: readonly string[],
  returned: readonly string[] = [],
  more: Partial<Of<'mapping.batch-ended'>> = {},
): TraceFact => ({
  ...{ type: 'mapping.batch-ended', mapping: 'M', functionName: 'F', source: queueArn('Q'), requestId },
  outcome: returned.length === 0 ? 'success' : done.length === 0 ? 'failure' : 'partial',
  ...{ deleted: done, returned, ...more },
})

export const STREAM = `${ARN}kinesis:us-east-1:123456789012:stream/S`

export const put = (sequenceNumber: string, partitionKey = 'k'): TraceFact => ({
  ...{
    type: 'kinesis.put',
    stream: 'S',
    shardId: '0',
    sequenceNumber,
    partitionKey,
    data: '',
    size: 1,
    producer: 'me',
  },
})

export const streamBatch = (
  requestId: string,
  recordIds: readonly string[],
  attempt = 1,
  window: { start: string; end: string; final: boolean } | null = null,
): TraceFact =>
  batch(requestId, recordIds, { source: STREAM, stream: { shardId: '0', attempt, iteratorAge: 0, window } })

export const streamEnded = (requestId: string, done: readonly string[], returned: readonly string[] = []): TraceFact =>
  batchEnded(requestId, done, returned, { source: STREAM })

/** A mapping from the stream S to F, and both of them made. */
export const streamStack = (properties = {}) => ({
  facts: [
    made('S', 'AWS::Kinesis::Stream', STREAM),
    madeFunction('F'),
    made('M', 'AWS::Lambda::EventSourceMapping', `${ARN}lambda:us-east-1:123456789012:event-source-mapping:M`),
  ],
  resources: [
    resource('S', 'AWS::Kinesis::Stream'),
    resource('F', 'AWS::Lambda::Function'),
    resource('M', 'AWS::Lambda::EventSourceMapping', {
      ...{ FunctionName: { Ref: 'F' }, EventSourceArn: arnOf('S'), StartingPosition: 'TRIM_HORIZON', ...properties },
    }),
  ],
})

export const inStream = { mapping: 'M', functionName: 'F', source: STREAM, shardId: '0' } as const
export const queued = (requestId: string): TraceFact => ({
  ...{ type: 'async.queued', requestId, functionName: 'F', payload: '{}' },
})
export const asyncEnded = (
  requestId: string,
  condition: Of<'async.ended'>['condition'],
  invokeCount: number,
): TraceFact => ({ type: 'async.ended', requestId, functionName: 'F', condition, invokeCount })
