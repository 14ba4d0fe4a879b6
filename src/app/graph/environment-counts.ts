import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Traffic } from './traffic'

type State = 'initialising' | 'running' | 'frozen'

/** How many execution environments each function has, and what they are doing. Knows living ones only. */
export class EnvironmentCounts {
  readonly #traffic: Traffic
  readonly #living = new Map<string, { readonly node: string; readonly state: State }>()

  constructor(traffic: Traffic) {
    this.#traffic = traffic
  }

  fork(traffic: Traffic): EnvironmentCounts {
    const fork = new EnvironmentCounts(traffic)
    for (const [id, environment] of this.#living) fork.#living.set(id, environment)
    return fork
  }

  functionOf(environment: string): string | null {
    return this.#living.get(environment)?.node ?? null
  }

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'environment.created': {
        const node = this.#traffic.functionId(record.functionName) ?? this.#traffic.id(record.functionName, 'function')
        this.#living.set(record.environment, { node, state: 'frozen' })
        this.#traffic.node(node).frozen++
        break
      }
      case 'environment.init-started':
        this.#become(record.environment, 'initialising')
        break
      case 'environment.init-ended':
        this.#become(record.environment, record.phase === 'invoke' ? 'running' : 'frozen')
        break
      case 'invocation.started':
        this.#become(record.environment, 'running')
        break
      case 'invocation.ended':
        this.#become(record.environment, 'frozen')
        break
      case 'environment.shutdown': {
        const environment = this.#living.get(record.environment)
        if (environment) this.#traffic.node(environment.node)[environment.state]--
        this.#living.delete(record.environment)
        break
      }
    }
  }

  #become(id: string, state: State): void {
    const environment = this.#living.get(id)
    if (!environment || environment.state === state) return
    const node = this.#traffic.node(environment.node)
    node[environment.state]--
    node[state]++
    this.#living.set(id, { node: environment.node, state })
  }
}
