/**
 * Page → sandbox frame → cloud worker. One message in one direction, and never another: the page posts `StartSandbox`
 * over the head of the frame's holder once both have loaded; the frame starts the cloud worker and hands it `StartCloud` with the two ports. All talk
 * after that runs over the ports (cloud/protocol.ts). The frame's own thread does nothing else: in some engines it is
 * the page's thread too.
 */

import type { CloudOptions } from '../cloud/protocol'

export interface StartCloud {
  /** Text of the environments' runtime script. */
  readonly runtime: string
  readonly options: CloudOptions
  /** Whether the page keeps what is written down of the run. */
  readonly keepsRun: boolean
  readonly calls: MessagePort
  readonly records: MessagePort
}

export interface StartSandbox extends StartCloud {
  readonly type: 'coldstart:start'
  /** Text of the cloud worker's script. */
  readonly cloud: string
}
