/** What a function streams: its parts, each with the time at which it came. Source: Guide, "Response streaming". */

import type { ResponseChunk } from '../../runtime/protocol'
import { RESPONSE_PAYLOAD_MAX, STREAMED_RESPONSE_MAX } from './limits'

export interface StreamedPart {
  /** Virtual milliseconds since the epoch. */
  readonly at: number
  readonly bytes: Uint8Array
}

export class StreamedResponse {
  /** In order. What is beyond the limit is not among them. */
  readonly parts: StreamedPart[] = []
  /** As the handler set it, or the runtime's default. */
  contentType = 'application/octet-stream'
  /** Bytes so far. */
  size = 0
  /** More was written than a streamed response may have. */
  tooLarge = false

  add({ bytes, contentType }: ResponseChunk, now: number): void {
    if (contentType) this.contentType = contentType
    if (this.size + bytes.length > STREAMED_RESPONSE_MAX) this.tooLarge = true
    if (this.tooLarge || bytes.length === 0) return
    this.parts.push({ at: now, bytes })
    this.size += bytes.length
  }

  get bytes(): Uint8Array {
    const whole = new Uint8Array(this.size)
    let at = 0
    for (const { bytes } of this.parts) {
      whole.set(bytes, at)
      at += bytes.length
    }
    return whole
  }

  /** As text, and no more of it than a buffered response may have: for traces and logs. */
  get text(): string {
    return new TextDecoder().decode(this.bytes.subarray(0, RESPONSE_PAYLOAD_MAX))
  }
}
