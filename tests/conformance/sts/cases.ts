/** STS, as its SDK client meets it. */

import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
} from '@aws-sdk/client-sts'
import assert from 'node:assert/strict'
import { casesOf, type Aws, type ClientConfig } from '../sdk/case'

const ADMIN_ROLE = 'arn:aws:iam::123456789012:role/admin'
const API = 'STS API Reference'
const GUIDE = 'IAM User Guide, Temporary security credentials'

const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
const ONLY_SQS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
})

interface Failure {
  readonly name: string
  readonly message: string
  readonly $metadata: { readonly httpStatusCode?: number }
}

async function failure(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    return error as Failure
  }
  return assert.fail('it was not refused')
}

const assume = (config: ClientConfig, more: Partial<AssumeRoleCommandInput> = {}): Promise<AssumeRoleCommandOutput> =>
  new STSClient(config).send(new AssumeRoleCommand({ RoleArn: ADMIN_ROLE, RoleSessionName: 'case', ...more }))

const withCredentials = (aws: Aws, { Credentials: given }: AssumeRoleCommandOutput): ClientConfig =>
  aws.as({
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  })

const identityOf = (config: ClientConfig) => new STSClient(config).send(new GetCallerIdentityCommand({}))

async function refusedWith(promise: Promise<unknown>, name: string, status: number, message: string | RegExp) {
  const error = await failure(promise)
  assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status])
  if (typeof message === 'string') assert.equal(error.message, message)
  else assert.match(error.message, message)
}

