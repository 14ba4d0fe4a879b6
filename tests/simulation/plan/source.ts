/** What the kinds of event sources have in common: each is options (so that they shrink), and what they become. */

import * as fc from 'fast-check'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import type { Spread } from '../../../src/cloud/aws/stimuli/arrivals'
import type { JsonValue } from '../../../src/cloud/aws/json'
import type { Details, Way } from '../../../src/project/stimuli'
import type { Behaviour } from '../handler/behaviour'

export type Properties = Readonly<Record<string, TemplateValue>>

export interface Resource {
  readonly Type: string
  readonly Properties?: Properties
  readonly DependsOn?: readonly string[]
}

/** A stimulus as a script of a project has it, without what goes without saying. */
export interface Stimulus extends Details {
  readonly at: number
  readonly to: string
  readonly as?: Way
  readonly body: JsonValue
  readonly count: number
  readonly over: number
  readonly spread: Spread
  readonly callers?: number
  readonly qualifier?: string
}

/** Where a function may send to. */
export interface SendTarget {
  readonly service: NonNullable<Behaviour['service']>
  /** What its variable TARGET holds. */
  readonly target: TemplateValue
  readonly action: string
  readonly resource: TemplateValue
}

export interface Rendered {
  readonly resources?: Readonly<Record<string, Resource>>
  /** Of the function. */
  readonly events?: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>
  /** Statements that the function's role needs beyond what SAM gives it. */
  readonly statements?: readonly TemplateValue[]
  readonly stimuli: readonly Stimulus[]
  readonly sendTarget?: SendTarget
  /** Of an API, which has the routes of all functions. */
  readonly api?: boolean
}

/** What a source finds around it. */
export interface Place {
  /** Distinguishes the names of its resources. */
  readonly n: number
  /** Logical id of the function. */
  readonly fn: string
  /** Seconds. */
  readonly timeout: number
  /** Of the function; null: none. */
  readonly alias: string | null
}

/** One kind of source with its options drawn. */
export interface SourcePlan {
  readonly kind: string
  readonly render: (place: Place) => Rendered
}

/** @param draw options that can be shrunk one by one */
export const sourceKind = <Options>(
  kind: string,
  draw: fc.Arbitrary<Options>,
  render: (options: Options, place: Place) => Rendered,
): fc.Arbitrary<SourcePlan> =>
  draw.map((options) => ({
    kind,
    options,
    render: (place: Place) => render(options, place),
    // For reports of fast-check.
    toString: () => `${kind} ${JSON.stringify(options)}`,
  }))

export const ref = (id: string): TemplateValue => ({ Ref: id })
export const att = (id: string, name = 'Arn'): TemplateValue => ({ 'Fn::GetAtt': [id, name] })

/** Without members that are undefined: options that were not drawn. */
export const given = (members: Readonly<Record<string, TemplateValue | undefined>>): Properties =>
  Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, TemplateValue] => entry[1] !== undefined),
  )

/** It, or undefined; shrinks to that. @param share how often it is drawn */
export const sometimes = <Value>(share: number, drawn: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(undefined), weight: Math.round((1 - share) * 100) },
    { arbitrary: drawn, weight: Math.round(share * 100) },
  )
/** One of these, or none. */
export const maybe = <const Value>(...values: readonly Value[]): fc.Arbitrary<Value | undefined> =>
  sometimes(0.5, fc.constantFrom(...values))
/** Mostly not. */
export const seldom = fc.integer({ min: 0, max: 4 }).map((value) => value === 4)
export const oneOf = <const Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)

export interface Traffic {
  readonly at: number
  readonly count: number
  readonly over: number
  readonly spread: Spread
}

/** Virtual seconds to an hour of it. */
export const traffic = (most = 15): fc.Arbitrary<Traffic> =>
  fc.record({
    at: oneOf(0, 1, 30, 180),
    count: fc.integer({ min: 1, max: most }),
    over: oneOf(0, 2, 30, 300, 3000),
    spread: oneOf('evenly', 'poisson', 'ramp', 'at-once'),
  })

/** Bodies fall into two kinds, so that a filter keeps some of them back. */
export const BODY = { n: '{{index}}', kind: '{{int 0 1}}' } as const
export const WANTED = ['0']

/** A queue that may be sent to by these services. */
export function openQueue(
  id: string,
  services: readonly string[],
  properties: Properties = {},
): Readonly<Record<string, Resource>> {
  return {
    [id]: { Type: 'AWS::SQS::Queue', Properties: properties },
    [`${id}Policy`]: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref(id)],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: services.map((Service) => ({
            Effect: 'Allow',
            Principal: { Service },
            Action: 'sqs:SendMessage',
            Resource: att(id),
          })),
        },
      },
    },
  }
}
