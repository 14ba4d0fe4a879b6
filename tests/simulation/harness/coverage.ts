/**
 * How often the generated runs had each option of a template, each kind of record, and each of its endings. A generator
 * that never reaches a rule tests nothing of it: what was never seen is listed.
 */

import type { Shape } from '../../../src/cloud/aws/trace-shape'
import SHAPES from '../../../src/cloud/aws/trace-shapes.json'
import { EVENT_SOURCES } from '../../../src/project/template/events'
import { SIMULATED_RESOURCES, type Property } from '../../../src/project/template/vocabulary'
import type { GeneratedProject } from '../plan/project'
import { recordsOf } from './check'
import type { SimulatedRun } from './run'

export type Counts = Readonly<Record<string, number>>

type Values = Readonly<Record<string, unknown>>

export class Coverage {
  readonly #counts = new Map<string, number>()

  constructor(counts: Counts = {}) {
    this.merge(counts)
  }

  merge(counts: Counts): void {
    for (const [name, count] of Object.entries(counts)) this.#add(name, count)
  }

  /** Each once a run. */
  add({ resources, settings, update }: GeneratedProject, run: SimulatedRun | null): void {
    const seen = new Set<string>()
    const all = [...Object.values(resources), ...Object.values(update?.resources ?? {})]
    for (const { Type, Properties } of all) options(Type, Properties ?? {}, seen)
    for (const { kind } of settings.faults) seen.add(`fault ${kind}`)
    seen.add(`setting latency=${settings.latency}`)
    seen.add(`setting duplicates=${settings.duplicates}`)
    seen.add(`setting accountConcurrency=${String(settings.accountConcurrency)}`)
    if (run) {
      seen.add(run.idle ? 'run idle' : 'run cut off')
      for (const record of recordsOf(run)) {
        seen.add(`record ${record.type}`)
        values(`record ${record.type}`, record, shapeOf(record.type), (name) => seen.add(name))
      }
    }
    for (const name of seen) this.#add(name, 1)
  }

  get counts(): Counts {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** What there could have been, and was not. */
  get missing(): readonly string[] {
    const types = [...this.#counts.keys()].flatMap((name) => /^option (\S+?)$/.exec(name)?.[1] ?? [])
    const possible = [...types.flatMap(possibleOptions), ...Object.keys(SHAPES).flatMap(possibleRecords)]
    return [...new Set(possible)].filter((name) => !this.#counts.has(name)).sort()
  }

  #add(name: string, count: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count)
  }
}

/** `option AWS::SQS::Queue.DelaySeconds`, and of texts with few values `….StreamViewType=KEYS_ONLY`. */
function options(type: string, properties: Values, seen: Set<string>): void {
  seen.add(`option ${type}`)
  const vocabulary = propertiesOf(type)
  for (const [name, value] of Object.entries(properties)) {
    seen.add(`option ${type}.${name}`)
    for (const one of choicesOf(vocabulary[name])) if (one === value) seen.add(`option ${type}.${name}=${one}`)
  }
  const events = (properties['Events'] ?? {}) as Readonly<Record<string, { Type: string; Properties: Values }>>
  for (const event of type === 'AWS::Serverless::Function' ? Object.values(events) : []) {
    options(`event:${event.Type}`, event.Properties, seen)
  }
}

function propertiesOf(type: string): Readonly<Record<string, Property>> {
  if (!type.startsWith('event:')) return SIMULATED_RESOURCES[type]?.properties ?? {}
  const source = EVENT_SOURCES[type.slice('event:'.length)]
  return typeof source === 'object' ? source.properties : {}
}

const choicesOf = (property: Property | undefined): readonly string[] =>
  property?.shape.kind === 'text' ? (property.shape.oneOf ?? []) : []

const possibleOptions = (type: string): readonly string[] =>
  Object.entries(propertiesOf(type))
    .filter(([, { effect }]) => effect === 'simulated')
    .flatMap(([name, property]) => [
      `option ${type}.${name}`,
      ...choicesOf(property).map((choice) => `option ${type}.${name}=${choice}`),
    ])

const shapeOf = (type: string): Shape => (SHAPES as unknown as Readonly<Record<string, Shape>>)[type] ?? 'null'

function possibleRecords(type: string): readonly string[] {
  const found = [`record ${type}`]
  every(`record ${type}`, shapeOf(type), (name) => found.push(name))
  return found
}

/** All values that a shape names. */
function every(name: string, shape: Shape, found: (name: string) => void): void {
  if (typeof shape === 'string') return
  if ('is' in shape) for (const value of shape.is) found(`${name}=${String(value)}`)
  else if ('any' in shape) for (const one of shape.any) every(name, one, found)
  else if ('each' in shape) every(name, shape.each, found)
  else for (const [field, one] of Object.entries(shape.fields)) every(`${name}.${field.replace('?', '')}`, one, found)
}

/** Those of them that a value has. */
function values(name: string, value: unknown, shape: Shape, found: (name: string) => void): void {
  if (typeof shape === 'string' || value === null || value === undefined) return
  if ('is' in shape) {
    if (shape.is.some((one) => one === value)) found(`${name}=${String(value)}`)
  } else if ('any' in shape) for (const one of shape.any) values(name, value, one, found)
  else if ('each' in shape) {
    if (Array.isArray(value)) for (const one of value) values(name, one, shape.each, found)
  } else if (typeof value === 'object') {
    for (const [field, one] of Object.entries(shape.fields)) {
      const known = field.replace('?', '')
      values(`${name}.${known}`, (value as Values)[known], one, found)
    }
  }
}
