/** The page's side of the cloud worker: starts the sandbox frame, connects to the worker in it, checks what it says. */

import type { TraceRecord } from './aws/trace-records'
import type { ClockState, CloudApi, CloudOptions } from './protocol'

export type CloudEvent =
  /** The sandbox process died (out of memory) or stopped answering; a new one is being started. */
  | { readonly type: 'lost'; readonly reason: string }
  /** The new one answers. */
  | { readonly type: 'restarted' }
  /** A broken invariant in the simulator: the run has stopped. */
  | {
      readonly type: 'fault'
      readonly message: string
      readonly stack: string
      readonly seed: number
      readonly at: number
    }

export interface CloudClient {
  /** Calls reject with an Error named `CloudLostError` when the sandbox dies before the answer. */
  readonly api: CloudApi
  /** New records, in order, about once a frame. @returns ends the subscription */
  onRecords(listener: (records: readonly TraceRecord[]) => void): () => void
  onClock(listener: (clock: ClockState) => void): () => void
  onEvent(listener: (event: CloudEvent) => void): () => void
  dispose(): void
}

/** @param host where the (invisible) sandbox frame is put */
export declare function startCloud(options: CloudOptions, host: HTMLElement): Promise<CloudClient>
