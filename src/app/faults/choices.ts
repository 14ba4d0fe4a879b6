/** The faults of a resource as a form has them: what each is called, how it starts, what it says about itself. */

import { type Fault, type FaultKind, faultKindsOf } from '../../cloud/aws/faults'
import type { StackResource } from '../../cloud/aws/template'

export interface Faulty {
  readonly logicalId: string
  /** `SQS Queue`. */
  readonly kind: string
  readonly isFunction: boolean
  readonly choices: readonly FaultKind[]
}

/** The resources with which something can go wrong, functions first. */
export function faultyResources(resources: readonly StackResource[]): readonly Faulty[] {
  const faulty = resources.flatMap(({ logicalId, type }) => {
    const choices = faultKindsOf(type)
    if (choices.length === 0) return []
    return [
      {
        logicalId,
        kind: type.replace(/^AWS::/, '').replace('::', ' '),
        isFunction: type === 'AWS::Lambda::Function',
        choices,
      },
    ]
  })
  return [...faulty.filter(({ isFunction }) => isFunction), ...faulty.filter(({ isFunction }) => !isFunction)]
}

interface Words {
  readonly title: string
  readonly hint: string
}

export function wordsOf(kind: FaultKind, isFunction: boolean): Words {
  switch (kind) {
    case 'throttle':
      return isFunction
        ? { title: 'Throttled', hint: 'Invocations are refused with TooManyRequestsException' }
        : { title: 'Throttled', hint: "Calls and deliveries are refused with the service's own throttling error" }
    case 'error':
      return { title: 'Fails', hint: "Calls and deliveries are answered with the service's internal error" }
    case 'crash':
      return { title: 'Crashes', hint: 'The environment ends after the code has run, before it could answer' }
    case 'latency':
      return isFunction
        ? { title: 'Begins late', hint: 'The code runs later, within the duration and the timeout' }
        : { title: 'Answers late', hint: 'Calls of function code take longer' }
    case 'poison':
      return { title: 'Poison event', hint: 'One event fails at every attempt; counted from when this is set' }
    case 'no-backoff':
      return {
        title: 'No back-off',
        hint: 'What failed is tried again at once: asynchronous events, batches of streams',
      }
  }
}

/** As it is when it is switched on. */
export function newFault(resource: string, kind: FaultKind): Fault {
  switch (kind) {
    case 'latency':
      return { resource, kind, rate: 1, from: 500, to: 500 }
    case 'poison':
      return { resource, kind, nth: 1 }
    case 'no-backoff':
      return { resource, kind }
    default:
      return { resource, kind, rate: 0.2 }
  }
}

const isSame = (a: Fault, b: Pick<Fault, 'resource' | 'kind'>): boolean =>
  a.resource === b.resource && a.kind === b.kind

export const faultOf = (faults: readonly Fault[], resource: string, kind: FaultKind): Fault | undefined =>
  faults.find((fault) => isSame(fault, { resource, kind }))

/** With this one, in the place of one of its kind. */
export function withFault(faults: readonly Fault[], fault: Fault): readonly Fault[] {
  const index = faults.findIndex((one) => isSame(one, fault))
  return index < 0 ? [...faults, fault] : faults.with(index, fault)
}

export const withoutFault = (faults: readonly Fault[], fault: Pick<Fault, 'resource' | 'kind'>): readonly Fault[] =>
  faults.filter((one) => !isSame(one, fault))

/** `throttled 20 %`, `late +500 ms`, `poison event 3`. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'throttle':
      return `throttled ${percentText(fault.rate)}`
    case 'error':
      return `fails ${percentText(fault.rate)}`
    case 'crash':
      return `crashes ${percentText(fault.rate)}`
    case 'latency': {
      const range = fault.from === fault.to ? `${fault.from}` : `${fault.from}–${fault.to}`
      return `late +${range} ms${fault.rate < 1 ? `, ${percentText(fault.rate)}` : ''}`
    }
    case 'poison':
      return `poison event ${fault.nth}`
    case 'no-backoff':
      return 'no back-off'
  }
}

const percentText = (rate: number): string => `${percentOf(rate)} %`

export const percentOf = (rate: number): number => Math.round(rate * 1000) / 10
