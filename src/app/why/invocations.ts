/** Why of invocations: cold starts, throttles, asynchronous retries and their end, failures of the sandbox, denials. */

import type { EnvironmentCause, TraceRecord } from '../../cloud/aws/trace-records'
import { adviceOn } from '../environments/words'
import { durationText, plural } from '../parts/quantities'
import { attachedSettingOf, settingOf, type Stack } from './settings'
import type { Reason } from './why'

type Fact<Type extends TraceRecord['type']> = Extract<TraceRecord, { type: Type }>

const EVENT_INVOKE = 'AWS::Lambda::EventInvokeConfig'

export function whyInvocation(record: TraceRecord, stack: Stack): Reason | null {
  switch (record.type) {
    case 'environment.created':
      return whyColdStart(record)
    case 'environment.reset':
      return {
        rule: `The environment was reset after ${record.reason === 'TIMEOUT' ? 'a timeout' : 'its processes had ended'}: the next invocation runs Init again, inside its own duration. /tmp stays.`,
        docs: 'lifecycle',
      }
    case 'environment.left-behind':
      return {
        rule: `Lambda freezes the environment as soon as the handler has settled and extensions are done: timers, requests and callbacks under way stop there. They go on when an invocation thaws this environment, or never. ${adviceOn(record)}`,
        docs: 'lifecycle',
      }
    case 'environment.resumed-work':
      return {
        rule: `The thaw for this invocation let go on what was frozen with the environment: its log lines and errors belong to this request now. ${adviceOn(record)}`,
        docs: 'lifecycle',
      }
    case 'environment.state-kept':
      return {
        rule: `Variables outside of the handler live as long as the environment, and each environment has its own. ${adviceOn(record)}`,
        docs: 'lifecycle',
      }
    case 'sandbox.lost':
      return {
        rule: 'This is the page’s doing and not Lambda’s: the browser’s process in which all environments ran was lost. The run was replayed up to here in a new one. Requests that were under way end as if their memory had run out; idle environments are gone.',
        docs: 'lifecycle',
      }
    case 'environment.shutdown':
      return { rule: SHUTDOWN[record.reason], docs: 'lifecycle' }
    case 'request.throttled':
      return whyThrottle(record, stack)
    case 'async.retry-scheduled':
      return whyAsyncRetry(record, stack)
    case 'async.ended':
      return whyAsyncEnd(record, stack)
    case 'request.loop-stopped':
      return {
        rule: 'Recursive loop detection: this chain of requests has invoked the function 16 times, so Lambda does not run it again.',
        setting: settingOf(stack, record.functionName, ['RecursiveLoop'], 'Terminate'),
        docs: 'recursion',
      }
    case 'invocation.ended':
      return whyEnded(record, stack)
    case 'access.denied':
      return { rule: record.reason, docs: 'policyEvaluation' }
    case 'destination.failed':
      return { rule: `Not delivered: ${record.message}. Lambda does not try again.`, docs: 'destinations' }
    default:
      return null
  }
}

const SHUTDOWN = {
  SPINDOWN:
    'Lambda ends environments that have had no invocation for some time (AWS states no number; here 10 minutes).',
  UPDATE: 'Code or configuration changed: environments of the older state take no more invocations.',
  FAILURE: 'The environment failed and was ended.',
} as const

/** The rule behind an Init. @param cause as recorded with the environment; none of one that is made ahead of requests */
export function whyColdStart({
  cause,
  version,
  provisionedFor,
  tenantId,
}: Pick<Fact<'environment.created'>, 'cause' | 'version' | 'provisionedFor' | 'tenantId'>): Reason {
  if (provisionedFor !== undefined) {
    return { rule: `Made ahead of requests: provisioned concurrency of ${provisionedFor}.`, docs: 'provisioned' }
  }
  const of = tenantId === undefined ? `version ${version}` : `tenant ${tenantId}`
  return { rule: `Cold start: ${causeText(cause, of)}`, docs: 'lifecycle' }
}

function causeText(cause: EnvironmentCause | undefined, of: string): string {
  switch (cause?.kind) {
    case 'busy':
      return cause.count === 1
        ? `the only environment of ${of} was busy; each handles one invocation at a time.`
        : `all ${cause.count} environments of ${of} were busy; each handles one invocation at a time.`
    case 'expired':
      return `the last environment of ${of} was shut down after ${durationText(cause.idle)} without an invocation.`
    case 'updated':
      return `the environments of ${of} that there were ran code or configuration from before an update.`
    default:
      return `the first environment of ${of}; there was none yet.`
  }
}

