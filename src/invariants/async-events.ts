import { ASYNC } from './aws-limits'
import type { FinishedRun, Invariant } from './contract'
import { entry, hasFault, nameOf, wasCalled, type Fact } from './facts'
import { numberOf, resourcesOf, textOf } from './resources'
import { Violations } from './violations'

interface Event {
  readonly queued: Fact<'async.queued'>
  /** Of attempts that ended. */
  readonly statuses: Fact<'invocation.ended'>['status'][]
  readonly planned: Fact<'async.retry-scheduled'>[]
  readonly ends: Fact<'async.ended'>[]
  /** Where it was delivered to in the end, or could not be. */
  readonly delivered: Set<string>
}

const eventsOf = (run: FinishedRun): Map<string, Event> => {
  const events = new Map<string, Event>()
  for (const record of run.records) {
    if (record.type === 'async.queued') {
      events.set(record.requestId, { queued: record, statuses: [], planned: [], ends: [], delivered: new Set() })
    } else if (record.type === 'async.ended') events.get(record.requestId)?.ends.push(record)
    else if (record.type === 'async.retry-scheduled') events.get(record.requestId)?.planned.push(record)
    else if (record.type === 'invocation.ended' && record.source === 'async') {
      events.get(record.requestId)?.statuses.push(record.status)
    } else if (record.type === 'destination.delivered' || record.type === 'destination.failed') {
      events.get(record.requestId)?.delivered.add(record.kind)
    }
  }
  return events
}

export const asyncFate: Invariant = {
  id: 'async-fate',
  sentence:
    'Every asynchronous event ends once (twice at most, as delivery is at least once): processed, out of retries, too old, refused by reserved concurrency 0 or as a loop; then it goes to its destination and its dead-letter queue, if it has one.',
  source:
    'Fact sheet 6.1 to 6.3; Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation"',
  check(run) {
    const violations = new Violations()
    const events = eventsOf(run)
    const expected = new Map<string, readonly string[]>()
    const deleted =
      wasCalled(run, 'lambda:DeleteFunction', 'lambda:DeleteAlias') ||
      run.records.some((record) => record.type === 'stack.resource' && record.action === 'delete')
    for (const [requestId, { queued, statuses, ends, delivered }] of events) {
      const { functionName } = queued
      const wrong = (what: string, last: { readonly seq: number } = queued): void =>
        violations.add(
          `asynchronous event ${requestId} of ${functionName} ${what}`,
          last === queued ? [queued] : [queued, last],
          functionName,
        )
      if (ends.length === 0) {
        if (run.idle && !deleted) wrong('never ends')
        continue
      }
      const last = ends.at(-1) ?? queued
      if (ends.length > (run.settings.duplicates === 'never' ? 1 : 2)) wrong(`ends ${ends.length} times`, last)
      for (const end of ends) {
        const succeeded = statuses.includes('success')
        if (end.condition === 'Success' && !succeeded) wrong('is told to be processed, and no attempt succeeded', end)
        if (end.condition !== 'Success' && succeeded && ends.length === 1) {
          wrong(`ends with ${end.condition} although an attempt succeeded`, end)
        }
        const success = end.condition === 'Success'
        const kinds = entry(expected, `${functionName} ${success}`, () =>
          expectedDeliveries(run, functionName, success),
        )
        for (const kind of kinds) {
          if (!delivered.has(kind))
            wrong(`ends with ${end.condition} and is not sent to its ${kind.replaceAll('-', ' ')}`, end)
        }
      }
    }
    return violations.found
  },
}

/** Of the function itself, when the template says so and nothing else can have changed it. */
function expectedDeliveries(run: FinishedRun, functionName: string, success: boolean): readonly string[] {
  if (
    wasCalled(
      run,
      'lambda:PutFunctionEventInvokeConfig',
      'lambda:UpdateFunctionEventInvokeConfig',
      'lambda:DeleteFunctionEventInvokeConfig',
      'lambda:UpdateFunctionConfiguration',
    ) ||
    !resourcesOf(run).deployedOnce
  )
    return []
  const expected: string[] = []
  const configs = configsOf(run, functionName)
  const [config] = configs
  if (configs.length === 1 && config && textOf(config.property('Qualifier')) === '$LATEST' && hasNoAlias(run)) {
    const [kind, name] = success ? (['on-success', 'OnSuccess'] as const) : (['on-failure', 'OnFailure'] as const)
    if (config.property('DestinationConfig', name, 'Destination') !== undefined) expected.push(kind)
  }
  const fn = resourcesOf(run).find('AWS::Lambda::Function', functionName)
  if (!success && fn?.settled && hasNoAlias(run) && fn.property('DeadLetterConfig', 'TargetArn') !== undefined) {
    expected.push('dead-letter-queue')
  }
  return expected
}

/** Versions and aliases have settings of their own. */
const hasNoAlias = (run: FinishedRun): boolean =>
  resourcesOf(run).ofType('AWS::Lambda::Alias').length + resourcesOf(run).ofType('AWS::Lambda::Version').length === 0

