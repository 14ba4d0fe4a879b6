/**
 * What Lambda charges, by the price list `prices.json` (Region, date and source are in it; fact sheet §3.5).
 *
 * Only Lambda's own prices: the requests of other services (SQS, SNS, S3, DynamoDB, CloudWatch Logs …) are charged by
 * them and are not counted here, nor are SnapStart (Node.js has none) and Managed Instances.
 */

import prices from './prices.json'

export const PRICES = prices

export type Architecture = 'x86_64' | 'arm64'

/** How much was used. Gigabytes are of 1024 MB. */
export interface Usage {
  /** Attempts that ran, and what large asynchronous events count beside. */
  readonly requests: number
  /** Of functions on demand. */
  readonly gigabyteSeconds: Readonly<Record<Architecture, number>>
  /** Of invocations on provisioned concurrency, and of Init there. */
  readonly provisionedGigabyteSeconds: Readonly<Record<Architecture, number>>
  /** Of provisioned concurrency itself, used or not. */
  readonly allocatedGigabyteSeconds: Readonly<Record<Architecture, number>>
  /** Memory of environments that were made for a tenant. */
  readonly tenantGigabytes: Readonly<Record<Architecture, number>>
  /** Of /tmp above what is free. */
  readonly ephemeralGigabyteSeconds: number
  /** Of responses, beyond what is free in each. */
  readonly streamedBytes: number
  readonly durableOperations: number
  readonly durableBytesWritten: number
  /** Of durable executions' state, while they run and as long as it is kept. */
  readonly durableGigabyteMonths: number
  /** Of provisioned mode. */
  readonly pollerUnitHours: Readonly<Record<'kafka' | 'sqs', number>>
}

export interface CostLine {
  readonly item: string
  /** Of what is charged, in `unit`. */
  readonly quantity: number
  readonly unit: string
  readonly dollars: number
}

export interface Cost {
  /** Those with a quantity. */
  readonly lines: readonly CostLine[]
  readonly dollars: number
}

const byArchitecture = (value: number) => ({ x86_64: value, arm64: value })

export const NO_USAGE: Usage = {
  requests: 0,
  gigabyteSeconds: byArchitecture(0),
  provisionedGigabyteSeconds: byArchitecture(0),
  allocatedGigabyteSeconds: byArchitecture(0),
  tenantGigabytes: byArchitecture(0),
  ephemeralGigabyteSeconds: 0,
  streamedBytes: 0,
  durableOperations: 0,
  durableBytesWritten: 0,
  durableGigabyteMonths: 0,
  pollerUnitHours: { kafka: 0, sqs: 0 },
}

/** Both together. */
export const sum = (a: Usage, b: Usage): Usage => combine(a, b, (one, other) => one + other)

/** As if it happened `factor` times. */
export const scaled = (usage: Usage, factor: number): Usage => combine(usage, usage, (one) => one * factor)

/** Without what is paid for the time that it stands ready, however many invocations there are. */
export const ofInvocations = (usage: Usage): Usage => ({
  ...usage,
  allocatedGigabyteSeconds: NO_USAGE.allocatedGigabyteSeconds,
  pollerUnitHours: NO_USAGE.pollerUnitHours,
})

function combine(a: Usage, b: Usage, of: (a: number, b: number) => number): Usage {
  const entries = Object.keys(a).map((name) => {
    const [one, other] = [a[name as keyof Usage], b[name as keyof Usage]]
    if (typeof one === 'number') return [name, of(one, other as number)]
    const parts = Object.entries(one).map(([key, value]) => [
      key,
      of(value, (other as Record<string, number>)[key] ?? 0),
    ])
    return [name, Object.fromEntries(parts)]
  })
  return Object.fromEntries(entries) as Usage
}

const ARCHITECTURES = ['x86_64', 'arm64'] as const
const SHOWN: Readonly<Record<Architecture, string>> = { x86_64: 'x86', arm64: 'arm64' }
const GIGABYTE = 1024 ** 3
const MILLION = 1_000_000

