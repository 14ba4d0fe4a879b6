import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { KeptFact, LeftBehind, StateKept } from '../environments/words'
import { forgetOldest } from './capped-list'
import { ForkableMap } from './forkable-map'

export type EnvironmentState = 'initialising' | 'running' | 'frozen' | 'shutting down' | 'shut down'

type Fact<Type extends TraceRecord['type']> = Extract<TraceRecord, { type: Type }>

type Created = Fact<'environment.created'>

/** Work that waits for the next invocation, or went on in one, or never will. */
export interface Left {
  readonly fact: LeftBehind
  resumed?: { readonly at: number; readonly requestId: string | null }
  lostAt?: number
}

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
  /** The Init that its processes and globals come from; null before its end, and after a reset. */
  init: Fact<'environment.init-ended'> | null
  extensions: boolean
  /** The invocation that started last. */
  last: Fact<'invocation.started'> | null
  lastEnd: Fact<'invocation.ended'> | null
  /** How often its processes were ended and it stayed. */
  resets: number
  /** The latest, as much as is kept. */
  readonly left: Left[]
  leftInAll: number
  /** By variable: the latest change that was told of. */
  readonly kept: Map<string, StateKept>
  temporary: { readonly files: number; readonly bytes: number }
  end: Fact<'environment.shutdown'> | null
}

const LIMIT = 5000
/** Of one environment. */
const LEFT_KEPT = 50
const VARIABLES_KEPT = 64

/** The execution environments and what each is doing. */
export class Environments {
  #all = new ForkableMap<string, Environment>((environment) => ({
    ...environment,
    left: environment.left.map((one) => ({ ...one })),
    kept: new Map(environment.kept),
  }))
  #count = new Map<string, number>()

  fork(): Environments {
    const fork = new Environments()
    fork.#all = this.#all.fork()
    fork.#count = new Map(this.#count)
    return fork
  }

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
        this.#change(record, (environment) => (environment.init = record))
        break
      case 'environment.init-step':
        if (record.step === 'extension') this.#change(record, (environment) => (environment.extensions = true))
        break
      case 'invocation.started':
        this.#become(record.environment, 'running')
        this.#change(record, (environment) => (environment.last = record))
        break
      case 'invocation.ended':
        this.#change(record, (environment) => {
          environment.served++
          environment.lastEnd = record
        })
        this.#become(record.environment, 'frozen')
        break
      case 'environment.left-behind':
      case 'environment.resumed-work':
      case 'environment.state-kept':
        this.#change(record, (environment) => keep(environment, record))
        break
      case 'environment.temporary-storage':
        this.#change(record, (environment) => (environment.temporary = record))
        break
      case 'environment.reset':
        this.#change(record, (environment) => {
          environment.resets++
          forgetProcesses(environment, record.at)
        })
        break
      case 'environment.shutdown-started':
        this.#become(record.environment, 'shutting down')
        break
      case 'environment.shutdown-ended':
        this.#become(record.environment, 'frozen')
        break
      case 'environment.shutdown':
        this.#become(record.environment, 'shut down')
        this.#change(record, (environment) => {
          environment.end = record
          lose(environment, record.at)
        })
        break
    }
  }

  #create(created: Created): void {
    const { environment: id, functionName, at: createdAt } = created
    const number = (this.#count.get(functionName) ?? 0) + 1
    this.#count.set(functionName, number)
    this.#all.set(id, {
      id,
      functionName,
      number,
      createdAt,
      state: 'frozen',
      served: 0,
      created,
      init: null,
      extensions: false,
      last: null,
      lastEnd: null,
      resets: 0,
      left: [],
      leftInAll: 0,
      kept: new Map(),
      temporary: { files: 0, bytes: 0 },
      end: null,
    })
    this.#all.forgetOldest(LIMIT)
  }

  #become(id: string, state: EnvironmentState): void {
    const environment = this.#all.own(id)
    if (environment && environment.state !== 'shut down') environment.state = state
  }

  #change({ environment: id }: { readonly environment: string }, change: (environment: Environment) => void): void {
    const environment = this.#all.own(id)
    if (environment) change(environment)
  }

  get(id: string): Environment | undefined {
    return this.#all.get(id)
  }

  all(): Iterable<Environment> {
    return this.#all.values()
  }
}

function keep(environment: Environment, fact: KeptFact): void {
  const { left, kept } = environment
  switch (fact.type) {
    case 'environment.left-behind':
      environment.leftInAll++
      left.push({ fact })
      if (left.length > LEFT_KEPT) left.shift()
      break
    case 'environment.resumed-work': {
      const { at, requestId, work } = fact
      const found = left.findLast((one) => one.fact.work === work && !one.resumed && one.lostAt === undefined)
      if (found) found.resumed = { at, requestId }
      break
    }
    case 'environment.state-kept':
      kept.set(`${fact.place.path}:${fact.place.line}:${fact.name}`, fact)
      forgetOldest(kept, VARIABLES_KEPT)
  }
}

/** Module-level state goes with the processes; /tmp stays. */
function forgetProcesses(environment: Environment, at: number): void {
  environment.init = null
  environment.kept.clear()
  lose(environment, at)
}

function lose({ left }: Environment, at: number): void {
  for (const one of left) if (!one.resumed && one.lostAt === undefined) one.lostAt = at
}
