/** What a template names beside its resources: Parameters, Mappings and Conditions. */

import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import { evaluateCondition, IntrinsicError, isMapping, type Lookup } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import type { Findings } from './findings'
import { suggestion } from './spelling'

/** Steps from one condition to the next that are followed. */
const NESTED_CONDITIONS_MAX = 100

type Section = Readonly<Record<string, TemplateValue>>

export interface Names {
  readonly parameters: Section
  readonly conditions: ReadonlyMap<string, boolean>
  /** Knows parameters, conditions and maps; neither resources nor pseudo parameters. */
  readonly lookup: Lookup
}

export function readNames(template: Section, stackName: string, findings: Findings): Names {
  const parameters = readParameters(section(template, 'Parameters', findings), findings)
  const maps = section(template, 'Mappings', findings)
  const mapping = (map: string, topKey: string, secondKey: string): TemplateValue | undefined => {
    const row = ownValue(ownValue(maps, map), topKey)
    return ownValue(row, secondKey)
  }
  const conditions = readConditions(section(template, 'Conditions', findings), findings, {
    ref: (name) => ownValue(parameters, name) ?? pseudoParameter(name, stackName),
    attribute: () => undefined,
    mapping,
  })
  return {
    parameters,
    conditions,
    lookup: {
      ref: (name) => ownValue(parameters, name),
      attribute: () => undefined,
      mapping,
      condition: (name) => conditions.get(name),
    },
  }
}

/** A section that is a mapping; empty when it is absent or (reported) something else. */
export function section(template: Section, name: string, findings: Findings): Section {
  const value = template[name]
  if (value === undefined || value === null) return {}
  if (isMapping(value)) return value
  const message = `Template format error: ${name} must be an object.`
  findings.error({ code: 'not-a-mapping', message, path: [name], on: 'key' })
  return {}
}

export function ownValue(value: TemplateValue | undefined, key: string): TemplateValue | undefined {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function readParameters(declared: Section, findings: Findings): Section {
  const values: Record<string, TemplateValue> = {}
  for (const [name, parameter] of Object.entries(declared)) {
    const path = ['Parameters', name]
    const given = ownValue(parameter, 'Default')
    if (given === undefined || given === null || typeof given === 'object') {
      const message = `Parameters: [${name}] must have values`
      findings.error({ code: 'parameter-without-value', message, path, on: 'key', hint: 'Give it a Default.' })
      continue
    }
    const text = String(given)
    const allowed = ownValue(parameter, 'AllowedValues')
    if (Array.isArray(allowed) && !allowed.map(String).includes(text)) {
      const message = `Parameter '${name}' must be one of AllowedValues`
      findings.error({ code: 'parameter-not-allowed', message, path: [...path, 'Default'] })
    }
    const type = ownValue(parameter, 'Type')
    const isList = type === 'CommaDelimitedList' || (typeof type === 'string' && type.startsWith('List<'))
    // fromEntries below would do the same; defineProperty keeps a parameter named `__proto__` harmless.
    Object.defineProperty(values, name, {
      value: isList ? text.split(',').map((entry) => entry.trim()) : text,
      enumerable: true,
    })
  }
  return values
}

function readConditions(declared: Section, findings: Findings, lookup: Lookup): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>()
  const open = new Set<string>()
  const verdict = (name: string): boolean | undefined => {
    const value = ownValue(declared, name)
    if (known.has(name) || value === undefined) return known.get(name)
    if (open.size > NESTED_CONDITIONS_MAX)
      throw new IntrinsicError('Conditions refer to each other over too many steps.', [])
    if (open.has(name))
      throw new IntrinsicError(`Template error: Circular dependency in conditions: [${[...open].join(', ')}]`, [])
    open.add(name)
    const result = evaluateCondition(value, { ...lookup, condition: verdict })
    open.delete(name)
    known.set(name, result)
    return result
  }
  for (const name of Object.keys(declared)) {
    try {
      verdict(name)
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error
      // Those on the way to the mistake are false, too, and not reported for it.
      for (const dependent of open) known.set(dependent, false)
      open.clear()
      const path: TemplatePath = ['Conditions', name, ...error.path]
      findings.error({ code: 'invalid-condition', message: error.message, path, hint: suggestionFor(error, declared) })
    }
  }
  return known
}

function suggestionFor(error: IntrinsicError, declared: Section): string | undefined {
  const name = /condition dependency (\S+)/.exec(error.message)?.[1]
  return name === undefined ? undefined : suggestion(name, Object.keys(declared))
}

/** In conditions only: elsewhere the cloud knows them better. */
function pseudoParameter(name: string, stackName: string): string | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return DEFAULT_ACCOUNT.accountId
    case 'AWS::Region':
      return DEFAULT_ACCOUNT.region
    case 'AWS::Partition':
      return 'aws'
    case 'AWS::StackName':
      return stackName
    case 'AWS::URLSuffix':
      return 'amazonaws.com'
    default:
      return undefined
  }
}
