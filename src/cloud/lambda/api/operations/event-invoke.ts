/**
 * Settings for asynchronous invocation, per function, version or alias.
 * Source: Lambda API Reference; texts recorded from AWS (LocalStack's test suite, TestLambdaEventInvokeConfig).
 */

import { AwsError } from '../../../aws/aws-error'
import type { Operation, ServiceContext } from '../../../services/contract'
import { LATEST, type EventInvokeConfiguration, type LambdaFunction } from '../../function'
import type { Lambda } from '../../lambda'
import * as limits from '../../limits'
import { referenceOf, versionOrAlias } from '../../qualifiers'
import { arnOf, optionalText, page, record, reference, type Input } from '../input'
import { errors } from '../wire'

interface Settings {
  readonly fn: LambdaFunction
  readonly qualifier: string
  readonly present: EventInvokeConfiguration | undefined
}

const DESTINATION_SERVICES = ['sqs', 'sns', 'lambda', 'events', 's3']

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
    const destinations = input['DestinationConfig'] === undefined ? null : record(input, 'DestinationConfig')
    const destination = (name: string): string | null => {
      const arn = optionalText(record(destinations ?? {}, name), 'Destination') ?? ''
      if (arn === '') return null
      checkDestination(lambda, context, fn, arn, destinations ?? {})
      return arn
    }
    const configuration: EventInvokeConfiguration = {
      maximumRetryAttempts: given('MaximumRetryAttempts') ?? base?.maximumRetryAttempts ?? null,
      maximumEventAge: given('MaximumEventAgeInSeconds') ?? base?.maximumEventAge ?? null,
      onSuccess: destinations ? destination('OnSuccess') : (base?.onSuccess ?? null),
      onFailure: destinations ? destination('OnFailure') : (base?.onFailure ?? null),
      lastModified: context.kernel.now,
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

function checkDestination(lambda: Lambda, context: ServiceContext, fn: LambdaFunction, arn: string, all: Input): void {
  const service = arn.split(':')[2] ?? ''
  if (!DESTINATION_SERVICES.includes(service)) {
    const shown = (kind: 'onSuccess' | 'onFailure', name: string): string => {
      const destination = optionalText(record(all, name), 'Destination')
      return `${kind}=${destination === undefined ? 'null' : `${name}(destination=${destination})`}`
    }
    throw errors.invalidParameter(
      `The provided destination config DestinationConfig(${shown('onSuccess', 'OnSuccess')}, ${shown('onFailure', 'OnFailure')}) is invalid.`,
    )
  }
  if (service === 'lambda') {
    const { name, qualifier } = referenceOf(context.account, arn)
    if (name === fn.name) throw errors.invalidParameter("You can't specify the function as a destination for itself.")
    const target = lambda.find(name)
    if (!target || !versionOrAlias(target, qualifier)) {
      throw errors.invalidParameter(`The destination ARN ${arn} is invalid.`)
    }
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
