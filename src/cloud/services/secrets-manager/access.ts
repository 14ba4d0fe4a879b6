/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Secrets Manager".
 */

import { formatArn, type Account } from '../../aws/arn'
import type { AccessNeed, AccessRule } from '../contract'
import { text, type Input } from './input'
import { CURRENT, type Secrets } from './state'

const ON_A_SECRET = [
  'CancelRotateSecret',
  'DeleteResourcePolicy',
  'DeleteSecret',
  'DescribeSecret',
  'GetResourcePolicy',
  'ListSecretVersionIds',
  'PutResourcePolicy',
  'PutSecretValue',
  'RestoreSecret',
  'TagResource',
  'UntagResource',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'ValidateResourcePolicy',
]
const ON_NOTHING = ['GetRandomPassword', 'ListSecrets']

export function createAccess(secrets: Secrets, account: Account): Readonly<Record<string, AccessRule>> {
  /** The secret's own ARN, with its six characters, if there is one. */
  const arnOf = (id: string): string => {
    const found = secrets.findById(id)
    if (found) return found.arn
    return id.startsWith('arn:') ? id : formatArn('secretsmanager', account, `secret:${id}`)
  }
  const need = (action: string, input: Input): AccessNeed => ({
    action: `secretsmanager:${action}`,
    resource: arnOf(text(input, 'SecretId')),
  })
  return {
    ...Object.fromEntries(
      ON_A_SECRET.map((action): [string, AccessRule] => [action, (input) => [need(action, input)]]),
    ),
    ...Object.fromEntries(
      ON_NOTHING.map((action): [string, AccessRule] => [
        action,
        () => [{ action: `secretsmanager:${action}`, resource: '*' }],
      ]),
    ),
    CreateSecret: (input) => {
      const resource = arnOf(text(input, 'Name'))
      return [
        { action: 'secretsmanager:CreateSecret', resource, context: { 'secretsmanager:Name': text(input, 'Name') } },
        ...('Tags' in input ? [{ action: 'secretsmanager:TagResource', resource }] : []),
      ]
    },
    GetSecretValue: (input) => [
      {
        ...need('GetSecretValue', input),
        context: {
          'secretsmanager:VersionStage': text(input, 'VersionStage') || CURRENT,
          ...(text(input, 'VersionId') !== '' && { 'secretsmanager:VersionId': text(input, 'VersionId') }),
        },
      },
    ],
    // Each secret is asked about for itself, when it is read.
    BatchGetSecretValue: (input) => [
      { action: 'secretsmanager:BatchGetSecretValue', resource: '*' },
      ...('Filters' in input ? [{ action: 'secretsmanager:ListSecrets', resource: '*' }] : []),
    ],
    RotateSecret: (input) => [
      {
        ...need('RotateSecret', input),
        context: { 'secretsmanager:RotationLambdaARN': text(input, 'RotationLambdaARN') },
      },
    ],
  }
}
