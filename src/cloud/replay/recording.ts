/**
 * A run, written down: what came in from outside and where in the run, and what the environments' processes answered.
 * All else follows from the options (the seed is one of them), so that this is enough to have the run again.
 */

import { PAGE_LIMITS } from '../aws/page-limits'
import type { TurnEnd } from '../lambda/host'
import type { CloudOptions } from '../protocol'

/** How much of a run is kept, in bytes of what is written down. What comes after that cannot be replayed. */
export const RECORDING_BYTES_MAX = PAGE_LIMITS.recordingBytes.value
/** What an entry takes beside its texts. */
const ENTRY_BYTES = 256

/** A place in a run: the clock, and how many of the kernel's steps came before. */
export interface Position {
  readonly at: number
  readonly steps: number
}

/** Methods of the cloud through which something comes in. */
export type InputCall =
  'configure' | 'deploy' | 'invoke' | 'load' | 'play' | 'send' | 'aws' | 'userCredentials' | 'http' | 'loseProcesses'

/** Something that came in, as data: it may be sent to another thread. */
export interface Input extends Position {
  readonly call: InputCall
  readonly args: readonly unknown[]
}

/** What a replay needs of a run. */
export interface RecordedRun {
  readonly options: CloudOptions
  readonly inputs: readonly Input[]
  /** How the turns of each process ended, in the order in which the processes were started. */
  readonly turns: readonly (readonly TurnEnd[])[]
  /** Up to here it can be had again. */
  readonly until: Position
}

/** What was written down since the last part. */
export interface RecordingPart extends Pick<RecordedRun, 'inputs' | 'until'> {
  readonly turns: readonly { readonly process: number; readonly end: TurnEnd }[]
}

export class Recording implements RecordedRun {
  readonly inputs: Input[] = []
  /** How the turns of each process ended, in the order in which the processes were started. */
  readonly turns: (readonly TurnEnd[])[] = []
  #clock: { readonly now: number; readonly steps: number }
  #bytes = 0
  #end: Position | null = null
  /** What the next part will have; null as long as nobody asks for parts. */
  #part: { readonly inputs: Input[]; readonly turns: { process: number; end: TurnEnd }[] } | null = null

  constructor(
    readonly options: CloudOptions,
    readonly bytesMax = RECORDING_BYTES_MAX,
  ) {
    this.#clock = { now: options.startTime, steps: 0 }
  }

  /** @param clock says where the run is */
  follow(clock: { readonly now: number; readonly steps: number }): void {
    this.#clock = clock
  }

  /** From here on nothing was written down, because it was too much; null: all of it was. */
  get end(): Position | null {
    return this.#end
  }

  /** Up to here the run can be had again. */
  get until(): Position {
    return this.#end ?? this.#position
  }

  addInput(call: InputCall, args: readonly unknown[]): void {
    if (!this.#takes(sizeOf(args))) return
    const input = { ...this.#position, call, args }
    this.inputs.push(input)
    this.#part?.inputs.push(input)
  }

  /** What was written down since the last time. */
  takePart(): RecordingPart {
    const part = this.#part ?? {
      inputs: [...this.inputs],
      turns: this.turns.flatMap((ends, process) => ends.map((end) => ({ process, end }))),
    }
    this.#part = { inputs: [], turns: [] }
    return { ...part, until: this.until }
  }

  /** @returns takes down how its next turn ended */
  addProcess(): (end: TurnEnd) => void {
    const ends: TurnEnd[] = []
    const process = this.turns.push(ends) - 1
    return (end) => {
      if (!this.#takes(sizeOf(end))) return
      ends.push(end)
      this.#part?.turns.push({ process, end })
    }
  }

  get #position(): Position {
    return { at: this.#clock.now, steps: this.#clock.steps }
  }

  #takes(bytes: number): boolean {
    if (this.#end) return false
    this.#bytes += ENTRY_BYTES + bytes
    if (this.#bytes > this.bytesMax) this.#end = this.#position
    return this.#end === null
  }
}

/** About as many bytes as its texts take. Layers are shared by everybody who has them, and so count for nobody. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  if (ArrayBuffer.isView(value)) return value.byteLength
  let size = 0
  if (Array.isArray(value) || value instanceof Map) for (const one of value.values()) size += sizeOf(one)
  else for (const [name, one] of Object.entries(value)) if (name !== 'layers') size += name.length + sizeOf(one)
  return size
}
