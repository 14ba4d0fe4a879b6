/** Policies: of roles, of resources, of buckets; and what is decided by them. */

import { AwsError } from '../../../../src/cloud/aws/aws-error'
import { readResourcePolicy } from '../../../../src/cloud/aws/policy-statements'
import { MalformedPolicyDocument, readDocument } from '../../../../src/cloud/services/iam/documents'
import { evaluate } from '../../../../src/cloud/services/iam/evaluate'
import { readPolicy } from '../../../../src/cloud/services/s3/policy'
import { hostile, texts } from '../inputs'
import { expectSize, target, unlessRefused } from '../target'

const POLICIES = [
  {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'A',
        Effect: 'Allow',
        Action: ['sqs:Send*', 's3:Get?bject'],
        Resource: 'arn:aws:sqs:*:*:${aws:username}*',
      },
    ],
  },
  {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      NotAction: '*',
      NotResource: ['*'],
      Condition: {
        StringLike: { 'aws:PrincipalArn': ['*role/*'] },
        'ForAllValues:NumericLessThanIfExists': { 'a:b': 5 },
        DateGreaterThan: { 'aws:CurrentTime': '2026-01-01' },
        IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
        Null: { x: 'true' },
      },
    },
  },
]
const RESOURCE_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com', AWS: ['123456789012', '*'] },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::b/*'],
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*' } },
    },
  ],
}

const caller = { kind: 'role', principalId: 'AROA:f', arn: 'arn:aws:sts::123456789012:assumed-role/r/f' }
const context = new Map([
  ['aws:username', ['x']],
  ['aws:SourceIp', ['10.1.2.3']],
  ['aws:CurrentTime', ['2026-06-01T00:00:00Z']],
])

/** Policies come as JSON. */
const asJson = (value: unknown): unknown => {
  const text = unlessRefused([TypeError], () => JSON.stringify(value))
  return text === undefined ? null : JSON.parse(text)
}

export const policyTargets = [
  target('iam-policy', hostile(POLICIES), (value) => {
    const document = unlessRefused([MalformedPolicyDocument], () => readDocument(asJson(value), 'identity' as never))
    if (!document) return
    const policies = { identity: [{ name: 'p', document }], resource: null, boundary: null, session: [] }
    const need = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:123456789012:x' }
    const request = { caller, need, context, resourceAccount: '123456789012' }
    expectSize('the answer', JSON.stringify(evaluate(request as never, policies as never)).length, 100_000)
  }),
  target('resource-policy', hostile([RESOURCE_POLICY]), (value) => {
    const document = readResourcePolicy(asJson(value))
    if (!document) return
    const policies = { identity: [], resource: { name: 'p', document }, boundary: null, session: [] }
    const need = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/key' }
    evaluate({ caller, need, context, resourceAccount: '123456789012' } as never, policies as never)
  }),
  target(
    'bucket-policy',
    texts({
      examples: [JSON.stringify(RESOURCE_POLICY)],
      nesting: [
        ['{"Statement":', '}'],
        ['[', ']'],
      ],
    }),
    (text) => {
      unlessRefused([AwsError], () => readPolicy(text, 'arn:aws:s3:::b'))
    },
  ),
]
