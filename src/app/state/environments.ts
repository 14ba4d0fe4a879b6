import type { TraceRecord } from '../../cloud/aws/trace-records'
import { forgetOldest } from './capped-list'

export type EnvironmentState = 'initialising' | 'running' | 'frozen' | 'shut down'

export interface Environment {
  readonly id: string
  readonly functionName: string
  /** From 1, per function, in order of creation. */
  readonly number: number
  readonly createdAt: number
  state: EnvironmentState
  served: number
  /** What was recorded when it was made, and why it was. */
  readonly created: Created
}

type Created = Extract<TraceRecord, { type: 'environment.created' }>

const LIMIT = 5000

/** The execution environments and what each is doing. */
export class Environments {
  readonly #all = new Map<string, Environment>()
  readonly #count = new Map<string, number>()

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'environment.created':
        this.#create(record)
        break
      case 'environment.init-started':
        this.#become(record.environment, 'initialising')
        break
      case 'environment.init-ended':
        this.#become(record.environment, record.phase === 'invoke' ? 'running' : 'frozen')
        break
      case 'invocation.started':
        this.#become(record.environment, 'running')
        break
      case 'invocation.ended': {
        const environment = this.#all.get(record.environment)
        if (environment) environment.served++
        this.#become(record.environment, 'frozen')
        break
      }
      case 'environment.shutdown':
        this.#become(record.environment, 'shut down')
        break
    }
  }

  #create(created: Created): void {
    const { environment: id, functionName, at: createdAt } = created
    const number = (this.#count.get(functionName) ?? 0) + 1
    this.#count.set(functionName, number)
    this.#all.set(id, { id, functionName, number, createdAt, state: 'frozen', served: 0, created })
    forgetOldest(this.#all, LIMIT)
  }

  #become(id: string, state: EnvironmentState): void {
    const environment = this.#all.get(id)
    if (environment && environment.state !== 'shut down') environment.state = state
  }

  get(id: string): Environment | undefined {
    return this.#all.get(id)
  }

  all(): Iterable<Environment> {
    return this.#all.values()
  }
}
