/** Fn::Equals, Fn::And, Fn::Or, Fn::Not and references to named conditions. */

import type { TemplateValue } from '../template'
import { fail, isMapping, isScalar, type Path } from './call'
import { isOpen, type Reduced, type Run } from './run'

export function conditionFunction(argument: TemplateValue, run: Run, path: Path): Reduced {
  const name = String(path[path.length - 1])
  return condition({ [name]: argument }, run, path.slice(0, -1)) ?? { [name]: argument }
}

/** @returns undefined when it depends on what is unknown */
export function condition(value: TemplateValue, run: Run, path: Path): boolean | undefined {
  const [name, argument] = isMapping(value) ? (Object.entries(value)[0] ?? []) : []
  const operands = Array.isArray(argument) ? (argument as readonly TemplateValue[]) : []
  const at = [...path, String(name)]
  const verdicts = (minimum: number, maximum: number): (boolean | undefined)[] => {
    if (operands.length < minimum || operands.length > maximum) {
      const count = maximum === 1 ? 'one element' : `${minimum} to ${maximum} elements`
      fail(`Template error: every ${String(name)} object requires a list of ${count}.`, at)
    }
    return operands.map((operand, index) => condition(operand, run, [...path, String(name), index]))
  }
  switch (name) {
    case 'Condition': {
      const verdict = typeof argument === 'string' ? run.lookup.condition?.(argument) : undefined
      if (verdict === undefined && run.strict) {
        fail(
          `Template format error: Unresolved condition dependency ${String(argument)} in the Conditions block of the template`,
          at,
        )
      }
      return verdict
    }
    case 'Fn::Equals': {
      if (operands.length !== 2)
        fail('Template error: every Fn::Equals object requires a list of 2 string parameters.', at)
      const [left, right] = operands.map((operand, index) => run.reduce(operand, [...path, name, index]))
      if (left === undefined || right === undefined || isOpen(left, run) || isOpen(right, run)) return undefined
      return comparable(left) === comparable(right)
    }
    case 'Fn::Not': {
      const [verdict] = verdicts(1, 1)
      return verdict === undefined ? undefined : !verdict
    }
    case 'Fn::And': {
      const all = verdicts(2, 10)
      return all.includes(false) ? false : all.includes(undefined) ? undefined : true
    }
    case 'Fn::Or': {
      const all = verdicts(2, 10)
      return all.includes(true) ? true : all.includes(undefined) ? undefined : false
    }
    default:
      return fail(
        'Template format error: Every Condition member must be an intrinsic function: Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition.',
        at,
      )
  }
}

/** CloudFormation compares texts: `true` equals `'true'`, 1 equals `'1'`. */
const comparable = (value: Reduced): string => (isScalar(value) ? String(value) : JSON.stringify(value))
