/** The Outputs section. */

import { IntrinsicError, isMapping, references, simplify } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Values } from './expansion'
import type { Findings } from './findings'
import type { Names } from './names'
import { checkReferences, type Scope } from './reference-checks'
import { SIMULATED_RESOURCES } from './vocabulary'

/** @returns values that may still hold functions, of the outputs whose condition is true and whose resources exist */
export function readOutputs(
  section: Values,
  names: Names,
  scope: Scope,
  findings: Findings,
): Record<string, TemplateValue> {
  const outputs = new Map<string, TemplateValue>()
  for (const [name, output] of Object.entries(section)) {
    const path = ['Outputs', name]
    const value = isMapping(output) ? output['Value'] : undefined
    if (!isMapping(output) || value === undefined) {
      const message = `Template format error: [/Outputs/${name}] Every Outputs member must contain a Value object`
      findings.error({ code: 'invalid-output', message, path, on: 'key' })
      continue
    }
    const condition = output['Condition']
    if (typeof condition === 'string' && names.conditions.get(condition) === false) continue
    try {
      const plain = simplify(value, names.lookup)
      checkReferences(plain, [...path, 'Value'], 'Outputs', scope, findings)
      if (!refersToMissing(plain, scope)) outputs.set(name, plain)
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error
      findings.error({ code: 'invalid-function', message: error.message, path: [...path, 'Value', ...error.path] })
    }
  }
  return Object.fromEntries(outputs)
}

function refersToMissing(value: TemplateValue, { types }: Scope): boolean {
  return references(value).some(({ logicalId }) => {
    const [base = ''] = logicalId.split('.')
    return !logicalId.startsWith('AWS::') && !Object.hasOwn(SIMULATED_RESOURCES, types.get(base) ?? '')
  })
}
