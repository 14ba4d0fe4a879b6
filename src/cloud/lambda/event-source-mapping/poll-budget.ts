/**
 * What provisioned pollers can take from a queue: each so many polls and so many bytes a second.
 * Source: Guide, "Configuring scaling behavior for SQS event source mappings", provisioned mode.
 * MODEL: counted in seconds that begin with the mapping; the poll that goes beyond the bytes of its second still counts
 * as one.
 */

import { seconds, type Bytes, type Milliseconds } from '../../aws/units'
import * as limits from '../limits'

export class PollBudget {
  #second = 0
  #polls = 0
  #bytes: Bytes = 0

  /** @param start virtual milliseconds */
  constructor(readonly start: number) {}

  /** How long until the next poll may be made; 0 for now. */
  wait(now: number, pollers: number): Milliseconds {
    const second = Math.floor((now - this.start) / seconds(1))
    if (second !== this.#second) {
      this.#second = second
      this.#polls = 0
      this.#bytes = 0
    }
    const spent =
      this.#polls >= pollers * limits.SQS_POLLER_POLLS_PER_SECOND ||
      this.#bytes >= pollers * limits.SQS_POLLER_BYTES_PER_SECOND
    return spent ? this.start + seconds(second + 1) - now : 0
  }

  polled(bytes: Bytes): void {
    this.#polls++
    this.#bytes += bytes
  }
}
