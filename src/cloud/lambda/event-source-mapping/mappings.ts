/**
 * The account's event source mappings, their states and their pollers.
 * Source: CreateEventSourceMapping, UpdateEventSourceMapping and DeleteEventSourceMapping APIs: each takes effect some
 * time after its answer.
 */

import type { LambdaContext } from '../lambda-context'
import type { MappingConfiguration } from './configuration'
import type { PolledFunction, Poller } from './poller'
import { QueuePoller } from './queue-poller'
import { StreamPoller } from './stream-poller'
import { StreamProgress, type ProcessingResult } from './stream-progress'

export type MappingState = 'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting'

export interface Mapping {
  /** As the API shows it: while the state is `Updating`, what will be. */
  readonly configuration: MappingConfiguration
  readonly state: MappingState
  /** Virtual milliseconds. */
  readonly lastModified: number
  /** Of streams: what became of the last batch. */
  readonly lastProcessingResult: ProcessingResult
}

interface Entry extends Mapping {
  configuration: MappingConfiguration
  state: MappingState
  lastModified: number
  poller: Poller | null
  readonly progress: StreamProgress
  /** Grows with each change, so that an older one that is still under way has no effect. */
  change: number
}

export class Mappings {
  readonly #entries = new Map<string, Entry>()

  /** @param polled how a poller reaches the function; null when there is none */
  constructor(
    readonly context: LambdaContext,
    readonly polled: (configuration: MappingConfiguration) => PolledFunction | null,
  ) {}

  find(uuid: string): Mapping | undefined {
    return this.#entries.get(uuid)
  }

  all(): readonly Mapping[] {
    return [...this.#entries.values()]
  }

  /** The mapping of this source to this function that there is already. */
  duplicateOf({ eventSourceArn, functionName, qualifier, uuid }: MappingConfiguration): Mapping | undefined {
    return this.all().find(
      ({ configuration }) =>
        configuration.uuid !== uuid &&
        configuration.eventSourceArn === eventSourceArn &&
        configuration.functionName === functionName &&
        configuration.qualifier === qualifier,
    )
  }

  /** @param takes milliseconds until it polls; 0 for what CloudFormation waits for */
  create(configuration: MappingConfiguration, takes = 0): Mapping {
    const progress = new StreamProgress()
    const entry: Entry = {
      configuration,
      state: 'Creating',
      lastModified: 0,
      poller: null,
      progress,
      change: 0,
      get lastProcessingResult() {
        return progress.lastResult
      },
    }
    this.#entries.set(configuration.uuid, entry)
    this.#change(entry, 'Creating', takes, () => this.#start(entry))
    return entry
  }

  /** What is being gathered returns to its queue when its visibility timeout ends. */
  update(uuid: string, configuration: MappingConfiguration, takes = 0): Mapping | undefined {
    const entry = this.#entries.get(uuid)
    if (!entry) return undefined
    const before = entry.configuration.enabled
    entry.configuration = configuration
    const state = before === configuration.enabled ? 'Updating' : configuration.enabled ? 'Enabling' : 'Disabling'
    this.#change(entry, state, takes, () => {
      this.#stop(entry)
      this.#start(entry)
    })
    return entry
  }

  delete(uuid: string, takes = 0): Mapping | undefined {
    const entry = this.#entries.get(uuid)
    if (!entry) return undefined
    this.#change(entry, 'Deleting', takes, () => {
      this.#stop(entry)
      this.#entries.delete(uuid)
      this.#record(entry.configuration, 'Deleted')
    })
    return entry
  }

  /** A function that is gone is polled for no more; the mapping itself stays. */
  stopPolling(functionName: string): void {
    for (const entry of this.#entries.values()) if (entry.configuration.functionName === functionName) this.#stop(entry)
  }

  #change(entry: Entry, state: MappingState, takes: number, effect: () => void): void {
    const { kernel } = this.context
    const change = ++entry.change
    entry.state = state
    entry.lastModified = kernel.now
    if (takes === 0) effect()
    else kernel.after(takes, () => change === entry.change && effect())
  }

  #start(entry: Entry): void {
    const { configuration } = entry
    entry.state = configuration.enabled ? 'Enabled' : 'Disabled'
    this.#record(configuration, entry.state)
    if (configuration.enabled) entry.poller = this.#poller(entry)
  }

  #poller({ configuration, progress }: Entry): Poller | null {
    const { context } = this
    const polled = this.polled(configuration)
    if (!polled) return null
    const { eventSourceArn, stream } = configuration
    if (stream) {
      const source = context.streamSource(eventSourceArn)
      return source && new StreamPoller({ ...configuration, stream }, polled, source, context, progress)
    }
    const source = context.queueSource(eventSourceArn)
    return source && new QueuePoller(configuration, polled, source, context)
  }

  #stop(entry: Entry): void {
    entry.poller?.close()
    entry.poller = null
  }

  #record(configuration: MappingConfiguration, state: 'Enabled' | 'Disabled' | 'Deleted'): void {
    const { uuid, functionName, eventSourceArn: source, provisionedPollers, broker } = configuration
    this.context.kernel.trace.record({
      type: 'mapping.state',
      ...{ mapping: uuid, functionName, source, state },
      ...(state === 'Enabled' &&
        provisionedPollers && {
          pollers: { kind: broker ? 'kafka' : 'sqs', count: provisionedPollers.minimum } as const,
        }),
    })
  }
}
