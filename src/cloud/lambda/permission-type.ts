/** AWS::Lambda::Permission. Source: CloudFormation resource reference for AWS Lambda; AddPermission API. */

import { formatArn } from '../aws/arn'
import type { TemplateValue } from '../aws/template'
import { ResourceError, type ResourceHandle, type ResourceInput, type ResourceType } from '../services/contract'
import type { Permission } from './function-policy'
import type { Lambda } from './lambda'
import { optionalText, type Properties } from './properties'
import { referenceOf, versionOrAlias } from './qualifiers'

/** Source: AddPermission API. */
const ACTION = /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/
const PRINCIPAL = /^[^\s]+$/

export function permissionType(lambda: Lambda): ResourceType {
  const apply = (input: ResourceInput): ResourceHandle => {
    const arn = targetOf(lambda, input.properties)
    const statementId = input.generatedName
    lambda.policies.add(arn, permissionOf(statementId, input.properties))
    return { physicalId: `${arn}|${statementId}`, arn, ref: statementId, attributes: { Id: statementId } }
  }
  const remove = (existing: ResourceHandle): void => {
    const held = lambda.policies.document(existing.arn)?.Statement as readonly { readonly Sid?: string }[] | undefined
    // The function may be gone, and its policy with it.
    if (held?.some(({ Sid }) => Sid === existing.ref)) lambda.policies.remove(existing.arn, existing.ref)
  }
  return {
    create: apply,
    // CloudFormation replaces a permission; here the statement keeps its id, so the old one goes first.
    update(existing, input) {
      permissionOf(existing.ref, input.properties)
      targetOf(lambda, input.properties)
      remove(existing)
      return apply(input)
    },
    delete: remove,
  }
}

function targetOf(lambda: Lambda, properties: Properties): string {
  const { account } = lambda.context
  const { name, qualifier } = referenceOf(account, String(properties['FunctionName'] ?? ''))
  const fn = lambda.find(name)
  const arn = formatArn('lambda', account, `function:${name}`)
  const qualified = qualifier === null ? arn : `${arn}:${qualifier}`
  if (!fn || (qualifier !== null && !versionOrAlias(fn, qualifier))) {
    throw new ResourceError(`Function not found: ${qualified}`, ['FunctionName'])
  }
  return qualified
}

/** An account's number may stand in YAML as a number. */
const textOf = (value: TemplateValue | undefined): string | null =>
  optionalText(typeof value === 'number' ? String(value) : value)

function permissionOf(statementId: string, properties: Properties): Permission {
  const action = optionalText(properties['Action'])
  if (action === null || !ACTION.test(action)) {
    throw new ResourceError(`${JSON.stringify(properties['Action'])} is no action of Lambda.`, ['Action'])
  }
  const principal = textOf(properties['Principal'])
  if (principal === null || !PRINCIPAL.test(principal)) {
    throw new ResourceError('The provided principal was invalid. Please check the principal and try again.', [
      'Principal',
    ])
  }
  const text = <Name extends keyof Permission>(property: string, name: Name): Partial<Record<Name, string>> => {
    const value = textOf(properties[property])
    return value === null ? {} : ({ [name]: value } as Partial<Record<Name, string>>)
  }
  const viaUrl = properties['InvokedViaFunctionUrl']
  return {
    statementId,
    action,
    principal,
    ...text('SourceArn', 'sourceArn'),
    ...text('SourceAccount', 'sourceAccount'),
    ...text('EventSourceToken', 'eventSourceToken'),
    ...text('FunctionUrlAuthType', 'functionUrlAuthType'),
    ...text('PrincipalOrgID', 'principalOrgId'),
    ...(viaUrl !== undefined && { invokedViaFunctionUrl: viaUrl === true || viaUrl === 'true' }),
  }
}
