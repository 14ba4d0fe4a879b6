/**
 * Holds properties against the vocabulary. Values that still are function calls are not looked into: they are checked
 * when the cloud knows them.
 *
 * Error texts: CloudFormation's and the Lambda and SQS APIs' for the same mistake.
 */

import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'
import type { Findings } from './findings'
import { suggestion } from './spelling'
import type { Property, Shape } from './vocabulary'

type Properties = Readonly<Record<string, Property>>

export interface CheckOptions {
  /** Whose API words the refusals. */
  readonly service: 'lambda' | 'sqs'
  /** What to say of a property that does not exist. */
  readonly unknown: (name: string) => string
  /** What to say of a required property that is not there. */
  readonly missing: (name: string) => string
}

/** @param path of `values` in the template */
export function checkProperties(
  values: Readonly<Record<string, TemplateValue>>,
  properties: Properties,
  path: TemplatePath,
  findings: Findings,
  options: CheckOptions,
): void {
  for (const [name, value] of Object.entries(values)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    const at = [...path, name]
    if (!property) {
      const hint = suggestion(name, Object.keys(properties))
      findings.error({ code: 'unknown-property', message: options.unknown(name), path: at, on: 'key', hint })
    } else if (property.effect === 'not-yet') {
      const message = `${name} is not simulated yet: it has no effect here.`
      findings.warning({ code: 'not-simulated', message, path: at, on: 'key' })
    } else {
      if (isWithoutEffect(value, property)) {
        const message = `${name} has no effect here: ${property.reason}.`
        findings.warning({ code: 'not-simulated', message, path: at, on: 'key' })
      }
      checkValue(value, property.shape, at, findings, options)
    }
  }
  for (const [name, property] of Object.entries(properties)) {
    if (!property.required || values[name] !== undefined) continue
    findings.error({ code: 'missing-property', message: options.missing(name), path, on: 'key' })
  }
}

/** What a function will give is taken to be harmless wherever something can be. */
function isWithoutEffect(value: TemplateValue, { effect, harmless = [] }: Property): boolean {
  if (effect !== 'kept') return false
  const isKnown = functionName(value) === null
  return isKnown ? !harmless.some((one) => String(one) === String(value)) : harmless.length === 0
}

export function checkValue(
  value: TemplateValue,
  shape: Shape,
  path: TemplatePath,
  findings: Findings,
  options: CheckOptions,
): void {
  if (functionName(value) !== null) return
  const name = nameOf(path)
  const refuse = (message: string, hint?: string): void =>
    findings.error({ code: 'invalid-value', message, path, hint })
  switch (shape.kind) {
    case 'anything':
      return
    case 'boolean':
      if (!/^(true|false)$/i.test(String(value))) refuse(`Value of property ${name} must be of type Boolean`)
      return
    case 'integer': {
      const number = typeof value === 'number' ? value : /^-?\d+$/.test(String(value)) ? Number(value) : NaN
      if (!Number.isInteger(number)) return refuse(`Value of property ${name} must be of type Number`)
      const problem = outOfRange(name, number, shape, options.service)
      if (problem !== null) refuse(problem, `${name} can be ${shape.minimum} to ${shape.maximum}.`)
      return
    }
    case 'text':
      if (value === null || typeof value === 'object') return refuse(`Value of property ${name} must be of type String`)
      return checkText(String(value), shape, path, findings)
    case 'list': {
      if (!Array.isArray(value)) return refuse(`Value of property ${name} must be of type List`)
      const entries = value as readonly TemplateValue[]
      for (const [index, entry] of entries.entries()) {
        checkValue(entry, shape.of, [...path, index], findings, options)
      }
      if (shape.maximumLength !== undefined && entries.length > shape.maximumLength) {
        refuse(
          constraint(
            name,
            `[${entries.map(String).join(', ')}]`,
            `have length less than or equal to ${shape.maximumLength}`,
          ),
        )
      }
      return
    }
    case 'map':
      if (!isMapping(value)) return refuse(`Value of property ${name} must be an object`)
      for (const [key, entry] of Object.entries(value)) checkValue(entry, shape.of, [...path, key], findings, options)
      return
    case 'object':
      if (!isMapping(value)) return refuse(`Value of property ${name} must be an object`)
      checkProperties(value, shape.properties, path, findings, {
        ...options,
        unknown: (unknown) => `Encountered unsupported property ${unknown}`,
        missing: (missing) => `Property ${name}: required key [${missing}] not found`,
      })
  }
}

function outOfRange(
  name: string,
  value: number,
  { minimum, maximum }: Extract<Shape, { kind: 'integer' }>,
  service: CheckOptions['service'],
): string | null {
  if (value >= minimum && value <= maximum) return null
  if (service === 'sqs') return `Invalid value for the parameter ${name}.`
  const bound =
    value > maximum ? `have value less than or equal to ${maximum}` : `have value greater than or equal to ${minimum}`
  return constraint(name, String(value), bound)
}

function checkText(
  value: string,
  { oneOf, pattern, maximumLength }: Extract<Shape, { kind: 'text' }>,
  path: TemplatePath,
  findings: Findings,
): void {
  const name = nameOf(path)
  const refuse = (bound: string, hint?: string): void =>
    findings.error({ code: 'invalid-value', message: constraint(name, value, bound), path, hint })
  if (oneOf && !oneOf.includes(value)) {
    refuse(`satisfy enum value set: [${oneOf.join(', ')}]`, suggestion(value, oneOf))
  } else if (maximumLength !== undefined && value.length > maximumLength) {
    refuse(`have length less than or equal to ${maximumLength}`)
  } else if (pattern && !pattern.test(value)) {
    refuse(`satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, '')}`)
  }
}

/** As AWS APIs word it: `Value '901' at 'timeout' failed to satisfy constraint: Member must …` */
function constraint(name: string, value: string, bound: string): string {
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  return `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${bound}`
}

/** The last name of a path, for an entry that of its list. */
function nameOf(path: TemplatePath): string {
  for (let index = path.length - 1; index >= 0; index--) if (typeof path[index] === 'string') return String(path[index])
  return ''
}
