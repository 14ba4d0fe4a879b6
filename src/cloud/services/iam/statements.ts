/** A policy document made ready for decisions, once per document. */

import type { PolicyDocument, PolicyStatement } from '../../aws/policy'
import type { AccessNeed, Caller } from '../contract'
import { compileConditions, textsOf, type Condition, type RequestContext } from './conditions'
import { compileNotPrincipal, compilePrincipal, type PrincipalMatch, type Principals } from './principals'
import { matches, parsePattern, type Pattern, type VariableValue } from './wildcard'

export interface Statement {
  /** Its Sid, or `#<index from 0>`. */
  readonly name: string
  readonly effect: 'Allow' | 'Deny'
  /** Null in identity-based policies, boundaries and session policies: whoever has the policy. */
  readonly principals: Principals | null
  /** Names the role by aws:PrincipalArn, which counts like naming it as the principal. */
  readonly limitedToPrincipalArn: boolean
  applies(request: MatchedRequest): boolean
}

export interface MatchedRequest {
  readonly caller: Caller
  readonly need: AccessNeed
  readonly context: RequestContext
  readonly valueOf: VariableValue
}

const compiled = new WeakMap<PolicyDocument, readonly Statement[]>()

export function statementsOf(document: PolicyDocument): readonly Statement[] {
  let statements = compiled.get(document)
  if (!statements) {
    // Policy variables came with this version; in older documents `${…}` is just text.
    const variables = document.Version === '2012-10-17'
    const list: readonly PolicyStatement[] = Array.isArray(document.Statement)
      ? (document.Statement as readonly PolicyStatement[])
      : [document.Statement as PolicyStatement]
    statements = list.map((statement, index) => compile(statement, index, variables))
    compiled.set(document, statements)
  }
  return statements
}

function compile(statement: PolicyStatement, index: number, variables: boolean): Statement {
  const actions = actionTest(statement)
  const resources = resourceTest(statement, variables)
  const conditions = compileConditions(statement.Condition, variables)
  const principals = statement.Principal
    ? compilePrincipal(statement.Principal)
    : statement.NotPrincipal
      ? compileNotPrincipal(statement.NotPrincipal)
      : null
  return {
    name: statement.Sid !== undefined && statement.Sid !== '' ? statement.Sid : `#${index}`,
    effect: statement.Effect,
    principals,
    limitedToPrincipalArn: conditions.some(
      ({ key, operator }) => key.toLowerCase() === 'aws:principalarn' && !operator.includes('Not'),
    ),
    applies: (request) =>
      actions(request.need.action) && resources(request) && conditions.every((condition) => holds(condition, request)),
  }
}

const holds = (condition: Condition, { context, valueOf }: MatchedRequest): boolean => condition.holds(context, valueOf)

const noVariables: VariableValue = () => undefined

function actionTest(statement: PolicyStatement): (action: string) => boolean {
  const negated = statement.NotAction !== undefined
  const patterns = textsOf(statement.NotAction ?? statement.Action).map((text) =>
    parsePattern(text.toLowerCase(), { wildcards: true, variables: false }),
  )
  return (action) => {
    const wanted = action.toLowerCase()
    return patterns.some((pattern) => matches(pattern, wanted, noVariables)) !== negated
  }
}

/** A role's trust policy has no resource: it means the role. */
function resourceTest(statement: PolicyStatement, variables: boolean): (request: MatchedRequest) => boolean {
  const listed = statement.NotResource ?? statement.Resource
  if (listed === undefined) return () => true
  const negated = statement.NotResource !== undefined
  const patterns: readonly Pattern[] = textsOf(listed).map((text) => parsePattern(text, { wildcards: true, variables }))
  return ({ need, valueOf }) => patterns.some((pattern) => matches(pattern, need.resource, valueOf)) !== negated
}

/** How a statement of a resource-based policy names the caller; null when it is about others. */
export function principalMatch(statement: Statement, caller: Caller): PrincipalMatch | null {
  const match = statement.principals?.match(caller) ?? null
  return match === 'direct' && statement.limitedToPrincipalArn && caller.kind === 'role' ? 'role' : match
}
