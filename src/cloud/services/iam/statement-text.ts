/** Statements as one reads them in a table. */

import type { PolicyDocument, PolicyPrincipal, PolicyStatement } from '../../aws/policy'
import { textsOf } from './conditions'

/** `[statement, effect, actions, resources, principals]` of each statement; conditions are named with the resources. */
export function statementsText(
  document: PolicyDocument,
): readonly (readonly [string, string, string, string, string])[] {
  const list: readonly PolicyStatement[] = Array.isArray(document.Statement)
    ? (document.Statement as readonly PolicyStatement[])
    : [document.Statement as PolicyStatement]
  return list.map((statement, index) => [
    statement.Sid ?? `#${index}`,
    statement.Effect,
    either(statement.Action, statement.NotAction),
    either(statement.Resource, statement.NotResource) + conditionText(statement.Condition),
    principalText(statement.Principal ?? statement.NotPrincipal),
  ])
}

function either(listed: PolicyStatement['Action'], excluded: PolicyStatement['Action']): string {
  return excluded === undefined ? textsOf(listed).join(', ') : `all but ${textsOf(excluded).join(', ')}`
}

function conditionText(condition: PolicyStatement['Condition']): string {
  const parts = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${operator} ${textsOf(values).join(' or ')}`),
  )
  return parts.length === 0 ? '' : ` if ${parts.join(' and ')}`
}

function principalText(principal: PolicyPrincipal | undefined): string {
  if (principal === undefined) return ''
  return typeof principal === 'string'
    ? principal
    : Object.values(principal)
        .flatMap((names) => textsOf(names))
        .join(', ')
}
