/** STS's API. Source: STS API Reference. */

import { parseArn } from '../../aws/arn'
import { AwsError } from '../../aws/aws-error'
import { checkConstraints, type Constraints } from '../../aws/constraints'
import type { AccessNeed, Caller, Credentials, Operation, ServiceContext, SessionOptions } from '../contract'
import * as limits from './limits'
import { errors } from './wire'

type Input = Readonly<Record<string, unknown>>

export function createOperations(context: ServiceContext): Readonly<Record<string, Operation>> {
  return {
    AssumeRole(input, caller) {
      check(input, limits.ASSUME_ROLE)
      const roleArn = String(input['RoleArn'])
      if (!parseArn(roleArn)?.resource.startsWith('role/')) throw errors.invalidArn(roleArn)
      if (input['SerialNumber'] !== undefined || input['TokenCode'] !== undefined) throw errors.multiFactor()
      if (listOf(input, 'ProvidedContexts').length > 0) throw errors.notSimulated('Provided contexts are')
      if (listOf(input, 'TransitiveTagKeys').length > 0) throw errors.notSimulated('Transitive session tags are')
      const duration = Number(input['DurationSeconds'] ?? limits.ROLE_DURATION_DEFAULT)
      if (caller.kind === 'role' && duration > limits.CHAINED_DURATION_MAX) throw errors.chainedTooLong()
      const name = String(input['RoleSessionName'])
      const options = sessionOptions(input, name, duration)
      authorizeMore(context, caller, roleArn, input, options)
      const session = context.assumeRole(roleArn, caller, name, options)
      const size = packedSize(options)
      return {
        Credentials: credentialsOf(context.credentials(session, duration)),
        AssumedRoleUser: { AssumedRoleId: session.principalId, Arn: session.arn },
        ...(size !== null && { PackedPolicySize: size }),
        ...(input['SourceIdentity'] !== undefined && { SourceIdentity: input['SourceIdentity'] }),
      }
    },

    GetCallerIdentity: (_input, caller) => ({
      UserId: caller.principalId,
      Account: parseArn(caller.arn)?.accountId ?? context.account.accountId,
      Arn: caller.arn,
    }),

    GetSessionToken(input, caller) {
      check(input, limits.GET_SESSION_TOKEN)
      if (input['SerialNumber'] !== undefined || input['TokenCode'] !== undefined) throw errors.multiFactor()
      if (caller.kind === 'role') throw errors.sessionForSession()
      const duration = Number(input['DurationSeconds'] ?? limits.TOKEN_DURATION_DEFAULT)
      return { Credentials: credentialsOf(context.credentials(caller, duration)) }
    },

    // A key's account is part of the key, and every key here is of the one account.
    GetAccessKeyInfo(input) {
      check(input, limits.GET_ACCESS_KEY_INFO)
      return { Account: context.account.accountId }
    },
  }
}

/** STS words its validation as Query services do. @throws AwsError ValidationError */
function check(input: Input, constraints: Constraints): void {
  try {
    checkConstraints(input, constraints)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw errors.validation(error.message)
  }
}

interface Tag {
  readonly key: string
  readonly value: string
}

function tagsOf(input: Input): readonly Tag[] {
  const tags = listOf(input, 'Tags').map((tag) => {
    const { Key, Value } = tag as { readonly Key: string; readonly Value: string }
    return { key: Key, value: Value }
  })
  if (new Set(tags.map(({ key }) => key.toLowerCase())).size < tags.length) throw errors.duplicateTag()
  return tags
}

function sessionOptions(input: Input, sessionName: string, duration: number): SessionOptions {
  const tags = tagsOf(input)
  const source = input['SourceIdentity']
  const arns = listOf(input, 'PolicyArns').map((policy) => String((policy as { readonly arn?: unknown }).arn))
  return {
    duration,
    ...(input['Policy'] !== undefined && { policy: String(input['Policy']) }),
    ...(arns.length > 0 && { policyArns: arns }),
    context: {
      ...Object.fromEntries(tags.map(({ key, value }) => [`aws:PrincipalTag/${key}`, value])),
      ...(source !== undefined && { 'aws:SourceIdentity': String(source) }),
    },
    trustContext: {
      'sts:RoleSessionName': sessionName,
      ...(input['ExternalId'] !== undefined && { 'sts:ExternalId': String(input['ExternalId']) }),
      ...(source !== undefined && { 'sts:SourceIdentity': String(source) }),
      ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
      ...(tags.length > 0 && { 'aws:TagKeys': tags.map(({ key }) => key) }),
    },
  }
}

/** Tags and a source identity are permissions of their own. @throws AwsError AccessDenied */
function authorizeMore(
  context: ServiceContext,
  caller: Caller,
  roleArn: string,
  input: Input,
  { trustContext }: SessionOptions,
): void {
  const actions = [
    ...(listOf(input, 'Tags').length > 0 ? ['sts:TagSession'] : []),
    ...(input['SourceIdentity'] === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  for (const action of actions) {
    const need: AccessNeed = { action, resource: roleArn, ...(trustContext && { context: trustContext }) }
    try {
      context.authorize(caller, need)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw errors.accessDenied(error.message)
    }
  }
}

/** Percent of what a session may carry; AWS packs before it measures, this does not. */
function packedSize({ policy, policyArns = [], context = {} }: SessionOptions): number | null {
  const parts = [
    policy ?? '',
    ...policyArns,
    ...Object.entries(context).flatMap(([key, value]) => [key, String(value)]),
  ]
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return size === 0 ? null : Math.min(100, Math.ceil((size / limits.POLICY_MAX) * 100))
}

function credentialsOf({ accessKeyId, secretAccessKey, sessionToken, expiration }: Credentials): object {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: Math.floor(expiration / 1000),
  }
}

const listOf = (input: Input, name: string): readonly unknown[] => {
  const value = input[name]
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}
