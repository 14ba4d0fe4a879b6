/** Log groups, their streams, and the events in them. */

/** One event. Instants in virtual milliseconds since the epoch, whole as the API has them. */
export interface LogEvent {
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
  /** Order of arrival in the account; part of the event's id. */
  readonly order: number
}

/** 56 digits that sort as the events do. */
export const eventId = ({ timestamp, order }: LogEvent): string =>
  `${String(timestamp).padStart(20, '3')}${String(order).padStart(36, '0')}`

export interface SubscriptionFilter {
  readonly name: string
  readonly pattern: string
  readonly destinationArn: string
  /** For a stream. */
  readonly roleArn: string | null
  readonly distribution: 'Random' | 'ByLogStream'
  readonly createdAt: number
}

export class LogStream {
  /** By timestamp, then order of arrival. */
  readonly events: LogEvent[] = []
  storedBytes = 0

  constructor(
    readonly name: string,
    readonly createdAt: number,
  ) {}

  get firstEventAt(): number | undefined {
    return this.events[0]?.timestamp
  }

  get lastEventAt(): number | undefined {
    return this.events.at(-1)?.timestamp
  }

  get lastIngestionAt(): number | undefined {
    return this.events.reduce<number | undefined>(
      (latest, { ingestionTime }) => Math.max(latest ?? 0, ingestionTime),
      undefined,
    )
  }

  add(event: LogEvent, bytes: number): void {
    this.storedBytes += bytes
    // Nearly always the latest: looks for its place from the end.
    let place = this.events.length
    while (place > 0 && (this.events[place - 1]?.timestamp ?? 0) > event.timestamp) place--
    this.events.splice(place, 0, event)
  }
}

export class LogGroup {
  readonly streams = new Map<string, LogStream>()
  /** Days; null for ever. */
  retention: number | null = null
  tags: Readonly<Record<string, string>> = {}
  /** By name, in order of creation. */
  readonly subscriptions = new Map<string, SubscriptionFilter>()

  constructor(
    readonly name: string,
    /** Without the `:*` that most answers put behind it. */
    readonly arn: string,
    readonly createdAt: number,
  ) {}

  get storedBytes(): number {
    let bytes = 0
    for (const stream of this.streams.values()) bytes += stream.storedBytes
    return bytes
  }
}
