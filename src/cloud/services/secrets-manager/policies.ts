/** The API's actions on a secret's resource policy. Source: Secrets Manager API Reference. */

import type { PolicyDocument } from '../../aws/policy'
import { readResourcePolicy, statementsOf } from '../../aws/policy-statements'
import type { Operation } from '../contract'
import { text, type Input } from './input'
import type { Scope } from './scope'
import { errors } from './wire'

export function policyOperations(scope: Scope): Record<string, Operation> {
  return {
    PutResourcePolicy(input) {
      const secret = scope.liveSecretOf(input)
      const policy = policyOf(input)
      if (input['BlockPublicPolicy'] === true && isPublic(policy)) throw errors.publicPolicy()
      secret.policy = policy
      return { ARN: secret.arn, Name: secret.name }
    },
    GetResourcePolicy(input) {
      const secret = scope.liveSecretOf(input)
      return {
        ARN: secret.arn,
        Name: secret.name,
        ...(secret.policy && { ResourcePolicy: JSON.stringify(secret.policy) }),
      }
    },
    DeleteResourcePolicy(input) {
      const secret = scope.liveSecretOf(input)
      secret.policy = null
      return { ARN: secret.arn, Name: secret.name }
    },
    ValidateResourcePolicy(input) {
      if (text(input, 'SecretId') !== '') scope.liveSecretOf(input)
      const policy = policyOf(input)
      return isPublic(policy)
        ? {
            PolicyValidationPassed: false,
            // Text not confirmed.
            ValidationErrors: [{ CheckName: 'PublicPolicy', ErrorMessage: 'The policy grants broad access.' }],
          }
        : { PolicyValidationPassed: true, ValidationErrors: [] }
    },
  }
}

/** @throws AwsError MalformedPolicyDocumentException */
function policyOf(input: Input): PolicyDocument {
  const policy = readResourcePolicy(text(input, 'ResourcePolicy'))
  if (!policy) throw errors.malformedPolicy()
  return policy
}

/** Whether it lets everybody in, without a condition. */
export const isPublic = (policy: PolicyDocument): boolean =>
  statementsOf(policy).some(({ Effect, Principal, Condition }) => {
    const names = typeof Principal === 'string' ? [Principal] : Object.values(Principal ?? {}).flat()
    return Effect === 'Allow' && Condition === undefined && names.includes('*')
  })
