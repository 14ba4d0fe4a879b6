import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Invariant } from './contract'
import { Violations } from './violations'

/** What a record brings into being, as `kind id`. */
function introduced(record: TraceRecord): readonly string[] {
  switch (record.type) {
    case 'request.received':
      return [`request ${record.requestId}`]
    case 'durable.started':
      return [`execution ${record.execution}`, `request ${record.requestId}`]
    case 'durable.resumed':
      return [`request ${record.requestId}`]
    case 'environment.created':
      return [`environment ${record.environment}`]
    case 'invocation.started':
      return [`invocation ${record.requestId} in ${record.environment}`]
    case 'call.started':
      return [`call ${record.callId} of ${record.requestId} in ${record.environment}`]
    case 'async.queued':
      return [`asynchronous event ${record.requestId}`]
    case 'mapping.batch-sent':
      return [`batch ${record.requestId}`]
    case 'sqs.sent':
      return [`message ${record.messageId} in ${record.queue}`]
    case 'sqs.moved':
      return [`message ${record.messageId} in ${record.to}`]
    case 'sns.published':
      return [`message ${record.messageId} of ${record.topic}`]
    case 'events.put':
    case 'events.schedule-due':
      return [`event ${record.eventId}`]
    case 'scheduler.due':
      return [`execution ${record.executionId}`]
    case 'http.received':
      return [`web request ${record.requestId}`]
    default:
      return []
  }
}

/** What it says happened before. */
function required(record: TraceRecord): readonly string[] {
  switch (record.type) {
    case 'request.answered':
    case 'request.throttled':
    case 'request.loop-stopped':
    case 'async.queued':
      return [`request ${record.requestId}`]
    case 'invocation.started':
      return [`request ${record.requestId}`, `environment ${record.environment}`]
    case 'invocation.answered':
    case 'invocation.streamed':
    case 'invocation.ended':
      return [`invocation ${record.requestId} in ${record.environment}`]
    case 'environment.init-started':
    case 'environment.shutdown':
    case 'call.started':
      return [`environment ${record.environment}`]
    case 'call.ended':
      return [`call ${record.callId} of ${record.requestId} in ${record.environment}`]
    case 'async.retry-scheduled':
    case 'async.ended':
      return [`asynchronous event ${record.requestId}`]
    case 'mapping.batch-ended':
    case 'mapping.bisected':
    case 'mapping.retry-scheduled':
      return [`batch ${record.requestId}`]
    case 'sqs.received':
    case 'sqs.visible':
    case 'sqs.visibility-changed':
    case 'sqs.deleted':
    case 'sqs.copy-kept':
    case 'sqs.deduplicated':
    case 'sqs.moved':
      return [`message ${record.messageId} in ${record.queue}`]
    case 'sns.deduplicated':
    case 'sns.filtered':
    case 'sns.discarded':
    case 'sns.delivered':
    case 'sns.delivery-failed':
    case 'sns.dead-lettered':
      return [`message ${record.messageId} of ${record.topic}`]
    case 'events.matched':
    case 'events.delivered':
    case 'events.retry-scheduled':
    case 'events.failed':
      return [`event ${record.eventId}`]
    case 'scheduler.invoked':
    case 'scheduler.retry-scheduled':
    case 'scheduler.failed':
      return [`execution ${record.executionId}`]
    case 'http.forwarded':
    case 'http.answered':
      return [`web request ${record.requestId}`]
    case 'durable.resumed':
    case 'durable.operation':
    case 'durable.suspended':
    case 'durable.ended':
      return [`execution ${record.execution}`]
    default:
      return []
  }
}

export const causes: Invariant = {
  id: 'causes',
  sentence:
    'Nothing happens without its cause: what is answered was asked, what is received was sent, what ends began.',
  source: 'Fact sheet 5 to 9: each record of a run names the event it belongs to',
  check({ records }) {
    const violations = new Violations()
    const known = new Set<string>()
    for (const record of records) {
      for (const cause of required(record)) {
        if (!known.has(cause)) violations.add(`${record.type} tells of ${cause}, which there has not been`, [record])
      }
      for (const effect of introduced(record)) known.add(effect)
    }
    return violations.found
  },
}