function whyThrottle({ limit, reason, functionName }: Fact<'request.throttled'>, stack: Stack): Reason {
  const reserved = settingOf(stack, functionName, ['ReservedConcurrentExecutions'], 'none: shares the account’s')
  switch (limit?.kind) {
    case 'reserved':
      return {
        rule:
          limit.value === 0
            ? 'Throttled: reserved concurrency is 0, which switches the function off.'
            : `Throttled: ${limit.used ?? limit.value} of ${limit.value} reserved concurrent executions were in use.`,
        setting: reserved,
        docs: 'reserved',
      }
    case 'account':
      return {
        rule: `Throttled: ${limit.used ?? limit.value} of the ${limit.value} concurrent executions that functions without a reservation share were in use.`,
        setting: reserved,
        docs: 'concurrency',
      }
    case 'page':
      return {
        rule: `Throttled by this page, and not by Lambda: ${limit.used} environments, or MB of them, are as many as it holds (${limit.value}), and all are busy. Help has all limits of the page.`,
        docs: 'concurrency',
      }
    case 'injected':
      return { rule: 'Throttled: by a fault that is switched on for this function.', docs: 'concurrency' }
    case 'scaling':
      return {
        rule: `Throttled: a function gets at most ${limit.value} new environments in 10 seconds, and has had them.`,
        setting: reserved,
        docs: 'scaling',
      }
    case 'reserved-rate':
    case 'account-rate':
      return {
        rule: `Throttled: more than ${limit.value} synchronous requests a second, ten for each unit of ${limit.kind === 'account-rate' ? 'the account’s' : 'reserved'} concurrency.`,
        setting: reserved,
        docs: 'quotas',
      }
    case undefined:
      return { rule: `Throttled: ${reason}.`, setting: reserved, docs: 'concurrency' }
  }
}

function whyAsyncRetry(record: Fact<'async.retry-scheduled'>, stack: Stack): Reason {
  const wait = durationText(record.due - record.at)
  const age = record.policy && durationText(record.policy.maximumEventAge)
  if (record.cause !== 'function-error') {
    return {
      rule: `Back to the event queue for ${wait}: after a ${record.cause === 'throttle' ? 'throttle' : 'system error'} waits double from 1 second to 5 minutes and use up no retry, up to the maximum age${age === undefined ? '' : ` of ${age}`}.`,
      setting: attachedSettingOf(stack, record.functionName, EVENT_INVOKE, ['MaximumEventAgeInSeconds'], '21600'),
      docs: 'asyncErrors',
    }
  }
  const maximum = record.policy ? ` of ${record.policy.maximumRetryAttempts}` : ''
  return {
    rule: `Retry ${record.attempt - 1}${maximum} in ${wait}: Lambda waits 1 minute before the first retry of a function error and 2 minutes before the second.`,
    setting: attachedSettingOf(stack, record.functionName, EVENT_INVOKE, ['MaximumRetryAttempts'], '2'),
    docs: 'asyncErrors',
  }
}

function whyAsyncEnd(record: Fact<'async.ended'>, stack: Stack): Reason | null {
  const { condition, invokeCount, policy, functionName } = record
  switch (condition) {
    case 'Success':
      return null
    case 'RetriesExhausted':
      return {
        rule: `${plural(invokeCount, 'attempt')} failed: the first and ${plural(policy?.maximumRetryAttempts ?? invokeCount - 1, 'retry').replace('retrys', 'retries')}, which is all. The event goes to the on-failure destination and the dead-letter queue, or is lost without them.`,
        setting: attachedSettingOf(stack, functionName, EVENT_INVOKE, ['MaximumRetryAttempts'], '2'),
        docs: 'destinations',
      }
    case 'EventAgeExceeded':
      return {
        rule: `The next attempt would come later than the maximum age${policy ? ` of ${durationText(policy.maximumEventAge)}` : ''} allows, after ${plural(invokeCount, 'attempt')}.`,
        setting: attachedSettingOf(stack, functionName, EVENT_INVOKE, ['MaximumEventAgeInSeconds'], '21600'),
        docs: 'asyncSettings',
      }
    case 'ZeroReservedConcurrency':
      return {
        rule: 'Reserved concurrency is 0: the event is not tried and not kept.',
        setting: settingOf(stack, functionName, ['ReservedConcurrentExecutions'], 'none'),
        docs: 'reserved',
      }
    case 'RecursiveInvocation':
      return { rule: 'Recursive loop detection stopped the event.', docs: 'recursion' }
  }
}

function whyEnded(
  { status, functionName, duration, memorySizeMB, payload }: Fact<'invocation.ended'>,
  stack: Stack,
): Reason | null {
  switch (status) {
    case 'timeout': {
      const setting = settingOf(stack, functionName, ['Timeout'], '3')
      return {
        rule: `Timed out after ${durationText(duration)}: Lambda kills the processes at the timeout, and the next invocation here runs Init again.`,
        setting,
        docs: 'timeout',
      }
    }
    case 'out-of-memory':
      return {
        rule: `The processes needed more than their ${memorySizeMB} MB and were killed.`,
        setting: settingOf(stack, functionName, ['MemorySize'], '128'),
        docs: 'memory',
      }
    case 'error':
      return payload.includes('ResponseSizeTooLarge')
        ? { rule: 'The response was larger than the 6 MB that an invocation may answer with.', docs: 'quotas' }
        : null
    default:
      return null
  }
}
