/**
 * Key policies. Sources: AWS KMS Developer Guide, "Default key policy"; the policies that GetKeyPolicy shows for AWS
 * managed keys.
 */

import type { Account } from '../../aws/arn'
import type { OneOrMore, PolicyDocument } from '../../aws/policy'
import { statementsOf } from '../../aws/policy-statements'
import type { Caller } from '../contract'

/** The account may let its identities use the key by their own policies. */
export const defaultPolicy = (accountId: string): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
})

/** Everybody in the account may use it, but only through its service. */
export function managedKeyPolicy(service: 'ssm' | 'secretsmanager', { accountId, region }: Account): PolicyDocument {
  const name = service === 'ssm' ? 'SSM' : 'AWS Secrets Manager'
  const condition = {
    StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com`, 'kms:CallerAccount': accountId },
  }
  return {
    Version: '2012-10-17',
    Id: service === 'ssm' ? 'auto-ssm-1' : 'auto-secretsmanager-2',
    Statement: [
      {
        Sid: `Allow access through ${name} for all principals in the account that are authorized to use ${name}`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:CreateGrant',
          'kms:DescribeKey',
        ],
        Resource: '*',
        Condition: condition,
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
        Resource: '*',
      },
    ],
  }
}

/** Whether somebody of whom the caller is one may still change the policy; conditions are taken to be met. */
export function letsUpdatePolicy(policy: PolicyDocument, caller: Caller, accountId: string): boolean {
  const names = ['*', accountId, `arn:aws:iam::${accountId}:root`, caller.arn, caller.roleArn]
  return statementsOf(policy).some(({ Effect, Action, Principal }) => {
    const principals = typeof Principal === 'string' ? [Principal] : Object.values(Principal ?? {}).flatMap(list)
    const actions = list(Action ?? []).map((action) => action.toLowerCase())
    return (
      Effect === 'Allow' &&
      principals.some((principal) => names.includes(principal)) &&
      actions.some((action) => ['*', 'kms:*', 'kms:put*', 'kms:putkeypolicy'].includes(action))
    )
  })
}

const list = (value: OneOrMore): readonly string[] => (typeof value === 'string' ? [value] : value)
