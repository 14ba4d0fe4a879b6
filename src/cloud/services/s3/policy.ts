/**
 * Bucket policies: reading them, and whether they let the public in.
 * Sources: Amazon S3 User Guide, "Policies and permissions in Amazon S3" and "The meaning of 'public'"; texts recorded from
 * AWS (LocalStack's test suite, test_s3.py, 2023) where not marked.
 */

import type { OneOrMore, PolicyDocument, PolicyPrincipal, PolicyStatement } from '../../aws/policy'
import { byteLength } from './keys'
import * as limits from './limits'
import { errors } from './wire'

/** @throws AwsError MalformedPolicy */
export function readPolicy(text: string, bucketArn: string): PolicyDocument {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    document = null
  }
  if (
    typeof document !== 'object' ||
    document === null ||
    Array.isArray(document) ||
    !text.trimStart().startsWith('{')
  ) {
    throw errors.malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
  }
  // This and the following texts are not recorded (unverified).
  if (byteLength(text) > limits.POLICY_BYTES_MAX) {
    throw errors.invalidRequest(`Policy exceeds the maximum allowed document size of ${limits.POLICY_BYTES_MAX} bytes`)
  }
  const policy = document as PolicyDocument
  const statements = statementsOf(policy)
  if (policy.Statement === undefined) throw errors.malformedPolicy('Missing required field Statement')
  if (statements.length === 0) throw errors.malformedPolicy('Could not parse the policy: Statement is empty!')
  for (const statement of statements) checkStatement(statement, bucketArn)
  return policy
}

function checkStatement(statement: PolicyStatement, bucketArn: string): void {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement
  if (Effect === undefined) throw errors.malformedPolicy('Missing required field Effect')
  if (Effect !== 'Allow' && Effect !== 'Deny') throw errors.malformedPolicy(`Invalid effect: ${String(Effect)}`)
  if (Principal === undefined && NotPrincipal === undefined) {
    throw errors.malformedPolicy('Missing required field Principal')
  }
  if (Action === undefined && NotAction === undefined) throw errors.malformedPolicy('Missing required field Action')
  if (listOf(Action ?? NotAction).some((action) => action !== '*' && !/^s3:/i.test(action))) {
    throw errors.malformedPolicy('Policy has invalid action')
  }
  if (Resource === undefined && NotResource === undefined)
    throw errors.malformedPolicy('Missing required field Resource')
  const isOwn = (resource: string): boolean => resource === bucketArn || resource.startsWith(`${bucketArn}/`)
  // With a wildcard: what stands before it begins like the bucket's ARN.
  const couldBeOwn = (resource: string): boolean => {
    const [fixed = ''] = resource.split(/[*?]/)
    return fixed !== resource && bucketArn.startsWith(fixed)
  }
  if (!listOf(Resource ?? NotResource).every((resource) => isOwn(resource) || couldBeOwn(resource))) {
    throw errors.malformedPolicy('Policy has invalid resource')
  }
}

/**
 * Whether somebody outside the account may do something. A condition on one of these keys with a fixed value makes a
 * statement not public.
 */
export function isPublic(policy: PolicyDocument): boolean {
  return statementsOf(policy).some(
    ({ Effect, Principal, NotPrincipal, Condition }) =>
      Effect === 'Allow' && (NotPrincipal !== undefined || isEverybody(Principal)) && !isLimited(Condition),
  )
}

const LIMITING_KEYS: ReadonlySet<string> = new Set(
  'aws:principalorgid aws:principalorgpaths aws:sourceaccount aws:sourcearn aws:sourceip aws:sourceowner aws:sourceorgid aws:sourcevpc aws:sourcevpce aws:userid aws:principalarn aws:principalaccount s3:dataaccesspointarn s3:dataaccesspointaccount s3:x-amz-server-side-encryption-aws-kms-key-id'.split(
    ' ',
  ),
)

function isLimited(condition: PolicyStatement['Condition']): boolean {
  return Object.values(condition ?? {}).some((operands) =>
    Object.entries(operands).some(
      ([key, values]) =>
        LIMITING_KEYS.has(key.toLowerCase()) && listOf(values).every((value) => !/[*?]|^0\.0\.0\.0\/0$/.test(value)),
    ),
  )
}

function isEverybody(principal: PolicyPrincipal | undefined): boolean {
  if (principal === undefined) return false
  if (principal === '*') return true
  return listOf(principal['AWS']).includes('*')
}

function statementsOf({ Statement }: PolicyDocument): readonly PolicyStatement[] {
  if (Statement === undefined) return []
  return Array.isArray(Statement) ? (Statement as readonly PolicyStatement[]) : [Statement as PolicyStatement]
}

const listOf = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value