/**
 * What a month with this usage and nothing else costs.
 * @param freeTier whether the free tier is still to be had: requests and gigabyte-seconds on demand
 */
export function costOf(usage: Usage, { freeTier = false }: { readonly freeTier?: boolean } = {}): Cost {
  const free = freeTier ? { ...prices.freeTier } : { requests: 0, gigabyteSeconds: 0 }
  const lines: CostLine[] = []
  const add = (item: string, quantity: number, unit: string, dollars: number): void => {
    if (quantity > 0) lines.push({ item, quantity, unit, dollars })
  }
  const charged = Math.max(0, usage.requests - free.requests)
  add('Requests', usage.requests, 'requests', (charged * prices.requests.perMillion) / MILLION)
  for (const architecture of ARCHITECTURES) {
    const used = usage.gigabyteSeconds[architecture]
    const fromFreeTier = Math.min(used, free.gigabyteSeconds)
    free.gigabyteSeconds -= fromFreeTier
    add(`Duration (${SHOWN[architecture]})`, used, 'GB-s', tiered(used - fromFreeTier, prices.duration[architecture]))
  }
  const perArchitecture = (
    item: string,
    used: Readonly<Record<Architecture, number>>,
    unit: string,
    price: (architecture: Architecture) => number,
  ): void => {
    for (const one of ARCHITECTURES) add(`${item} (${SHOWN[one]})`, used[one], unit, used[one] * price(one))
  }
  perArchitecture(
    'Provisioned concurrency',
    usage.allocatedGigabyteSeconds,
    'GB-s',
    (one) => prices.provisionedConcurrency[one].perGigabyteSecond,
  )
  perArchitecture(
    'Duration on provisioned concurrency',
    usage.provisionedGigabyteSeconds,
    'GB-s',
    (one) => prices.provisionedDuration[one].perGigabyteSecond,
  )
  perArchitecture(
    'Tenant environments',
    usage.tenantGigabytes,
    'GB',
    (one) => prices.tenantEnvironment[one].perGigabyte,
  )
  const { ephemeralStorage, streaming, durable, pollerUnitHours } = prices
  const { ephemeralGigabyteSeconds: ephemeral, durableOperations: operations, durableGigabyteMonths: kept } = usage
  add('Ephemeral storage', ephemeral, 'GB-s', ephemeral * ephemeralStorage.perGigabyteSecond)
  const streamed = usage.streamedBytes / GIGABYTE
  const beyond = Math.max(0, streamed - streaming.freeGigabytesPerMonth)
  add('Response streaming', streamed, 'GB', beyond * streaming.perGigabyte)
  add('Durable operations', operations, 'operations', (operations * durable.perMillionOperations) / MILLION)
  const written = usage.durableBytesWritten / GIGABYTE
  add('Durable data written', written, 'GB', written * durable.perGigabyteWritten)
  add('Durable data kept', kept, 'GB-months', kept * durable.perGigabyteMonth)
  const { kafka, sqs } = usage.pollerUnitHours
  add('Kafka pollers', kafka, 'unit-hours', kafka * pollerUnitHours.kafka)
  add('SQS pollers', sqs, 'unit-hours', sqs * pollerUnitHours.sqs)
  return { lines, dollars: lines.reduce((total, { dollars }) => total + dollars, 0) }
}

interface Tier {
  /** Null for the last. */
  readonly upTo: number | null
  readonly perGigabyteSecond: number
}

function tiered(quantity: number, tiers: readonly Tier[]): number {
  let from = 0
  let dollars = 0
  for (const { upTo, perGigabyteSecond } of tiers) {
    const end = Math.min(quantity, upTo ?? Infinity)
    dollars += Math.max(0, end - from) * perGigabyteSecond
    from = upTo ?? Infinity
  }
  return dollars
}
