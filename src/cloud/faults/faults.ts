/**
 * Injects what the user has asked for. Three layers ask: the wire endpoint before it performs a call, deliveries before
 * they reach their target, and Lambda for attempts of a function. Whatever is injected is a record of the trace. Draws come
 * from a random stream of their own, and only for faults that are set: nothing else in the run shifts.
 */

import type { AwsError } from '../aws/aws-error'
import type { Fault, FaultKind } from '../aws/faults'
import type { TraceFact } from '../aws/trace-records'
import type { Kernel } from '../kernel/kernel'
import type { WireDefinition } from '../services/contract'
import { serviceFailure } from './errors'
import { PoisonEvents } from './poison'

type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>
type OtherFault = Exclude<Fault, { readonly kind: 'error' | 'throttle' | 'crash' }>

/** What is to go wrong with a function does so at its attempts, whichever way they were asked for. */
const isOfLambda = (arn: string): boolean => arn.startsWith('arn:aws:lambda:')

export class Faults {
  #set: readonly Fault[]
  readonly #poison = new PoisonEvents()

  /** @param arnOf of a resource by its logical id, if it is deployed */
  constructor(
    readonly kernel: Kernel<TraceFact>,
    readonly arnOf: (logicalId: string) => string | undefined,
    faults: readonly Fault[] = [],
  ) {
    this.#set = faults
  }

  set(faults: readonly Fault[]): void {
    this.#set = faults
    this.#poison.keep(new Set(faults.flatMap(({ kind, resource }) => (kind === 'poison' ? resource : []))))
  }

  /** A call of an API that touches these resources, once it is authorised. @throws AwsError in the place of the service */
  call(arns: readonly string[], wire: WireDefinition, requestId: string | null): { readonly delay: number } {
    if (this.#set.length === 0) return { delay: 0 }
    let delay = 0
    for (const arn of arns) {
      if (isOfLambda(arn)) continue
      this.#fail(arn, wire, requestId)
      delay += this.latency(arn, requestId)
    }
    return { delay }
  }

  /** Something a service sends to one of its targets. @throws AwsError in the place of the target's service */
  delivery(arn: string, wire: WireDefinition): void {
    if (this.#set.length > 0 && !isOfLambda(arn)) this.#fail(arn, wire, null)
  }

  /** Whether an attempt at a function is refused. */
  throttles(functionArn: string, requestId: string): boolean {
    return this.#strikes('throttle', functionArn, requestId, 'TooManyRequestsException')
  }

  /** How an attempt ends, whatever the code did. */
  endingOf(functionArn: string, requestId: string, payload: string): 'crash' | 'poison' | null {
    if (this.#set.length === 0) return null
    const poison = this.#find('poison', functionArn)
    if (poison && this.#poison.contains(poison.resource, poison.nth, requestId, payload)) {
      this.#record(poison, functionArn, requestId, `event ${poison.nth}`)
      return 'poison'
    }
    return this.#strikes('crash', functionArn, requestId, 'exit status 1') ? 'crash' : null
  }

  /** Milliseconds. */
  latency(arn: string, requestId: string | null): number {
    const fault = this.#find('latency', arn)
    if (!fault || !this.#hits(fault.rate)) return 0
    const { from, to } = fault
    const drawn = from === to ? from : from + this.#random.fraction() * (to - from)
    const delay = Math.round(drawn * 10) / 10
    this.#record(fault, arn, requestId, `+${delay} ms`)
    return delay
  }

  /** How long what failed waits for its next attempt. @param wait as it would */
  wait(functionArn: string, requestId: string, wait: number): number {
    const fault = wait > 0 && this.#find('no-backoff', functionArn)
    if (!fault) return wait
    this.#record(fault, functionArn, requestId, `-${wait} ms`)
    return 0
  }

  #fail(arn: string, wire: WireDefinition, requestId: string | null): void {
    for (const kind of ['throttle', 'error'] as const) {
      const error: AwsError = serviceFailure(kind, wire)
      if (this.#strikes(kind, arn, requestId, error.code)) throw error
    }
  }

  #strikes(
    kind: Exclude<FaultKind, OtherFault['kind']>,
    arn: string,
    requestId: string | null,
    detail: string,
  ): boolean {
    const fault = this.#find(kind, arn)
    if (!fault || !this.#hits(fault.rate)) return false
    this.#record(fault, arn, requestId, detail)
    return true
  }

  #hits(rate: number): boolean {
    return this.#random.fraction() < rate
  }

  #find<Kind extends FaultKind>(kind: Kind, arn: string): FaultOf<Kind> | undefined {
    return this.#set.find((fault): fault is FaultOf<Kind> => {
      if (fault.kind !== kind) return false
      const of = this.arnOf(fault.resource)
      // An object of a bucket, an index of a table, an alias of a function.
      return of !== undefined && (arn === of || arn.startsWith(`${of}/`) || arn.startsWith(`${of}:`))
    })
  }

  #record({ kind, resource }: Fault, arn: string, requestId: string | null, detail: string): void {
    this.kernel.trace.record({ type: 'fault.injected', fault: kind, resource, arn, requestId, detail })
  }

  get #random() {
    return this.kernel.random('faults')
  }
}
