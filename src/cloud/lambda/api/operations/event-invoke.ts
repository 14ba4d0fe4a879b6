/**
 * Settings for asynchronous invocation, per function, version or alias.
 * Source: Lambda API Reference; texts recorded from AWS (LocalStack's test suite, TestLambdaEventInvokeConfig).
 */

import { AwsError } from '../../../aws/aws-error'
import type { Operation, ServiceContext } from '../../../services/contract'
import { refusalOfDestination, type Destinations } from '../../destination-rules'
import { LATEST, type EventInvokeConfiguration, type LambdaFunction } from '../../function'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { versionOrAlias } from '../../qualifiers'
import { arnOf, optionalText, page, record, reference, type Input } from '../input'
import { errors } from '../wire'

interface Settings {
  readonly fn: LambdaFunction
  readonly qualifier: string
  readonly present: EventInvokeConfiguration | undefined
}

export function eventInvokeOperations(lambda: Lambda, context: ServiceContext): Readonly<Record<string, Operation>> {
  /** @throws AwsError when the function, version or alias does not exist */
  const settingsOf = (input: Input): Settings => {
    const { name, qualifier } = reference(lambda, input)
    const fn = lambda.find(name)
    if (!fn || !versionOrAlias(fn, qualifier)) throw notThere("The function doesn't exist.")
    return { fn, qualifier: qualifier ?? LATEST, present: fn.eventInvoke.get(qualifier ?? LATEST) }
  }

  /** @throws AwsError when there are none, or nothing that could have some */
  const existingOf = (input: Input): Settings & { readonly present: EventInvokeConfiguration } => {
    const { name, qualifier } = reference(lambda, input)
    const fn = lambda.find(name)
    const present = fn?.eventInvoke.get(qualifier ?? LATEST)
    if (!fn || !present) {
      const arn = arnOf(lambda, { name, qualifier: qualifier ?? LATEST })
      throw notThere(`The function ${arn} doesn't have an EventInvokeConfig`)
    }
    return { fn, qualifier: qualifier ?? LATEST, present }
  }

  const store = ({ fn, qualifier }: Settings, input: Input, base: EventInvokeConfiguration | null): object => {
    const given = (name: string): number | null => (typeof input[name] === 'number' ? input[name] : null)
    const destinations = input['DestinationConfig'] === undefined ? base : destinationsOf(input)
    const configuration: EventInvokeConfiguration = {
      maximumRetryAttempts: given('MaximumRetryAttempts') ?? base?.maximumRetryAttempts ?? null,
      maximumEventAge: given('MaximumEventAgeInSeconds') ?? base?.maximumEventAge ?? null,
      onSuccess: destinations?.onSuccess ?? null,
      onFailure: destinations?.onFailure ?? null,
      lastModified: context.kernel.now,
    }
    for (const kind of ['onSuccess', 'onFailure'] as const) {
      const refusal = refusalOfDestination(lambda, fn, kind, configuration)
      if (refusal !== null) throw errors.invalidParameter(refusal)
    }
    fn.eventInvoke.set(qualifier, configuration)
    return shape(fn, qualifier, configuration)
  }

  return {
    PutFunctionEventInvokeConfig(input) {
      checkSomethingGiven(input)
      return store(settingsOf(input), input, null)
    },
    UpdateFunctionEventInvokeConfig(input) {
      checkSomethingGiven(input)
      settingsOfFunction(lambda, input)
      const settings = existingOf(input)
      return store(settings, input, settings.present)
    },
    GetFunctionEventInvokeConfig(input) {
      const { fn, qualifier, present } = existingOf(input)
      return shape(fn, qualifier, present)
    },
    DeleteFunctionEventInvokeConfig(input) {
      const { fn, qualifier } = existingOf(input)
      fn.eventInvoke.delete(qualifier)
      return {}
    },
    ListFunctionEventInvokeConfigs(input) {
      const fn = settingsOfFunction(lambda, input)
      const { items, NextMarker } = page([...fn.eventInvoke], input, limits.LIST_PAGE_MAX)
      return {
        FunctionEventInvokeConfigs: items.map(([qualifier, configuration]) => shape(fn, qualifier, configuration)),
        ...(NextMarker !== undefined && { NextMarker }),
      }
    },
  }
}

/** An empty text is none. */
function destinationsOf(input: Input): Destinations {
  const given = record(input, 'DestinationConfig')
  const arn = (name: string): string | null => optionalText(record(given, name), 'Destination') || null
  return { onSuccess: arn('OnSuccess'), onFailure: arn('OnFailure') }
}

function settingsOfFunction(lambda: Lambda, input: Input): LambdaFunction {
  const fn = lambda.find(reference(lambda, input).name)
  if (!fn) throw notThere("The function doesn't exist.")
  return fn
}

const notThere = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', 404, message, { Type: 'User' })

function checkSomethingGiven(input: Input): void {
  const names = ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig']
  if (names.every((name) => input[name] === undefined)) {
    throw errors.invalidParameter('You must specify at least one of error handling or destination setting.')
  }
}

function shape(fn: LambdaFunction, qualifier: string, configuration: EventInvokeConfiguration): object {
  const { maximumRetryAttempts, maximumEventAge, onSuccess, onFailure, lastModified } = configuration
  return {
    LastModified: lastModified / 1000,
    FunctionArn: `${fn.arn}:${qualifier}`,
    ...(maximumRetryAttempts !== null && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAge !== null && { MaximumEventAgeInSeconds: maximumEventAge }),
    DestinationConfig: {
      OnSuccess: onSuccess === null ? {} : { Destination: onSuccess },
      OnFailure: onFailure === null ? {} : { Destination: onFailure },
    },
  }
}
