/** Functions: their limits, what follows asynchronous invocations, and how their code behaves. */

import * as fc from 'fast-check'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import {
  att,
  given,
  maybe,
  oneOf,
  ref,
  seldom,
  sometimes,
  type Properties,
  type Resource,
  type SendTarget,
} from './source'

const share = (...values: readonly number[]) => sometimes(0.5, oneOf(...values))

const behaviour = fc.record({
  poison: share(0.02, 0.1, 0.4),
  fails: share(0.05, 0.3, 0.7),
  crashes: share(0.02, 0.2),
  hangs: share(0.02, 0.1),
  initCrashes: sometimes(0.12, oneOf(0.3, 1)),
  slow: maybe(20, 300, 2500, 20_000),
  partial: fc.boolean(),
  odd: sometimes(0.12, oneOf(0.1)),
})

export const functions = fc.record({
  runtime: oneOf('nodejs22.x', 'nodejs24.x', 'nodejs20.x'),
  timeout: oneOf(3, 1, 10, 60),
  memory: maybe(512, 1769),
  arm: seldom,
  reserved: sometimes(0.3, oneOf(1, 2, 5, 0)),
  provisioned: sometimes(0.12, oneOf(1, 3)),
  alias: seldom,
  tracing: seldom,
  url: seldom,
  recursive: sometimes(0.12, oneOf('Allow')),
  behaviour,
  asynchronous: sometimes(
    0.6,
    fc.record({
      retries: maybe(0, 1),
      maximumAge: maybe(60, 120, 600),
      onSuccess: maybe('SQS', 'SNS', 'EventBridge', 'Lambda'),
      onFailure: maybe('SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket'),
    }),
  ),
  deadLetters: sometimes(0.3, oneOf('SQS', 'SNS')),
  sends: sometimes(0.5, fc.record({ to: fc.nat({ max: 7 }), share: oneOf(0.3, 1) })),
})

export type FunctionPlan = typeof functions extends fc.Arbitrary<infer Options> ? Options : never

export interface FunctionPlace {
  readonly id: string
  readonly seed: number
  /** What beyond this makes the account's unreserved concurrency too small. */
  readonly mayReserve: boolean
  readonly events: Properties
  readonly statements: readonly TemplateValue[]
  /** What it sends to; `back`: to something that comes back to it. */
  readonly sends: { readonly target: SendTarget; readonly share: number; readonly back: boolean } | null
}

export const aliasOf = ({ provisioned, alias }: FunctionPlan, mayReserve: boolean): string | null =>
  alias || (provisioned !== undefined && mayReserve) ? 'live' : null

export function renderFunction(plan: FunctionPlan, place: FunctionPlace): Readonly<Record<string, Resource>> {
  const { id, sends } = place
  const { target } = sends ?? {}
  const alias = aliasOf(plan, place.mayReserve)
  const asynchronous = plan.asynchronous && asynchronousOf(plan.asynchronous, id)
  const dead = `${id}DeadLetters`
  return {
    [id]: {
      Type: 'AWS::Serverless::Function',
      Properties: given({
        Runtime: plan.runtime,
        Timeout: plan.timeout === 3 ? undefined : plan.timeout,
        MemorySize: plan.memory,
        Architectures: plan.arm ? ['arm64'] : undefined,
        ReservedConcurrentExecutions: place.mayReserve ? reservedOf(plan) : undefined,
        AutoPublishAlias: alias ?? undefined,
        ProvisionedConcurrencyConfig:
          plan.provisioned === undefined || !place.mayReserve
            ? undefined
            : { ProvisionedConcurrentExecutions: plan.provisioned },
        Tracing: plan.tracing ? 'Active' : undefined,
        FunctionUrlConfig: plan.url ? { AuthType: 'NONE' } : undefined,
        RecursiveLoop: plan.recursive,
        Environment: {
          Variables: given({
            BEHAVIOUR: behaviourText(plan, place),
            TARGET: sends?.back && target?.service === 'lambda' ? undefined : target?.target,
          }),
        },
        EventInvokeConfig: asynchronous?.config,
        DeadLetterQueue: plan.deadLetters && {
          Type: plan.deadLetters,
          TargetArn: plan.deadLetters === 'SQS' ? att(dead) : ref(dead),
        },
        Policies: policiesOf(place),
        Events: Object.keys(place.events).length > 0 ? place.events : undefined,
      }),
    },
    ...asynchronous?.resources,
    ...(plan.deadLetters && { [dead]: { Type: plan.deadLetters === 'SQS' ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic' } }),
  }
}

/** A function with provisioned concurrency reserves at least as much, or nothing. */
const reservedOf = ({ reserved, provisioned }: FunctionPlan): number | undefined =>
  reserved === undefined || provisioned === undefined ? reserved : Math.max(reserved, provisioned)

/** One that gets back what it sends does nothing else: retries of what multiplies would have no end. */
function behaviourText({ behaviour: own }: FunctionPlan, { seed, sends }: FunctionPlace): string {
  const sending = sends && { service: sends.target.service, sends: sends.share }
  const rest = sends?.back === true ? {} : given(own as Properties)
  return JSON.stringify({ seed, ...rest, ...sending })
}

function policiesOf({ statements, sends }: FunctionPlace): TemplateValue | undefined {
  const all = [...statements]
  const { action, resource } = sends?.target ?? {}
  if (action !== undefined && action !== '*' && resource !== undefined) {
    all.push({ Effect: 'Allow', Action: action.split(' '), Resource: resource })
  }
  return all.length > 0 ? [{ Version: '2012-10-17', Statement: all }] : undefined
}

function asynchronousOf(
  { retries, maximumAge, onSuccess, onFailure }: NonNullable<FunctionPlan['asynchronous']>,
  id: string,
) {
  const resources: Record<string, Resource> = {}
  const destination = (type: string | undefined, name: string): TemplateValue | undefined => {
    if (type === undefined) return undefined
    const target = `${id}${name}`
    resources[target] = destinationResource(type, target, id)
    return { Type: type, Destination: type === 'SNS' ? ref(target) : att(target) }
  }
  const succeeded = destination(onSuccess, 'Succeeded')
  const failed = destination(onFailure, 'Failed')
  const config: TemplateValue = given({
    MaximumRetryAttempts: retries,
    MaximumEventAgeInSeconds: maximumAge,
    DestinationConfig: succeeded || failed ? given({ OnSuccess: succeeded, OnFailure: failed }) : undefined,
  })
  return { config, resources }
}

function destinationResource(type: string, target: string, of: string): Resource {
  switch (type) {
    case 'SQS':
      return { Type: 'AWS::SQS::Queue' }
    case 'SNS':
      return { Type: 'AWS::SNS::Topic' }
    case 'S3Bucket':
      return { Type: 'AWS::S3::Bucket' }
    case 'EventBridge':
      return { Type: 'AWS::Events::EventBus', Properties: { Name: target } }
    default:
      // Another function, which takes everything.
      return {
        Type: 'AWS::Serverless::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Environment: { Variables: { BEHAVIOUR: '{"seed":1}' } },
          Description: `Of ${of}`,
        },
      }
  }
}
