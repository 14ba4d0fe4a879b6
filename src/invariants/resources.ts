/** The stack's resources under the names that records have for them, with what their properties refer to. */

import type { TemplateValue } from '../cloud/aws/template'
import type { FinishedRun } from './contract'
import { nameOf } from './facts'

export interface DeployedResource {
  readonly logicalId: string
  readonly type: string
  readonly arn: string
  readonly physicalId: string
  /** As records name it. */
  readonly name: string
  /** Made once, and neither changed nor deleted: what the template says held all the time. */
  readonly settled: boolean
  /** A property, from the top down; references are ARNs and ids. Undefined when it is not there, or cannot be told. */
  property(...path: readonly (string | number)[]): unknown
}

export interface Resources {
  /** Whether the stack was deployed once, and not changed: only then what it lacks was never there. */
  readonly deployedOnce: boolean
  ofType(type: string): readonly DeployedResource[]
  find(type: string, nameOrArn: string): DeployedResource | undefined
}

const known = new WeakMap<FinishedRun, Resources>()

export function resourcesOf(run: FinishedRun): Resources {
  let resources = known.get(run)
  if (!resources) known.set(run, (resources = read(run)))
  return resources
}

function read({ records, stack }: FinishedRun): Resources {
  const made = new Map<string, { arn: string; physicalId: string; actions: number }>()
  for (const record of records) {
    if (record.type !== 'stack.resource') continue
    const { arn, physicalId } = record
    made.set(record.logicalId, { arn, physicalId, actions: (made.get(record.logicalId)?.actions ?? 0) + 1 })
  }
  const resolve = (value: TemplateValue | undefined): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map(resolve)
    const reference = value['Ref']
    if (typeof reference === 'string') return made.get(reference)?.physicalId ?? stack.parameters[reference]
    const attribute = value['Fn::GetAtt']
    if (attribute !== undefined) {
      if (typeof attribute !== 'object' || attribute === null || !isList(attribute)) return undefined
      return attribute[1] === 'Arn' ? made.get(String(attribute[0]))?.arn : undefined
    }
    if (Object.keys(value).some((name) => name.startsWith('Fn::'))) return undefined
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one)]))
  }
  const all = stack.resources.flatMap(({ logicalId, type, properties }): readonly DeployedResource[] => {
    const one = made.get(logicalId)
    if (!one) return []
    const { arn, physicalId, actions } = one
    return [
      {
        ...{ logicalId, type, arn, physicalId, name: nameOf(arn), settled: actions === 1 },
        property: (...path) => path.reduce<unknown>((value, name) => memberOf(value, name), resolve(properties)),
      },
    ]
  })
  const byName = new Map(
    all.flatMap((one) => [one.name, one.arn, one.physicalId].map((name) => [`${one.type} ${name}`, one] as const)),
  )
  return {
    deployedOnce: !records.some((record) => record.type === 'stack.resource' && record.action !== 'create'),
    ofType: (type) => all.filter((one) => one.type === type),
    find: (type, nameOrArn) => byName.get(`${type} ${nameOrArn}`),
  }
}

const isList = (value: object): value is readonly TemplateValue[] => Array.isArray(value)

const memberOf = (value: unknown, name: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string | number, unknown>>)[name] : undefined

/** A property that is a number, also as the text that a template may have. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