const configsOf = (run: FinishedRun, functionName: string) =>
  resourcesOf(run)
    .ofType('AWS::Lambda::EventInvokeConfig')
    .filter(({ property, settled }) => settled && nameOf(textOf(property('FunctionName')) ?? '') === functionName)

export const asyncRetries: Invariant = {
  id: 'async-retries',
  sentence:
    'An asynchronous event is tried again 1 minute after its first error and 2 minutes after its second, MaximumRetryAttempts times at most; after throttles with waits that double from 1 second to 5 minutes; never beyond its maximum age.',
  source: 'Fact sheet 6.1',
  check(run) {
    const violations = new Violations()
    const events = eventsOf(run)
    const atOnce = hasFault(run, 'no-backoff')
    const twice = run.settings.duplicates !== 'never'
    const policies = new Map<string, ReturnType<typeof policyOf>>()
    const started = new Map<string, Fact<'invocation.started'>[]>()
    for (const record of run.records) {
      if (record.type === 'invocation.started' && record.source === 'async')
        entry(started, record.requestId, () => []).push(record)
    }
    for (const [requestId, { queued, planned, ends }] of events) {
      const { functionName } = queued
      const wrong = (what: string, at: { readonly seq: number }): void =>
        violations.add(`asynchronous event ${requestId} of ${functionName} ${what}`, [queued, at], functionName)
      const { retries, age } = entry(policies, functionName, () => policyOf(run, functionName))
      let throttles = 0
      for (const plan of planned) {
        const wait = plan.due - plan.at
        const due = plan.cause === 'function-error' ? ASYNC.waits[plan.attempt - 2] : throttleWait(throttles++)
        if (plan.cause === 'function-error' && plan.attempt > 1 + (retries ?? ASYNC.retries)) {
          wrong(`is planned for attempt ${plan.attempt} although ${retries ?? ASYNC.retries} retries are allowed`, plan)
        }
        // Twins of a duplicate are throttled each on their own.
        if (wait !== due && !(atOnce && plan.cause === 'function-error') && !(twice && plan.cause === 'throttle')) {
          wrong(
            `waits ${wait} ms for attempt ${plan.attempt} after a ${plan.cause}, and ${due ?? 'no wait'} ms are due`,
            plan,
          )
        }
        if (plan.due - queued.at > (age ?? ASYNC.age)) wrong('is tried again beyond its maximum age', plan)
      }
      const attempts = started.get(requestId) ?? []
      for (const attempt of attempts) {
        if (attempt.attempt > 1 + (retries ?? ASYNC.retries))
          wrong(`has attempt ${attempt.attempt} although ${retries ?? ASYNC.retries} retries are allowed`, attempt)
      }
      const most = (1 + (retries ?? ASYNC.retries)) * (twice ? 2 : 1)
      const surplus = attempts[most]
      if (surplus) wrong(`has ${attempts.length} attempts, and ${most} are allowed`, surplus)
      for (const end of ends) {
        const due = 1 + (retries ?? end.policy?.maximumRetryAttempts ?? ASYNC.retries)
        // More when fewer were allowed meanwhile.
        if (
          end.condition === 'RetriesExhausted' &&
          (end.invokeCount < due || (retries !== null && end.invokeCount > due))
        ) {
          wrong(
            `is out of retries after ${end.invokeCount} attempts, and ${retries ?? ASYNC.retries} retries are allowed`,
            end,
          )
        }
        if (
          end.condition === 'EventAgeExceeded' &&
          age !== null &&
          end.at + Math.max(ASYNC.throttleWaitMaximum, ...ASYNC.waits) - queued.at <= age
        ) {
          wrong(`is given up as too old after ${end.at - queued.at} ms, and ${age} ms are allowed`, end)
        }
      }
    }
    return violations.found
  },
}

const throttleWait = (throttles: number): number =>
  Math.min(ASYNC.throttleWaitMinimum * 2 ** throttles, ASYNC.throttleWaitMaximum)

/** What the template says; null where it does not tell for certain. */
function policyOf(
  run: FinishedRun,
  functionName: string,
): { readonly retries: number | null; readonly age: number | null } {
  if (
    wasCalled(
      run,
      'lambda:PutFunctionEventInvokeConfig',
      'lambda:UpdateFunctionEventInvokeConfig',
      'lambda:DeleteFunctionEventInvokeConfig',
    )
  )
    return { retries: null, age: null }
  if (!hasNoAlias(run) || !resourcesOf(run).deployedOnce) return { retries: null, age: null }
  const configs = configsOf(run, functionName)
  if (configs.length > 1) return { retries: null, age: null }
  const age = numberOf(configs[0]?.property('MaximumEventAgeInSeconds'))
  return {
    retries: numberOf(configs[0]?.property('MaximumRetryAttempts')) ?? ASYNC.retries,
    age: age === null ? ASYNC.age : age * 1000,
  }
}
