/** IAM's own API is not simulated: roles and policies come from the template. The host answers, and says so. */

import { AwsError } from '../../aws/aws-error'
import type { WireDefinition } from '../contract'

export const wire: WireDefinition = {
  endpointPrefix: 'iam',
  protocol: 'query',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.iam',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    version: '2010-05-08',
    operations: {},
    structures: {},
    errors: {},
  },
}

/** What AssumeRole answers, in STS's codes. Texts: public logs; those of the policies are not confirmed. */
export const errors = {
  durationExceedsRole: () =>
    new AwsError(
      'ValidationError',
      400,
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ),
  malformedPolicy: (message: string) => new AwsError('MalformedPolicyDocumentException', 400, message),
  noSuchPolicy: (arn: string) =>
    new AwsError('MalformedPolicyDocumentException', 400, `Policy ${arn} does not exist or is not attachable.`),
} as const
