/**
 * What a function of a generated project does with an event. Pure: the same event, attempt and seed always end the same
 * way, so that a run can be had again, here and in the page.
 */

/** Shares are of events or invocations, from 0 to 1. */
export interface Behaviour {
  readonly seed: number
  /** Events that can never be processed. */
  readonly poison?: number
  /** Attempts at an event that fail, each attempt anew. */
  readonly fails?: number
  /** Invocations in which the process exits before it has answered. */
  readonly crashes?: number
  /** Environments whose process exits while it starts. */
  readonly initCrashes?: number
  /** Invocations that do not end by themselves. */
  readonly hangs?: number
  /** The longest that an invocation takes, milliseconds. */
  readonly slow?: number
  /** Says which events of a batch failed, instead of failing as a whole. */
  readonly partial?: boolean
  /** Invocations that name failed events that are not of the batch. */
  readonly odd?: number
  /** Invocations that send on what they did, to TARGET. */
  readonly sends?: number
  readonly service?: Service
}

export type Service =
  'sqs' | 'sqs-purge' | 'sqs-redrive' | 'lambda' | 'sns' | 'dynamodb' | 'kinesis' | 'kinesis-shards' | 'events' | 'http'

export interface Decision {
  /** Milliseconds before anything else. */
  readonly wait: number
  /** What is sent on; null: nothing. */
  readonly sends: string | null
  readonly ending:
    | { readonly kind: 'response'; readonly value: unknown }
    | { readonly kind: 'error'; readonly message: string }
    | { readonly kind: 'exit' }
}

/** Longer than any function may run. */
const FOR_EVER = 1_000_000
const MINUTE = 60_000

/** @param logStream the environment's; it has another one after each start */
export const failsToStart = (logStream: string, { seed, initCrashes = 0 }: Behaviour): boolean =>
  fraction(seed, `init ${logStream}`) < initCrashes

interface Item {
  /** The same at every attempt. */
  readonly id: string
  /** What distinguishes attempts, as far as the event tells. */
  readonly attempt: string
  /** As a batch response names it. */
  readonly identifier: unknown
  /** Of FIFO queues: what follows a failure in its group has to wait. */
  readonly group?: string
}

type Loose = Readonly<Record<string, unknown>>

/** @param now virtual milliseconds; asynchronous events do not say which attempt it is, but the next is minutes later */
export function decide(event: unknown, requestId: string, now: number, behaviour: Behaviour): Decision {
  const { seed, poison = 0, fails = 0, crashes = 0, hangs = 0, slow = 0, odd = 0, sends = 0 } = behaviour
  const attempt = `${requestId} ${Math.floor(now / MINUTE)}`
  const draw = (...parts: readonly string[]): number => fraction(seed, parts.join(' '))
  const items = itemsOf(event)
  const isBad = ({ id, attempt: nth }: Item): boolean =>
    draw('poison', id) < poison || draw('fails', id, nth, attempt) < fails
  const bad = items ? items.filter(isBad) : []
  const sent = draw('sends', attempt) < sends ? `sent by ${requestId}` : null
  const wait = draw('hangs', attempt) < hangs ? FOR_EVER : Math.floor(draw('slow', attempt) * slow)
  const decision = (ending: Decision['ending']): Decision => ({ wait, sends: sent, ending })
  if (draw('crashes', attempt) < crashes) return decision({ kind: 'exit' })
  if (!items) {
    const whole = { id: identityOf(event, requestId), attempt: '', identifier: '' }
    return decision(
      isBad(whole) ? { kind: 'error', message: `No: ${whole.id}` } : { kind: 'response', value: { done: true } },
    )
  }
  const window = windowOf(event)
  if (behaviour.partial !== true) {
    if (bad[0]) return decision({ kind: 'error', message: `No: ${bad[0].id}` })
    return decision({ kind: 'response', value: window ?? null })
  }
  const failed = bad.length > 0 ? withFollowing(items, bad) : []
  const batchItemFailures = failed.map(({ identifier }) => ({ itemIdentifier: identifier }))
  if (draw('odd', attempt) < odd) batchItemFailures.push({ itemIdentifier: 'of another batch' })
  return decision({ kind: 'response', value: { ...window, batchItemFailures } })
}

/** In a FIFO queue's group nothing may be done before what precedes it. */
function withFollowing(items: readonly Item[], bad: readonly Item[]): readonly Item[] {
  const stopped = new Set<string>()
  return items.filter((item) => {
    if (item.group !== undefined && stopped.has(item.group)) return true
    if (!bad.includes(item)) return false
    if (item.group !== undefined) stopped.add(item.group)
    return true
  })
}

/** The state of a tumbling window, with this batch in it; null outside of one. */
function windowOf(event: unknown): { readonly state: { readonly count: number } } | null {
  const { window, state, Records } = (event ?? {}) as { window?: unknown; state?: Loose; Records?: readonly unknown[] }
  if (window === undefined) return null
  return { state: { count: Number(state?.['count'] ?? 0) + (Records?.length ?? 0) } }
}

/** The records of a batch that is polled; null of everything else. */
function itemsOf(event: unknown): readonly Item[] | null {
  const { Records, records, messages, rmqMessagesByQueue, events } = (event ?? {}) as Readonly<
    Record<'Records' | 'messages' | 'events', readonly Loose[] | undefined> &
      Record<'records' | 'rmqMessagesByQueue', Readonly<Record<string, readonly Loose[]>> | undefined>
  >
  if (records)
    return Object.entries(records).flatMap(([partition, list]) => list.map((one) => kafkaItem(partition, one)))
  if (messages) return messages.map(({ messageID }) => item(messageID))
  if (rmqMessagesByQueue) {
    return Object.values(rmqMessagesByQueue).flatMap((list) => list.map(({ data }) => item(data)))
  }
  if (events) return events.map((one) => item(JSON.stringify((one['event'] as Loose)['_id'])))
  if (!Array.isArray(Records)) return null
  const source = String((Records as readonly Loose[])[0]?.['eventSource'])
  if (source === 'aws:sqs') return Records.map(sqsItem)
  if (source === 'aws:kinesis' || source === 'aws:dynamodb') return Records.map(streamItem)
  // A tumbling window that closes may have none.
  return Records.length === 0 ? [] : null
}

const item = (identifier: unknown): Item => ({ id: String(identifier), attempt: '', identifier })

const kafkaItem = (partition: string, { offset }: Loose): Item => ({
  id: `${partition} ${String(offset)}`,
  attempt: '',
  identifier: { partition, offset },
})

function sqsItem(record: Loose): Item {
  const attributes = record['attributes'] as Readonly<Record<string, string | undefined>>
  const group = attributes['MessageGroupId']
  return {
    ...item(record['messageId']),
    attempt: attributes['ApproximateReceiveCount'] ?? '',
    ...(attributes['SequenceNumber'] !== undefined && group !== undefined && { group }),
  }
}

const streamItem = (record: Loose): Item =>
  item((record['kinesis'] as Loose | undefined)?.['sequenceNumber'] ?? (record['dynamodb'] as Loose)['SequenceNumber'])

/** What is told by a push source is the same event at every attempt. */
function identityOf(event: unknown, requestId: string): string {
  const [record] = ((event as Loose | null)?.['Records'] ?? []) as readonly Loose[]
  const told = (record?.['Sns'] as Loose | undefined)?.['MessageId'] ?? (event as Loose | null)?.['id']
  return typeof told === 'string' ? told : requestId
}

/** From 0 to 1: FNV-1a, and MurmurHash3's last steps, so that texts which differ little fall far apart. */
function fraction(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}
