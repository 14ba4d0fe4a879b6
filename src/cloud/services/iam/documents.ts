/**
 * Policy documents as templates and APIs hand them in: checked, and every value made a text.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language"; texts of MalformedPolicyDocument from public logs
 * of CreateRole and PutRolePolicy. Those marked below are not confirmed.
 */

import type { PolicyDocument, PolicyStatement } from '../../aws/policy'
import { isOperator } from './conditions'

export class MalformedPolicyDocument extends Error {
  override readonly name = 'MalformedPolicyDocument'

  constructor(
    message: string,
    /** Down to the offending value: `['Statement', 0, 'Action']`. */
    readonly path: readonly (string | number)[],
  ) {
    super(message)
  }
}

/** `identity`: in or attached to a role, a boundary, a session policy. */
export type DocumentKind = 'identity' | 'trust'

const VERSIONS: readonly string[] = ['2012-10-17', '2008-10-17']
const ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])
const ACTION = /^(\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$/

type Fields = Readonly<Record<string, unknown>>

/** @throws MalformedPolicyDocument */
export function readDocument(value: unknown, kind: DocumentKind): PolicyDocument {
  if (!isFields(value)) throw new MalformedPolicyDocument('Syntax errors in policy.', [])
  for (const name of Object.keys(value)) {
    if (!['Version', 'Id', 'Statement'].includes(name))
      throw new MalformedPolicyDocument('Syntax errors in policy.', [name])
  }
  const version = value['Version']
  if (version !== undefined && !VERSIONS.includes(String(version))) {
    throw new MalformedPolicyDocument('Syntax errors in policy.', ['Version'])
  }
  const given = value['Statement']
  const list: readonly unknown[] = Array.isArray(given) ? (given as unknown[]) : given === undefined ? [] : [given]
  if (list.length === 0) throw new MalformedPolicyDocument('Syntax errors in policy.', ['Statement'])
  const statements = list.map((statement, index) =>
    readStatement(statement, kind, Array.isArray(given) ? ['Statement', index] : ['Statement']),
  )
  checkSids(statements)
  return {
    ...(version !== undefined && { Version: String(version) }),
    ...(value['Id'] !== undefined && { Id: String(value['Id']) }),
    Statement: statements,
  }
}

function checkSids(statements: readonly PolicyStatement[]): void {
  const seen = new Set<string>()
  statements.forEach(({ Sid }, index) => {
    if (Sid === undefined || Sid === '') return
    if (!/^[A-Za-z0-9]*$/.test(Sid)) {
      throw new MalformedPolicyDocument(
        `Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*`,
        ['Statement', index, 'Sid'],
      )
    }
    if (seen.has(Sid)) {
      throw new MalformedPolicyDocument('Statement IDs (SID) in a single policy must be unique.', [
        'Statement',
        index,
        'Sid',
      ])
    }
    seen.add(Sid)
  })
}

function readStatement(value: unknown, kind: DocumentKind, path: readonly (string | number)[]): PolicyStatement {
  const fail = (message: string, ...more: (string | number)[]): never => {
    throw new MalformedPolicyDocument(message, [...path, ...more])
  }
  if (!isFields(value)) return fail('Syntax errors in policy.')
  const unknown = Object.keys(value).find((name) => !ELEMENTS.has(name))
  if (unknown !== undefined) return fail('Syntax errors in policy.', unknown)
  const effect = value['Effect']
  if (effect === undefined) return fail('Missing required field Effect')
  if (effect !== 'Allow' && effect !== 'Deny') return fail(`Invalid effect: ${String(effect)}`, 'Effect')
  const actions = oneOf(value, 'Action', 'NotAction', fail)
  if (!actions) return fail('Policy statement must contain actions.')
  for (const action of actions.texts) {
    if (!ACTION.test(action)) {
      return fail(
        action.includes(':')
          ? 'Actions/Conditions can contain only one colon.'
          : 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
        actions.name,
      )
    }
  }
  const resources = oneOf(value, 'Resource', 'NotResource', fail)
  const hasPrincipal = value['Principal'] !== undefined || value['NotPrincipal'] !== undefined
  if (kind === 'trust') {
    if (resources) return fail('Has prohibited field Resource', resources.name)
    if (!hasPrincipal) return fail('Missing required field Principal')
    const other = actions.texts.find((action) => action !== '*' && !/^sts:/i.test(action))
    if (other !== undefined) return fail('AssumeRole policy may only specify STS AssumeRole actions.', actions.name)
  } else {
    if (hasPrincipal)
      return fail(
        'Policy document should not specify a principal.',
        value['Principal'] !== undefined ? 'Principal' : 'NotPrincipal',
      )
    if (!resources) return fail('Policy statement must contain resources.')
    const foreign = resources.texts.find(
      (resource) => resource !== '*' && !resource.startsWith('arn:') && !resource.startsWith('${'),
    )
    if (foreign !== undefined) {
      return fail(`Resource ${foreign} must be in ARN format or "*".`, resources.name)
    }
  }
  const principal = readPrincipal(value['Principal'], (message) => fail(message, 'Principal'))
  const notPrincipal = readPrincipal(value['NotPrincipal'], (message) => fail(message, 'NotPrincipal'))
  const condition = readCondition(value['Condition'], fail)
  return {
    ...(value['Sid'] !== undefined && { Sid: String(value['Sid']) }),
    Effect: effect,
    ...(principal !== undefined && { Principal: principal }),
    ...(notPrincipal !== undefined && { NotPrincipal: notPrincipal }),
    [actions.name]: actions.value,
    ...(resources && { [resources.name]: resources.value }),
    ...(condition && { Condition: condition }),
  } as PolicyStatement
}

interface Listed {
  readonly name: string
  readonly texts: readonly string[]
  readonly value: string | readonly string[]
}

type Fail = (message: string, ...path: (string | number)[]) => never

function oneOf(value: Fields, name: string, negated: string, fail: Fail): Listed | null {
  const [plain, not] = [value[name], value[negated]]
  if (plain !== undefined && not !== undefined) {
    return fail('Syntax errors in policy.', negated)
  }
  const [found, foundName] = not !== undefined ? [not, negated] : [plain, name]
  if (found === undefined) return null
  const texts: readonly unknown[] = Array.isArray(found) ? (found as unknown[]) : [found]
  const wrong = texts.findIndex((text) => typeof text !== 'string')
  if (wrong >= 0) return fail('Syntax errors in policy.', foundName, ...(Array.isArray(found) ? [wrong] : []))
  if (texts.length === 0) {
    return fail(
      name === 'Action' ? 'Policy statement must contain actions.' : 'Policy statement must contain resources.',
      foundName,
    )
  }
  return { name: foundName, texts: texts as readonly string[], value: found as string | readonly string[] }
}

/** The text of a principal that is no ARN, account, service or `*`: AWS's `Invalid principal in policy`. */
function readPrincipal(value: unknown, fail: (message: string) => never): PolicyStatement['Principal'] {
  if (value === undefined || value === '*') return value
  if (!isFields(value)) return fail('Invalid principal in policy.')
  const kinds = Object.entries(value).map(([kind, names]) => {
    if (!['AWS', 'Service', 'Federated', 'CanonicalUser'].includes(kind)) return fail('Invalid principal in policy.')
    const texts: readonly unknown[] = Array.isArray(names) ? (names as unknown[]) : [names]
    for (const text of texts)
      if (!isPrincipal(kind, String(text))) return fail(`Invalid principal in policy: "${kind}":"${String(text)}"`)
    return [kind, Array.isArray(names) ? texts.map(String) : String(names)] as const
  })
  return Object.fromEntries(kinds)
}

function isPrincipal(kind: string, text: string): boolean {
  if (kind === 'Service') return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|aws\.internal)$/.test(text)
  if (kind !== 'AWS') return text !== ''
  return (
    text === '*' ||
    /^\d{12}$/.test(text) ||
    /^arn:[\w-]+:(iam|sts)::\d{12}:.+$/.test(text) ||
    /^A[A-Z0-9]{15,}$/.test(text)
  )
}

function readCondition(value: unknown, fail: Fail): PolicyStatement['Condition'] {
  if (value === undefined) return undefined
  if (!isFields(value)) return fail('Syntax errors in policy.', 'Condition')
  const operators = Object.entries(value).map(([operator, keys]) => {
    if (!isOperator(operator)) return fail(`Invalid Condition type : ${operator}.`, 'Condition', operator)
    if (!isFields(keys)) return fail('Syntax errors in policy.', 'Condition', operator)
    const texts = Object.entries(keys).map(([key, values]) => {
      const list: readonly unknown[] = Array.isArray(values) ? (values as unknown[]) : [values]
      if (list.some((item) => typeof item === 'object'))
        return fail('Syntax errors in policy.', 'Condition', operator, key)
      return [key, Array.isArray(values) ? list.map(String) : String(values)] as const
    })
    return [operator, Object.fromEntries(texts)] as const
  })
  return Object.fromEntries(operators)
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Characters that count against a policy's limit. */
export const sizeOf = (document: PolicyDocument): number => JSON.stringify(document).replace(/\s/g, '').length
