/**
 * A run as the page keeps it, in case the sandbox dies: part by part, as data that crosses between threads. Texts of
 * layers are left out: whoever keeps the run has them by name.
 */

import type { TurnEnd } from '../lambda/host'
import type { CloudOptions } from '../protocol'
import type { CodePackage } from '../services/contract'
import type { Input, Position, RecordedRun, RecordingPart } from './recording'

/** What is deployed, with `layers` changed. */
function withLayers(input: Input, change: (layer: string) => string): Input {
  if (input.call !== 'deploy') return input
  const [stack, code] = input.args as [unknown, ReadonlyMap<string, CodePackage>]
  const changed = [...code].map(([id, one]) => [id, { ...one, layers: one.layers.map(change) }] as const)
  return { ...input, args: [stack, new Map(changed)] }
}

/** @param nameOf of a layer's text */
export function toKeep(part: RecordingPart, nameOf: (layer: string) => string): RecordingPart {
  return { ...part, inputs: part.inputs.map((input) => withLayers(input, nameOf)) }
}

/** @param textOf of a layer's name */
export function fromKept(run: RecordedRun, textOf: (layer: string) => string): RecordedRun {
  return { ...run, inputs: run.inputs.map((input) => withLayers(input, textOf)) }
}

export class KeptRun implements RecordedRun {
  readonly inputs: Input[] = []
  readonly turns: TurnEnd[][] = []
  until: Position

  constructor(readonly options: CloudOptions) {
    this.until = { at: options.startTime, steps: 0 }
  }

  add({ inputs, turns, until }: RecordingPart): void {
    for (const input of inputs) this.inputs.push(input)
    for (const { process, end } of turns) {
      while (this.turns.length <= process) this.turns.push([])
      this.turns[process]?.push(end)
    }
    this.until = until
  }

  /** To be sent to another thread. */
  get data(): RecordedRun {
    const { options, inputs, turns, until } = this
    return { options, inputs, turns, until }
  }
}
