/** What IAM says of policies that are none. Source: IAM User Guide, "Grammar of the IAM JSON policy language". */

import { describe, expect, it } from 'vitest'
import { MalformedPolicyDocument, readDocument } from '../../../../../src/cloud/services/iam/documents'

const statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }
const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }

function refusal(document: unknown, kind: 'identity' | 'trust' = 'identity'): readonly [string, string] {
  try {
    readDocument(document, kind)
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) return [error.path.join('.'), error.message]
    throw error
  }
  throw new Error('it was accepted')
}

const without = (name: keyof typeof statement): object =>
  Object.fromEntries(Object.entries(statement).filter(([key]) => key !== name))

describe('an identity-based policy', () => {
  it.each([
    ['a single statement', { Statement: statement }],
    ['a list', { Version: '2012-10-17', Statement: [statement] }],
    ['the version of 2008', { Version: '2008-10-17', Statement: [statement] }],
    ['several actions', { Statement: [{ ...statement, Action: ['sqs:*', 's3:Get*'] }] }],
    ['everything', { Statement: [{ ...statement, Action: '*' }] }],
    ['NotAction', { Statement: [{ ...without('Action'), NotAction: 'iam:*' }] }],
    ['NotResource', { Statement: [{ ...without('Resource'), NotResource: 'arn:aws:s3:::b' }] }],
    [
      'a condition',
      { Statement: [{ ...statement, Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': 'a*' } } }] },
    ],
    ['Null', { Statement: [{ ...statement, Condition: { Null: { 'aws:TokenIssueTime': true } } }] }],
  ])('%s', (_, document) => {
    expect(() => readDocument(document, 'identity')).not.toThrow()
  })

  it('keeps booleans and numbers of conditions as texts', () => {
    const condition = { Bool: { 'aws:SecureTransport': false }, NumericLessThan: { 's3:max-keys': [10, 20] } }
    expect(readDocument({ Statement: [{ ...statement, Condition: condition }] }, 'identity').Statement).toMatchObject([
      { Condition: { Bool: { 'aws:SecureTransport': 'false' }, NumericLessThan: { 's3:max-keys': ['10', '20'] } } },
    ])
  })

  it.each([
    ['a text', 'policy', '', 'Syntax errors in policy.'],
    ['no statement', {}, 'Statement', 'Syntax errors in policy.'],
    ['an unknown version', { Version: '2024-01-01', Statement: [statement] }, 'Version', 'Syntax errors in policy.'],
    [
      'an unknown element',
      { Statement: [{ ...statement, Actions: 'x' }] },
      'Statement.0.Actions',
      'Syntax errors in policy.',
    ],
    ['no effect', { Statement: [without('Effect')] }, 'Statement.0', 'Missing required field Effect'],
    ['another effect', { Statement: { ...statement, Effect: 'allow' } }, 'Statement.Effect', 'Invalid effect: allow'],
    ['no action', { Statement: [without('Action')] }, 'Statement.0', 'Policy statement must contain actions.'],
    [
      'no actions',
      { Statement: [{ ...statement, Action: [] }] },
      'Statement.0.Action',
      'Policy statement must contain actions.',
    ],
    [
      'an action without a service',
      { Statement: [{ ...statement, Action: 'SendMessage' }] },
      'Statement.0.Action',
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    ],
    [
      'two colons',
      { Statement: [{ ...statement, Action: 'a:b:c' }] },
      'Statement.0.Action',
      'Actions/Conditions can contain only one colon.',
    ],
    ['no resource', { Statement: [without('Resource')] }, 'Statement.0', 'Policy statement must contain resources.'],
    [
      'a resource that is no ARN',
      { Statement: [{ ...statement, Resource: 'orders' }] },
      'Statement.0.Resource',
      'Resource orders must be in ARN format or "*".',
    ],
    [
      'a principal',
      { Statement: [{ ...statement, Principal: '*' }] },
      'Statement.0.Principal',
      'Policy document should not specify a principal.',
    ],
    [
      'an unknown operator',
      { Statement: [{ ...statement, Condition: { StringIs: { a: 'b' } } }] },
      'Statement.0.Condition.StringIs',
      'Invalid Condition type : StringIs.',
    ],
    [
      'NullIfExists',
      { Statement: [{ ...statement, Condition: { NullIfExists: { a: 'true' } } }] },
      'Statement.0.Condition.NullIfExists',
      'Invalid Condition type : NullIfExists.',
    ],
    [
      'a Sid twice',
      {
        Statement: [
          { ...statement, Sid: 'A' },
          { ...statement, Sid: 'A' },
        ],
      },
      'Statement.1.Sid',
      'Statement IDs (SID) in a single policy must be unique.',
    ],
  ])('refused: %s', (_, document, path, message) => {
    expect(refusal(document)).toEqual([path, message])
  })
})

describe('a trust policy', () => {
  it.each([
    ['a service', { Service: 'lambda.amazonaws.com' }],
    ['services', { Service: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] }],
    ['an account', { AWS: '123456789012' }],
    ['a role', { AWS: 'arn:aws:iam::123456789012:role/r' }],
    ['everybody', { AWS: '*' }],
  ])('of %s', (_, principal) => {
    expect(() => readDocument({ Statement: [{ ...trust, Principal: principal }] }, 'trust')).not.toThrow()
  })

  it.each([
    ['a resource', { ...trust, Resource: '*' }, 'Statement.0.Resource', 'Has prohibited field Resource'],
    [
      'another action',
      { ...trust, Action: 's3:GetObject' },
      'Statement.0.Action',
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'a service that cannot be',
      { ...trust, Principal: { Service: 'lambda' } },
      'Statement.0.Principal',
      'Invalid principal in policy: "Service":"lambda"',
    ],
    ['no principal', { Effect: 'Allow', Action: 'sts:AssumeRole' }, 'Statement.0', 'Missing required field Principal'],
    [
      'another kind',
      { ...trust, Principal: { Human: 'ann' } },
      'Statement.0.Principal',
      'Invalid principal in policy.',
    ],
  ])('refused: %s', (_, one, path, message) => {
    expect(refusal({ Statement: [one] }, 'trust')).toEqual([path, message])
  })
})
