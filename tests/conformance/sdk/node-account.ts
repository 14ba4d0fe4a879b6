/** A fresh account in this process: the cloud itself, with scripted environments. */

import { deploy, lambdaFunction, resource } from '../../unit/cloud/stack'
import { respond } from '../../unit/cloud/scripted-host'
import { accountOf, ADMIN_ROLE } from './account'
import type { Aws } from './case'

const ADMIN = resource('Admin', 'AWS::IAM::Role', {
  RoleName: 'admin',
  AssumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          AWS: 'arn:aws:iam::123456789012:root',
          Service: ['lambda.amazonaws.com', 'events.amazonaws.com', 'scheduler.amazonaws.com'],
        },
        Action: 'sts:AssumeRole',
      },
    ],
  },
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
})

export function nodeAccount(): Aws {
  const run = deploy([ADMIN, lambdaFunction('echo', { Role: ADMIN_ROLE })], {
    invoke: (event) => ({ outcome: respond(event) }),
  })
  if (run.diagnostics.length > 0) throw new Error(`The account's stack: ${JSON.stringify(run.diagnostics)}`)
  return accountOf({
    send: (request) => run.cloud.aws(request),
    now: () => Promise.resolve(run.cloud.kernel.now),
    advance: (ms) => run.advance(ms),
  })
}
