/** States what an environment keeps from one invocation to the next: work, module-level state, files in /tmp. */

import type { KeptByEnvironment, LeftWork, ResumedWork } from '../../runtime/protocol'
import type { LambdaContext } from './lambda-context'

interface Left extends LeftWork {
  /** Of the invocation that started it; null for Init. */
  readonly requestId: string | null
}

export class KeptFacts {
  /** By the number that its process gave it. */
  readonly #left = new Map<number, Left>()

  constructor(
    readonly kernel: LambdaContext['kernel'],
    readonly environment: string,
    readonly functionName: string,
  ) {}

  /** A new process knows nothing of the last one's work. */
  forget(): void {
    this.#left.clear()
  }

  /** @param requestId of the invocation that runs, or has its outcome now; null for Init */
  tell({ left = [], resumed = [], state = [], temporary }: KeptByEnvironment, requestId: string | null): void {
    const { kernel, environment, functionName } = this
    for (const one of resumed) this.#resumed(one, requestId)
    for (const work of left) {
      this.#left.set(work.id, { ...work, requestId })
      const { id, kind, what, place, due } = work
      kernel.trace.record({
        type: 'environment.left-behind',
        environment,
        functionName,
        requestId,
        work: id,
        kind,
        what,
        ...(due !== undefined && { due }),
        ...(place && { place }),
      })
    }
    for (const { name, place, change, changes } of state) {
      kernel.trace.record({
        type: 'environment.state-kept',
        environment,
        functionName,
        requestId,
        name,
        place,
        change,
        changes,
      })
    }
    if (temporary) {
      kernel.trace.record({ type: 'environment.temporary-storage', environment, functionName, requestId, ...temporary })
    }
  }

  /** It goes on at its own time, which may lie ahead of the kernel's. */
  #resumed({ id, at }: ResumedWork, requestId: string | null): void {
    const work = this.#left.get(id)
    this.#left.delete(id)
    if (!work) return
    const { kind, what, place, requestId: leftBy } = work
    const { kernel, environment, functionName } = this
    const record = (): void => {
      kernel.trace.record({
        type: 'environment.resumed-work',
        environment,
        functionName,
        requestId,
        leftBy,
        work: id,
        kind,
        what,
        ...(place && { place }),
      })
    }
    if (at <= kernel.now) record()
    else kernel.at(at, record)
  }
}
