/**
 * Lambda's resource-based policies: one per function and qualifier (version, alias, or none), made of the statements
 * that AddPermission and AWS::Lambda::Permission add.
 *
 * Source: Lambda API Reference, AddPermission, RemovePermission, GetPolicy; Guide, "Working with resource-based IAM
 * policies in Lambda". Texts: recorded from AWS (LocalStack's test suite); that of an unknown statement: API Reference.
 * A policy holds for exactly the ARN it was added to: a grant on the function does not reach its aliases.
 */

import { AwsError } from '../aws/aws-error'
import { parseArn } from '../aws/arn'
import type { PolicyDocument, PolicyPrincipal, PolicyStatement } from '../aws/policy'
import type { TraceFact } from '../aws/trace-records'
import type { Kernel } from '../kernel/kernel'
import * as limits from './limits'

/** The parameters of AddPermission that make up a statement, AWS's own checks of patterns left to the caller. */
export interface Permission {
  readonly statementId: string
  /** `lambda:InvokeFunction`, … */
  readonly action: string
  /** Service principal, account id, ARN, or `*`. */
  readonly principal: string
  readonly sourceArn?: string
  readonly sourceAccount?: string
  readonly eventSourceToken?: string
  readonly functionUrlAuthType?: string
  readonly invokedViaFunctionUrl?: boolean
  readonly principalOrgId?: string
}

interface FunctionPolicy {
  readonly statements: Map<string, PolicyStatement>
  revisionId: string
}

export class FunctionPolicies {
  /** By the ARN of function, version or alias. */
  readonly #policies = new Map<string, FunctionPolicy>()

  constructor(readonly kernel: Kernel<TraceFact>) {}

  /**
   * @param arn of the function, with the qualifier if the permission is for a version or alias
   * @throws AwsError ResourceConflictException, InvalidParameterValueException, PreconditionFailedException
   */
  add(arn: string, permission: Permission, revisionId?: string): PolicyStatement {
    if (arn.endsWith(':$LATEST')) {
      throw new AwsError(
        'InvalidParameterValueException',
        400,
        'We currently do not support adding policies for $LATEST.',
        { Type: 'User' },
      )
    }
    const existing = this.#policies.get(arn)
    this.#checkRevision(existing, revisionId)
    const { statementId } = permission
    if (existing?.statements.has(statementId)) {
      throw new AwsError(
        'ResourceConflictException',
        409,
        `The statement id (${statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        { Type: 'User' },
      )
    }
    const policy = existing ?? { statements: new Map<string, PolicyStatement>(), revisionId: '' }
    const statement = statementOf(arn, permission)
    checkSize([...policy.statements.values(), statement])
    policy.statements.set(statementId, statement)
    policy.revisionId = this.#nextRevision()
    this.#policies.set(arn, policy)
    return statement
  }

  /** The policy goes with its last statement. @throws AwsError ResourceNotFoundException, PreconditionFailedException */
  remove(arn: string, statementId: string, revisionId?: string): void {
    const policy = this.#policies.get(arn)
    if (!policy) throw noPolicy()
    this.#checkRevision(policy, revisionId)
    if (!policy.statements.delete(statementId)) {
      throw new AwsError(
        'ResourceNotFoundException',
        404,
        `Statement ${statementId} is not found in resource policy.`,
        {
          Type: 'User',
        },
      )
    }
    policy.revisionId = this.#nextRevision()
    if (policy.statements.size === 0) this.#policies.delete(arn)
  }

  /** What GetPolicy answers. @throws AwsError ResourceNotFoundException without a policy */
  get(arn: string): { readonly document: PolicyDocument; readonly revisionId: string } {
    const policy = this.#policies.get(arn)
    const document = this.document(arn)
    if (!policy || !document) throw noPolicy()
    return { document, revisionId: policy.revisionId }
  }

  /** For IAM. */
  document(arn: string): PolicyDocument | null {
    const policy = this.#policies.get(arn)
    return policy ? documentOf([...policy.statements.values()]) : null
  }

  /** Of a function that was deleted, with all its versions and aliases; or of one of these. */
  forget(arn: string): void {
    for (const key of [...this.#policies.keys()]) {
      if (key === arn || key.startsWith(`${arn}:`)) this.#policies.delete(key)
    }
  }

  /** Text: recorded from AWS (LocalStack's test suite). */
  #checkRevision(policy: FunctionPolicy | undefined, revisionId: string | undefined): void {
    if (revisionId === undefined || policy?.revisionId === revisionId) return
    throw new AwsError(
      'PreconditionFailedException',
      412,
      'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId',
      { Type: 'User' },
    )
  }

  #nextRevision(): string {
    return this.kernel.random('policy-revisions').uuid()
  }
}

const documentOf = (statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'default',
  Statement: statements,
})

/** Text: as AWS's users report it. @throws AwsError PolicyLengthExceededException */
function checkSize(statements: readonly PolicyStatement[]): void {
  const size = new TextEncoder().encode(JSON.stringify(documentOf(statements))).length
  if (size <= limits.POLICY_MAX) return
  const message = `The final policy size (${size}) is bigger than the limit (${limits.POLICY_MAX}).`
  throw new AwsError('PolicyLengthExceededException', 400, message, { Type: 'User' })
}

const noPolicy = (): AwsError =>
  new AwsError('ResourceNotFoundException', 404, 'The resource you requested does not exist.', { Type: 'User' })

/** The order of members is AWS's. */
function statementOf(arn: string, permission: Permission): PolicyStatement {
  const { statementId, action, sourceArn, sourceAccount, eventSourceToken, functionUrlAuthType } = permission
  const equals: Record<string, string> = {
    ...(sourceAccount !== undefined && { 'AWS:SourceAccount': sourceAccount }),
    ...(eventSourceToken !== undefined && { 'lambda:EventSourceToken': eventSourceToken }),
    ...(functionUrlAuthType !== undefined && { 'lambda:FunctionUrlAuthType': functionUrlAuthType }),
    ...(permission.principalOrgId !== undefined && { 'aws:PrincipalOrgID': permission.principalOrgId }),
  }
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(permission.invokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': String(permission.invokedViaFunctionUrl) },
    }),
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  }
  return {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principalOf(permission.principal, arn),
    Action: action,
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }
}

/** AWS stores an account's number as the ARN of its root. */
function principalOf(principal: string, functionArn: string): PolicyPrincipal {
  if (principal === '*') return '*'
  const partition = parseArn(functionArn)?.partition ?? 'aws'
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` }
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal }
}
