/** What a user makes go wrong on purpose: settings of the run, off by default. What applies them is `../faults`. */

import type { Milliseconds } from './units'

export type FaultKind = 'latency' | 'error' | 'throttle' | 'crash' | 'poison' | 'no-backoff'

/** `rate`: the share of calls or invocations that it hits, from 0 to 1. */
export type Fault = {
  /** Logical id. */
  readonly resource: string
} & (
  | {
      /** It answers, or begins, later by a draw between these two. */
      readonly kind: 'latency'
      readonly rate: number
      readonly from: Milliseconds
      readonly to: Milliseconds
    }
  /** `error`: the service fails. `throttle`: it refuses. `crash`: the environment ends before it could answer. */
  | { readonly kind: 'error' | 'throttle' | 'crash'; readonly rate: number }
  /** The n-th event that comes can never be processed: each attempt at it fails. */
  | { readonly kind: 'poison'; readonly nth: number }
  /** What failed is tried again at once. */
  | { readonly kind: 'no-backoff' }
)

/** Not as many as anybody needs, but a limit for what comes with a link. */
const FAULTS_MAX = 200
const LATENCY_MAX: Milliseconds = 900_000

const OF_A_SERVICE: readonly FaultKind[] = ['latency', 'error', 'throttle']
const KINDS: Readonly<Record<string, readonly FaultKind[]>> = {
  'AWS::Lambda::Function': ['throttle', 'crash', 'latency', 'poison', 'no-backoff'],
  'AWS::SQS::Queue': OF_A_SERVICE,
  'AWS::SNS::Topic': OF_A_SERVICE,
  'AWS::DynamoDB::Table': OF_A_SERVICE,
  'AWS::DynamoDB::GlobalTable': OF_A_SERVICE,
  'AWS::Kinesis::Stream': OF_A_SERVICE,
  'AWS::S3::Bucket': OF_A_SERVICE,
  'AWS::Events::EventBus': OF_A_SERVICE,
  'AWS::SSM::Parameter': OF_A_SERVICE,
  'AWS::SecretsManager::Secret': OF_A_SERVICE,
  'AWS::KMS::Key': OF_A_SERVICE,
  'AWS::StepFunctions::StateMachine': OF_A_SERVICE,
}

/** What can go wrong with a resource of this CloudFormation type; nothing with most of them. */
export const faultKindsOf = (resourceType: string): readonly FaultKind[] =>
  Object.hasOwn(KINDS, resourceType) ? (KINDS[resourceType] ?? []) : []

/** Faults as far as they make sense, one of a kind for each resource. Also for what comes with a link. */
export function readFaults(value: unknown): readonly Fault[] {
  if (!Array.isArray(value)) return []
  const read = new Map<string, Fault>()
  for (const one of value.slice(0, FAULTS_MAX)) {
    const fault = readFault((one ?? {}) as Readonly<Record<string, unknown>>)
    if (fault) read.set(`${fault.kind} ${fault.resource}`, fault)
  }
  return [...read.values()]
}

function readFault({ resource, kind, rate, from, to, nth }: Readonly<Record<string, unknown>>): Fault | null {
  if (typeof resource !== 'string' || resource === '') return null
  const share = within(rate, 0, 1, 1)
  switch (kind) {
    case 'latency': {
      const least = within(from, 0, LATENCY_MAX, 0)
      return { resource, kind, rate: share, from: least, to: Math.max(least, within(to, 0, LATENCY_MAX, least)) }
    }
    case 'error':
    case 'throttle':
    case 'crash':
      return { resource, kind, rate: share }
    case 'poison':
      return { resource, kind, nth: Math.round(within(nth, 1, 1_000_000, 1)) }
    case 'no-backoff':
      return { resource, kind }
    default:
      return null
  }
}

const within = (value: unknown, least: number, most: number, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise
