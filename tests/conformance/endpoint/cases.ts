import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateGrantCommand, KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketWebsiteCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import assert from 'node:assert/strict'
import { ADMIN_ROLE } from '../sdk/account'
import { casesOf, type Aws } from '../sdk/case'

const COMMON = 'Common Errors of the API references'

/** @returns the error as the SDK surfaces it: name, status, message */
async function refusal(
  promise: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  try {
    await promise
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    return { name, message, status: $metadata?.httpStatusCode }
  }
  throw new assert.AssertionError({ message: 'It was not refused.' })
}

const stranger = (aws: Aws) => aws.as({ accessKeyId: 'AKIAUNKNOWNUNKNOWNUN', secretAccessKey: 'x' })

/** A session that has ended. */
async function ended(aws: Aws) {
  const { Credentials: given } = await new STSClient(aws.config).send(
    new AssumeRoleCommand({ RoleArn: ADMIN_ROLE, RoleSessionName: 'short', DurationSeconds: 900 }),
  )
  await aws.advance(901_000)
  return aws.as({
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  })
}

export default casesOf('endpoint', {
  'An unknown access key: JSON protocols': {
    source: `${COMMON}: UnrecognizedClientException`,
    async run(aws) {
      const { name, message } = await refusal(new SQSClient(stranger(aws)).send(new ListQueuesCommand({})))
      assert.equal(message, 'The security token included in the request is invalid.')
      assert.match(name, /^(UnrecognizedClientException|InvalidClientTokenId)$/)
    },
  },
  'An unknown access key: REST with JSON': {
    source: `${COMMON}: UnrecognizedClientException, 403`,
    async run(aws) {
      const { name, status } = await refusal(new LambdaClient(stranger(aws)).send(new ListFunctionsCommand({})))
      assert.deepEqual([name, status], ['UnrecognizedClientException', 403])
    },
  },
  'An unknown access key: Query': {
    source: `${COMMON}: InvalidClientTokenId, 403`,
    async run(aws) {
      const { name, status } = await refusal(new SNSClient(stranger(aws)).send(new ListTopicsCommand({})))
      assert.deepEqual([name, status], ['InvalidClientTokenId', 403])
    },
  },
  'An unknown access key: S3': {
    source: 'S3 API Reference, List of error codes: InvalidAccessKeyId',
    async run(aws) {
      const answer = await refusal(new S3Client(stranger(aws)).send(new ListBucketsCommand({})))
      assert.deepEqual(answer, {
        name: 'InvalidAccessKeyId',
        status: 403,
        message: 'The AWS Access Key Id you provided does not exist in our records.',
      })
    },
  },
  'An expired session: JSON protocols': {
    source: `${COMMON}: ExpiredTokenException`,
    async run(aws) {
      const { name, message } = await refusal(
        new DynamoDBClient(await ended(aws)).send(new PutItemCommand({ TableName: 't', Item: {} })),
      )
      assert.equal(name, 'ExpiredTokenException')
      assert.equal(message, 'The security token included in the request is expired')
    },
  },
  'An expired session: Query': {
    source: `${COMMON}: ExpiredToken`,
    async run(aws) {
      const { name, status } = await refusal(new SNSClient(await ended(aws)).send(new ListTopicsCommand({})))
      assert.deepEqual([name, status], ['ExpiredToken', 403])
    },
  },
  'An expired session: S3': {
    source: 'S3 API Reference, List of error codes: ExpiredToken, 400',
    async run(aws) {
      const { name, status } = await refusal(new S3Client(await ended(aws)).send(new ListBucketsCommand({})))
      assert.deepEqual([name, status], ['ExpiredToken', 400])
    },
  },
  'A service that is not simulated is named, and those that are': {
    source: 'Coldstart: what is absent is refused by name',
    async run(aws) {
      const client = new SQSClient({ ...aws.config, endpoint: 'https://athena.us-east-1.amazonaws.com' })
      const { name, message } = await refusal(client.send(new ListQueuesCommand({})))
      assert.equal(name, 'UnknownOperationException')
      assert.match(message, /^The service athena is not simulated\. Coldstart has lambda, .*\bsqs\b/)
    },
  },
  'An operation that is not simulated is named, and those that are': {
    source: 'README, fidelity table: no grants in KMS',
    async run(aws) {
      const command = new CreateGrantCommand({ KeyId: 'k', GranteePrincipal: 'p', Operations: ['Decrypt'] })
      const { name, message } = await refusal(new KMSClient(aws.config).send(command))
      assert.equal(name, 'UnknownOperationException')
      assert.match(message, /^kms:CreateGrant is not simulated\. Coldstart has .*\bEncrypt\b/)
    },
  },
  'A subresource that is not simulated: S3': {
    source: 'S3 API Reference, List of error codes: NotImplemented, 501',
    async run(aws) {
      const { name, status } = await refusal(
        new S3Client(aws.config).send(new GetBucketWebsiteCommand({ Bucket: 'bucket' })),
      )
      assert.deepEqual([name, status], ['NotImplemented', 501])
    },
  },
})