export default casesOf('sts', {
  'GetCallerIdentity of the administrator': {
    source: `${API}, GetCallerIdentity`,
    async run(aws) {
      const { Account, Arn, UserId } = await identityOf(aws.config)
      assert.equal(Account, '123456789012')
      assert.match(Arn ?? '', /^arn:aws:iam::123456789012:user\//)
      assert.match(UserId ?? '', /^AIDA[A-Z0-9]{16,}$/)
    },
  },
  'GetCallerIdentity of a role’s session': {
    source: `${API}, GetCallerIdentity, "Example: Called by user created with AssumeRole"`,
    async run(aws) {
      const { Account, Arn, UserId } = await identityOf(withCredentials(aws, await assume(aws.config)))
      assert.equal(Account, '123456789012')
      assert.equal(Arn, 'arn:aws:sts::123456789012:assumed-role/admin/case')
      assert.match(UserId ?? '', /^AROA[A-Z0-9]{16,}:case$/)
    },
  },
  'GetCallerIdentity needs no permission, and no deny keeps from it': {
    source: `${API}, GetCallerIdentity: no permissions are required, even with an explicit deny`,
    async run(aws) {
      const deny = { Effect: 'Deny', Action: 'sts:GetCallerIdentity', Resource: '*' }
      const { Account } = await identityOf(await aws.role({ ...ALL, Statement: [...ALL.Statement, deny] }))
      assert.equal(Account, '123456789012')
    },
  },
  'AssumeRole answers credentials and who they stand for': {
    source: `${API}, AssumeRole, Response Elements`,
    async run(aws) {
      const { Credentials: given, AssumedRoleUser: user } = await assume(aws.config)
      assert.match(given?.AccessKeyId ?? '', /^ASIA[A-Z0-9]{16}$/)
      assert.equal(given?.SecretAccessKey?.length, 40)
      assert.ok((given?.SessionToken?.length ?? 0) > 50)
      assert.equal(user?.Arn, 'arn:aws:sts::123456789012:assumed-role/admin/case')
      assert.match(user?.AssumedRoleId ?? '', /^AROA[A-Z0-9]{16,}:case$/)
    },
  },
  'AssumeRole’s credentials last an hour, or as long as asked for': {
    source: `${API}, AssumeRole, DurationSeconds: one hour by default, at least 900 seconds`,
    async run(aws) {
      const lasts = async (more: Partial<AssumeRoleCommandInput>): Promise<number> => {
        const { Credentials: given } = await assume(aws.config, more)
        return Math.round(((given?.Expiration?.getTime() ?? 0) - (await aws.now())) / 1000)
      }
      assert.equal(await lasts({}), 3600)
      assert.equal(await lasts({ DurationSeconds: 900 }), 900)
    },
  },
  'credentials that have expired': {
    source: `${GUIDE}; STS API Reference, Common Errors: ExpiredToken`,
    async run(aws) {
      const config = withCredentials(aws, await assume(aws.config, { DurationSeconds: 900 }))
      assert.equal((await identityOf(config)).Account, '123456789012')
      await aws.advance(901_000)
      const error = await failure(identityOf(config))
      assert.match(error.name, /^ExpiredToken(Exception)?$/)
    },
  },
  'AssumeRole with too short or too long a duration': {
    source: `${API}, AssumeRole, DurationSeconds: 900 to 43200`,
    async run(aws) {
      const wrong = (bound: string) => new RegExp(`^1 validation error detected: .*'durationSeconds' .*${bound}`)
      await refusedWith(
        assume(aws.config, { DurationSeconds: 899 }),
        'ValidationError',
        400,
        wrong('greater than or equal to 900'),
      )
      await refusedWith(
        assume(aws.config, { DurationSeconds: 43_201 }),
        'ValidationError',
        400,
        wrong('less than or equal to 43200'),
      )
    },
  },
  'AssumeRole for longer than the role’s sessions may last': {
    source: `${API}, AssumeRole, DurationSeconds; IAM User Guide, maximum session duration (default one hour)`,
    async run(aws) {
      await refusedWith(
        assume(aws.config, { DurationSeconds: 3601 }),
        'ValidationError',
        400,
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
    },
  },
  'role chaining: another hour at most': {
    source: `${API}, AssumeRole: role chaining limits the session to a maximum of one hour`,
    async run(aws) {
      const config = withCredentials(aws, await assume(aws.config))
      const chained = await assume(config, { RoleSessionName: 'second' })
      assert.equal(chained.AssumedRoleUser?.Arn, 'arn:aws:sts::123456789012:assumed-role/admin/second')
      await refusedWith(
        assume(config, { DurationSeconds: 3601 }),
        'ValidationError',
        400,
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      )
    },
  },
  'AssumeRole without the permission to do so': {
    source: 'IAM User Guide, Troubleshoot access denied error messages; STS API Reference, Common Errors: 403',
    async run(aws) {
      const config = await aws.role(JSON.parse(ONLY_SQS) as object)
      const error = await failure(assume(config))
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['AccessDenied', 403])
      assert.match(
        error.message,
        /^User: arn:aws:sts::123456789012:assumed-role\/admin\/\S+ is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role\/admin because no session policy allows the sts:AssumeRole action$/,
      )
    },
  },
  'AssumeRole with a name that cannot be': {
    source: `${API}, AssumeRole, RoleSessionName: 2 to 64 of [\\w+=,.@-]`,
    async run(aws) {
      for (const RoleSessionName of ['x', 'a b', 'x'.repeat(65)]) {
        await refusedWith(assume(aws.config, { RoleSessionName }), 'ValidationError', 400, /'roleSessionName'/)
      }
    },
  },
  'AssumeRole with what is no role': {
    source: `${API}, AssumeRole, RoleArn: the ARN of a role`,
    async run(aws) {
      const RoleArn = 'arn:aws:iam::123456789012:user/somebody'
      await refusedWith(assume(aws.config, { RoleArn }), 'ValidationError', 400, `${RoleArn} is invalid`)
    },
  },
  'a session policy limits what the role allows': {
    source: 'IAM User Guide, Policies and permissions: Session policies',
    async run(aws) {
      const config = withCredentials(aws, await assume(aws.config, { Policy: ONLY_SQS }))
      await new SQSClient(config).send(new ListQueuesCommand({}))
      const error = await failure(new LambdaClient(config).send(new ListFunctionsCommand({})))
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], ['AccessDeniedException', 403])
      assert.match(error.message, /because no session policy allows the lambda:ListFunctions action$/)
    },
  },
  'a managed policy as session policy': {
    source: `${API}, AssumeRole, PolicyArns`,
    async run(aws) {
      const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess' }]
      const config = withCredentials(aws, await assume(aws.config, { PolicyArns }))
      await new SQSClient(config).send(new ListQueuesCommand({}))
      assert.equal(
        (await failure(new LambdaClient(config).send(new ListFunctionsCommand({})))).name,
        'AccessDeniedException',
      )
    },
  },
  'a session policy that is no policy': {
    source: `${API}, AssumeRole, Errors: MalformedPolicyDocument, status 400`,
    async run(aws) {
      const policies = ['{', '{}', '{"Statement":[{"Effect":"Allow","Action":"nothing","Resource":"*"}]}']
      for (const Policy of policies) {
        await refusedWith(assume(aws.config, { Policy }), 'MalformedPolicyDocumentException', 400, /./)
      }
    },
  },
  'a session policy of more than 2,048 characters': {
    source: `${API}, AssumeRole, Policy: plaintext must not exceed 2,048 characters`,
    async run(aws) {
      const Policy = ONLY_SQS.padEnd(2049)
      await refusedWith(assume(aws.config, { Policy }), 'ValidationError', 400, /less than or equal to 2048/)
    },
  },
  'a source identity stays with the session': {
    source: `${API}, AssumeRole, SourceIdentity; IAM User Guide: sts:SetSourceIdentity in the trust policy`,
    async run(aws) {
      // The role of these cases trusts with sts:AssumeRole alone.
      await refusedWith(
        assume(aws.config, { SourceIdentity: 'ann' }),
        'AccessDenied',
        403,
        /because no role trust policy allows the sts:SetSourceIdentity action$/,
      )
    },
  },
  'session tags need sts:TagSession in the trust policy': {
    source: 'IAM User Guide, Pass session tags in AWS STS: permissions required to add session tags',
    async run(aws) {
      await refusedWith(
        assume(aws.config, { Tags: [{ Key: 'team', Value: 'blue' }] }),
        'AccessDenied',
        403,
        /is not authorized to perform: sts:TagSession on resource: arn:aws:iam::123456789012:role\/admin /,
      )
    },
  },
  'AssumeRole with a device’s code: there is no such device': {
    source: `${API}, AssumeRole, SerialNumber and TokenCode`,
    async run(aws) {
      const device = { SerialNumber: 'arn:aws:iam::123456789012:mfa/ann', TokenCode: '123456' }
      await refusedWith(assume(aws.config, device), 'AccessDenied', 403, /^MultiFactorAuthentication failed/)
    },
  },
  'GetSessionToken stands for the same user, for twelve hours': {
    source: `${API}, GetSessionToken, DurationSeconds: 43,200 seconds by default`,
    async run(aws) {
      const { Credentials: given } = await new STSClient(aws.config).send(new GetSessionTokenCommand({}))
      assert.equal(Math.round(((given?.Expiration?.getTime() ?? 0) - (await aws.now())) / 1000), 43_200)
      const config = withCredentials(aws, { Credentials: given } as AssumeRoleCommandOutput)
      assert.equal((await identityOf(config)).Arn, (await identityOf(aws.config)).Arn)
    },
  },
  'GetSessionToken is not for sessions of roles': {
    source: `${API}, GetSessionToken: called with long-term credentials of an IAM user`,
    async run(aws) {
      const config = withCredentials(aws, await assume(aws.config))
      await refusedWith(
        new STSClient(config).send(new GetSessionTokenCommand({})),
        'AccessDenied',
        403,
        'Cannot call GetSessionToken with session credentials',
      )
    },
  },
  'GetSessionToken with too long a duration': {
    source: `${API}, GetSessionToken, DurationSeconds: 900 to 129600`,
    async run(aws) {
      const command = new GetSessionTokenCommand({ DurationSeconds: 129_601 })
      await refusedWith(new STSClient(aws.config).send(command), 'ValidationError', 400, /less than or equal to 129600/)
    },
  },
  'GetAccessKeyInfo tells the key’s account': {
    source: `${API}, GetAccessKeyInfo`,
    async run(aws) {
      const { Credentials: given } = await assume(aws.config)
      const command = new GetAccessKeyInfoCommand({ AccessKeyId: given?.AccessKeyId })
      assert.equal((await new STSClient(aws.config).send(command)).Account, '123456789012')
    },
  },
  'GetAccessKeyInfo with what is no key': {
    source: `${API}, GetAccessKeyInfo, AccessKeyId: 16 to 128 of [\\w]`,
    async run(aws) {
      const command = new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIA' })
      await refusedWith(new STSClient(aws.config).send(command), 'ValidationError', 400, /'accessKeyId'/)
    },
  },
  'credentials that nobody was given': {
    source: 'STS API Reference, Common Errors: InvalidClientTokenId, status 403',
    async run(aws) {
      const credentials = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', sessionToken: 'y' }
      await refusedWith(
        identityOf(aws.as(credentials)),
        'InvalidClientTokenId',
        403,
        'The security token included in the request is invalid.',
      )
    },
  },
  'an operation that is not simulated says so': {
    source: 'STS API Reference, Common Errors: InvalidAction; Coldstart names what there is',
    async run(aws) {
      const command = new AssumeRoleWithWebIdentityCommand({
        RoleArn: ADMIN_ROLE,
        RoleSessionName: 'web',
        WebIdentityToken: 'token',
      })
      const error = await failure(new STSClient(aws.config).send(command))
      assert.equal(error.name, 'InvalidAction')
      assert.match(error.message, /AssumeRoleWithWebIdentity is not simulated/)
    },
  },
})
