/**
 * Lambda's own API. Texts of errors and shapes of answers: recorded from AWS by LocalStack's test suite (Apache-2.0,
 * tests/aws/services/lambda_/test_lambda_api.snapshot.json, 2022 to 2024) unless the case names another source.
 */

import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeAsyncCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionUrlConfigsCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  DeleteLayerVersionCommand,
  GetLayerVersionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  PutFunctionRecursionConfigCommand,
  PutProvisionedConcurrencyConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
  UpdateFunctionUrlConfigCommand,
  paginateListFunctions,
  type CreateFunctionCommandInput,
  type FunctionConfiguration,
  type InvokeCommandInput,
} from '@aws-sdk/client-lambda'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { zipSync } from 'fflate'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'
import { durableCases } from './durable'

const ROLE = 'arn:aws:iam::123456789012:role/admin'
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function'
const ECHO = `${ARN}:echo`
const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:work'
/** Longer than anything takes that the control plane does. */
const SETTLED = 60_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (payload: Uint8Array | null | undefined): string => new TextDecoder().decode(payload ?? new Uint8Array())
const fromBase64 = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString()

/** A function that returns its event, whoever runs it. */
const zip = (source = 'exports.handler = async (event) => event'): Uint8Array => zipSync({ 'index.js': bytes(source) })

const lambdaOf = (aws: Aws): LambdaClient => new LambdaClient(aws.config)

/** Sends, and lets time pass until the answer is there. */
const send = <Output>(aws: Aws, promise: Promise<Output>): Promise<Output> => aws.during(promise, 5000)

const settingsOf = (name: string, settings: Partial<CreateFunctionCommandInput> = {}): CreateFunctionCommandInput => ({
  FunctionName: name,
  Role: ROLE,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Code: { ZipFile: zip() },
  ...settings,
})

/** A function that can be invoked. */
async function created(
  aws: Aws,
  name: string,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<FunctionConfiguration> {
  await send(aws, lambdaOf(aws).send(new CreateFunctionCommand(settingsOf(name, settings))))
  await aws.advance(SETTLED)
  return send(aws, lambdaOf(aws).send(new GetFunctionConfigurationCommand({ FunctionName: name })))
}

/** `echo` with two versions that differ in a variable. */
async function withTwoVersions(aws: Aws): Promise<LambdaClient> {
  const lambda = lambdaOf(aws)
  for (const stage of ['staging', 'prod']) {
    const Environment = { Variables: { STAGE: stage } }
    await send(aws, lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', Environment })))
    await aws.advance(SETTLED)
    await send(aws, lambda.send(new PublishVersionCommand({ FunctionName: 'echo' })))
  }
  return lambda
}

const invoke = async (aws: Aws, input: Omit<InvokeCommandInput, 'FunctionName'> & { FunctionName?: string } = {}) =>
  send(aws, lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'echo', ...input })))

async function queueOf(aws: Aws, name: string, attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl = '' } = await send(
    aws,
    new SQSClient(aws.config).send(new CreateQueueCommand({ QueueName: name, Attributes: attributes })),
  )
  return QueueUrl
}

async function receive(aws: Aws, url: string): Promise<string[]> {
  const { Messages = [] } = await send(
    aws,
    new SQSClient(aws.config).send(new ReceiveMessageCommand({ QueueUrl: url })),
  )
  return Messages.map(({ Body = '' }) => Body)
}

interface Refusal {
  readonly name: string
  readonly status: number
  readonly message?: string | RegExp
}

async function refused(aws: Aws, promise: Promise<unknown>, expected: Refusal): Promise<Record<string, unknown>> {
  const error = await send(aws, promise).then(
    () => assert.fail('the request was not refused'),
    (thrown: unknown) => thrown as Error & { $metadata?: { httpStatusCode?: number } },
  )
  assert.equal(error.name, expected.name, error.message)
  assert.equal(error.$metadata?.httpStatusCode, expected.status)
  if (expected.message instanceof RegExp) assert.match(error.message, expected.message)
  else if (expected.message !== undefined) assert.equal(error.message, expected.message)
  return error as unknown as Record<string, unknown>
}

const notFound = (message?: string): Refusal => ({
  name: 'ResourceNotFoundException',
  status: 404,
  ...(message !== undefined && { message }),
})
const invalid = (message: string | RegExp): Refusal => ({
  name: 'InvalidParameterValueException',
  status: 400,
  message,
})

const SNAPSHOT = 'test_lambda_api.snapshot.json::'
const INVOKE_API = 'Lambda API Reference, Invoke'

export default casesOf('lambda', {
  // --- Invoke
  'Invoke gives payload, status and executed version': {
    source: 'localstack test_lambda.snapshot.json::test_invocation_type_request_response, recorded 2025-11-24',
    async run(aws) {
      const answer = await invoke(aws, { Payload: bytes('{"a":1}') })
      assert.equal(answer.StatusCode, 200)
      assert.equal(answer.ExecutedVersion, '$LATEST')
      assert.equal(answer.FunctionError, undefined)
      assert.equal(textOf(answer.Payload), '{"a":1}')
    },
  },
  'Invoke without a payload gives the function an empty object': {
    source: 'localstack test_lambda.snapshot.json::test_invocation_type_no_return_payload, recorded 2025-11-24',
    async run(aws) {
      assert.equal(textOf((await invoke(aws)).Payload), '{}')
    },
  },
  'Invoke by partial ARN, by ARN, and by qualified ARN': {
    source: `${INVOKE_API}, FunctionName`,
    async run(aws) {
      for (const FunctionName of ['123456789012:function:echo', ECHO, `${ECHO}:$LATEST`, 'echo:$LATEST']) {
        assert.equal((await invoke(aws, { FunctionName })).StatusCode, 200, FunctionName)
      }
    },
  },
  'Invoke with LogType Tail gives the end of the log, from START to REPORT': {
    source: 'localstack test_lambda.snapshot.json::test_invocation_with_logs, recorded 2025; Invoke API, LogResult',
    async run(aws) {
      const answer = await invoke(aws, { LogType: 'Tail' })
      const lines = fromBase64(answer.LogResult).split('\n')
      const id = answer.$metadata.requestId ?? ''
      assert.equal(lines[0], `START RequestId: ${id} Version: $LATEST`)
      assert.equal(lines.at(-3), `END RequestId: ${id}`)
      assert.match(lines.at(-2) ?? '', new RegExp(`^REPORT RequestId: ${id}\tDuration: `))
    },
  },
  'Invoke without LogType gives no log': {
    source: `${INVOKE_API}, LogType`,
    async run(aws) {
      assert.equal((await invoke(aws)).LogResult, undefined)
    },
  },
  'Invoke as Event answers 202 with nothing, at once': {
    source: 'localstack test_lambda.snapshot.json::test_invocation_type_event, recorded 2025-11-24',
    async run(aws) {
      const answer = await invoke(aws, { InvocationType: 'Event', Payload: bytes('{}') })
      assert.equal(answer.StatusCode, 202)
      assert.equal(textOf(answer.Payload), '')
      assert.equal(answer.ExecutedVersion, undefined)
      assert.match(answer.$metadata.requestId ?? '', UUID)
    },
  },
  'Invoke as DryRun answers 204 with nothing': {
    source: 'localstack test_lambda.snapshot.json::test_invocation_type_dry_run, recorded 2022-09-09',
    async run(aws) {
      const answer = await invoke(aws, { InvocationType: 'DryRun' })
      assert.equal(answer.StatusCode, 204)
      assert.equal(textOf(answer.Payload), '')
    },
  },
  'Invoke of a function that does not exist names $LATEST': {
    source: 'localstack test_lambda.snapshot.json::test_invoke_exceptions, recorded 2025',
    async run(aws) {
      await refused(
        aws,
        lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'nobody' })),
        notFound(`Function not found: ${ARN}:nobody:$LATEST`),
      )
    },
  },
  'Invoke of an alias and of a version that do not exist': {
    source: 'localstack test_lambda.snapshot.json::test_invoke_exceptions; TestLambdaAlias, recorded 2023-11-20',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await refused(
        aws,
        lambda.send(new InvokeCommand({ FunctionName: 'echo', Qualifier: 'none' })),
        notFound(`Cannot find alias arn: ${ECHO}:none`),
      )
      await refused(
        aws,
        lambda.send(new InvokeCommand({ FunctionName: 'echo', Qualifier: '7' })),
        notFound(`Function not found: ${ECHO}:7`),
      )
    },
  },
  'Invoke with a payload that is no JSON': {
    source: 'localstack test_lambda.snapshot.json::test_invoke_exceptions, recorded 2025',
    async run(aws) {
      await refused(aws, lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'echo', Payload: bytes('{"a') })), {
        name: 'InvalidRequestContentException',
        status: 400,
        message: /^Could not parse request body into json: Could not parse payload into json: /,
      })
    },
  },
  'Invoke as Event with more than 1 MB': {
    source: 'Lambda Developer Guide, "Lambda quotas", 2026 (1 MB for asynchronous invocation)',
    async run(aws) {
      const Payload = bytes(JSON.stringify('x'.repeat(1_048_576)))
      await refused(
        aws,
        lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event', Payload })),
        {
          name: 'RequestTooLargeException',
          status: 413,
          message: /byte payload is too large for the Event invocation type/,
        },
      )
    },
  },
  'Invoke with an InvocationType that there is not': {
    source: 'Smithy validation as AWS prints it; Lambda API Reference, Invoke, InvocationType',
    async run(aws) {
      await refused(
        aws,
        lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Later' as never })),
        {
          name: 'ValidationException',
          status: 400,
          message:
            "1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
        },
      )
    },
  },
  'Invoke with a qualifier in the name that differs from Qualifier': {
    source: `${SNAPSHOT}TestLambdaEventInvokeConfig, put_alias_qualifiedarn_qualifierconflict`,
    async run(aws) {
      await refused(
        aws,
        lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'echo:one', Qualifier: 'two' })),
        invalid('The derived qualifier from the function name does not match the specified qualifier.'),
      )
    },
  },
  'A function of another Region is not reachable': {
    source: `${SNAPSHOT}test_get_function_wrong_region[invoke], recorded 2023-11-20`,
    async run(aws) {
      const FunctionName = 'arn:aws:lambda:eu-west-1:123456789012:function:echo'
      await refused(
        aws,
        lambdaOf(aws).send(new InvokeCommand({ FunctionName })),
        notFound("Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"),
      )
    },
  },
  'Invoke with a client context that is not base64 of JSON': {
    source: `${INVOKE_API}, ClientContext (the text is not confirmed)`,
    async run(aws) {
      await refused(aws, lambdaOf(aws).send(new InvokeCommand({ FunctionName: 'echo', ClientContext: 'not JSON' })), {
        name: 'InvalidRequestContentException',
        status: 400,
      })
    },
  },
  'A throttled Invoke gives 429, the reason, and when to come back': {
    source: 'Lambda API Reference, TooManyRequestsException; localstack test_reserved_concurrency, recorded 2025',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await send(
        aws,
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'echo', ReservedConcurrentExecutions: 0 })),
      )
      const error = await refused(aws, lambda.send(new InvokeCommand({ FunctionName: 'echo' })), {
        name: 'TooManyRequestsException',
        status: 429,
        message: 'Rate Exceeded.',
      })
      assert.equal(error['Reason'], 'ReservedFunctionConcurrentInvocationLimitExceeded')
      assert.equal(error['Type'], 'User')
      assert.match(String(error['retryAfterSeconds']), /^\d+$/)
    },
  },
  'IAM denies Invoke with 403': {
    source: 'IAM User Guide, "Troubleshoot access denied error messages"; Lambda API Reference, Common Errors',
    async run(aws) {
      const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'lambda:Get*', Resource: '*' }] }
      const lambda = new LambdaClient(await aws.during(aws.role(policy), 5000))
      assert.equal(
        (await send(aws, lambda.send(new GetFunctionCommand({ FunctionName: 'echo' })))).Configuration?.FunctionName,
        'echo',
      )
      await refused(aws, lambda.send(new InvokeCommand({ FunctionName: 'echo' })), {
        name: 'AccessDeniedException',
        status: 403,
        message:
          /is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:echo because no session policy allows the lambda:InvokeFunction action$/,
      })
    },
  },
  'InvokeAsync, deprecated, queues the event': {
    source: 'Lambda API Reference, InvokeAsync',
    async run(aws) {
      const command = new InvokeAsyncCommand({ FunctionName: 'echo', InvokeArgs: bytes('{}') })
      assert.equal((await send(aws, lambdaOf(aws).send(command))).Status, 202)
    },
  },
  'InvokeWithResponseStream gives chunks and an end': {
    source: 'Lambda API Reference, InvokeWithResponseStream; Smithy, Amazon Event Stream specification',
    async run(aws) {
      const answer = await send(
        aws,
        lambdaOf(aws).send(
          new InvokeWithResponseStreamCommand({ FunctionName: 'echo', Payload: bytes('{"a":"ä"}'), LogType: 'Tail' }),
        ),
      )
      assert.equal(answer.StatusCode, 200)
      assert.equal(answer.ExecutedVersion, '$LATEST')
      let payload = ''
      let log: string | undefined
      for await (const event of answer.EventStream ?? []) {
        if (event.PayloadChunk) payload += textOf(event.PayloadChunk.Payload)
        if (event.InvokeComplete) {
          assert.equal(event.InvokeComplete.ErrorCode, undefined)
          log = fromBase64(event.InvokeComplete.LogResult)
        }
      }
      assert.equal(payload, '{"a":"ä"}')
      assert.match(log ?? '', /^START RequestId: /)
    },
  },

  // --- Functions
  'CreateFunction answers Pending; the function becomes Active': {
    source: `${SNAPSHOT}test_function_lifecycle, recorded 2024-03-27`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const made = await aws.during(lambda.send(new CreateFunctionCommand(settingsOf('made'))), 500)
      assert.equal(made.$metadata.httpStatusCode, 201)
      const { CodeSha256, CodeSize, LastModified, RevisionId, RuntimeVersionConfig, $metadata: _, ...rest } = made
      assert.deepEqual(rest, {
        Architectures: ['x86_64'],
        Description: '',
        EphemeralStorage: { Size: 512 },
        FunctionArn: `${ARN}:made`,
        FunctionName: 'made',
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/made' },
        MemorySize: 128,
        PackageType: 'Zip',
        Role: ROLE,
        Runtime: 'nodejs22.x',
        SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
        State: 'Pending',
        StateReason: 'The function is being created.',
        StateReasonCode: 'Creating',
        Timeout: 3,
        TracingConfig: { Mode: 'PassThrough' },
        Version: '$LATEST',
      })
      assert.equal(CodeSize, zip().length)
      assert.match(CodeSha256 ?? '', /^[A-Za-z0-9+/]{43}=$/)
      assert.match(LastModified ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/)
      assert.match(RevisionId ?? '', UUID)
      assert.match(RuntimeVersionConfig?.RuntimeVersionArn ?? '', /^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/)
      await aws.advance(SETTLED)
      const { Configuration } = await send(aws, lambda.send(new GetFunctionCommand({ FunctionName: 'made' })))
      assert.equal(Configuration?.State, 'Active')
      assert.equal(Configuration?.LastUpdateStatus, 'Successful')
      assert.equal(Configuration?.StateReason, undefined)
      assert.notEqual(Configuration?.RevisionId, RevisionId)
    },
  },
  'CodeSha256 is the SHA-256 of the archive': {
    source: 'Lambda API Reference, FunctionConfiguration, CodeSha256; FIPS 180-4 by the platform',
    async run(aws) {
      const { CodeSha256 } = await created(aws, 'made')
      const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(zip()))
      assert.equal(CodeSha256, Buffer.from(digest).toString('base64'))
    },
  },
  'A function that the API made can be invoked once it is Active': {
    source: 'Lambda Developer Guide, "Lambda function states"',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await aws.during(lambda.send(new CreateFunctionCommand(settingsOf('made'))), 500)
      await refused(aws, aws.during(lambda.send(new InvokeCommand({ FunctionName: 'made' })), 500), {
        name: 'ResourceConflictException',
        status: 409,
        message:
          'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      })
      await aws.advance(SETTLED)
      assert.equal(textOf((await invoke(aws, { FunctionName: 'made', Payload: bytes('[1]') })).Payload), '[1]')
    },
  },
  'CreateFunction of a name that is taken': {
    source: 'localstack test_lambda_api.py::test_create_lambda_exceptions; Lambda API Reference, CreateFunction',
    async run(aws) {
      await refused(aws, lambdaOf(aws).send(new CreateFunctionCommand(settingsOf('echo'))), {
        name: 'ResourceConflictException',
        status: 409,
        message: 'Function already exist: echo',
      })
    },
  },
  'CreateFunction with bytes that are no archive': {
    source: 'localstack test_lambda_api.py, recorded: Could not unzip uploaded file',
    async run(aws) {
      await refused(
        aws,
        lambdaOf(aws).send(new CreateFunctionCommand(settingsOf('made', { Code: { ZipFile: bytes('no zip') } }))),
        invalid('Could not unzip uploaded file. Please check your file, then try to upload again.'),
      )
    },
  },
  'CreateFunction with a timeout above 900 seconds': {
    source: 'Lambda API Reference, CreateFunction, Timeout; Smithy validation as AWS prints it',
    async run(aws) {
      await refused(aws, lambdaOf(aws).send(new CreateFunctionCommand(settingsOf('made', { Timeout: 901 }))), {
        name: 'ValidationException',
        status: 400,
        message:
          "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      })
    },
  },
  'CreateFunction with a reserved variable': {
    source: 'localstack test_lambda_api.snapshot.json, environment variables; recorded',
    async run(aws) {
      const Environment = { Variables: { AWS_REGION: 'x' } }
      await refused(
        aws,
        lambdaOf(aws).send(new CreateFunctionCommand(settingsOf('made', { Environment }))),
        invalid(
          'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
        ),
      )
    },
  },
  'CreateFunction from a container image is refused by name': {
    source: 'Coldstart: not simulated, and said so',
    async run(aws) {
      const Code = { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/image:latest' }
      await refused(
        aws,
        lambdaOf(aws).send(new CreateFunctionCommand(settingsOf('made', { PackageType: 'Image', Code }))),
        {
          name: 'UnknownOperationException',
          status: 400,
          message: 'Functions from container images are not simulated yet.',
        },
      )
    },
  },
  'CreateFunction with Publish makes version 1': {
    source: `${SNAPSHOT}test_publish_version_on_create, recorded 2023-11-20`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const made = await aws.during(lambda.send(new CreateFunctionCommand(settingsOf('made', { Publish: true }))), 500)
      assert.equal(made.Version, '1')
      assert.equal(made.FunctionArn, `${ARN}:made`)
      assert.equal(made.State, 'Pending')
      await aws.advance(SETTLED)
      assert.equal((await invoke(aws, { FunctionName: 'made', Qualifier: '1' })).ExecutedVersion, '1')
    },
  },
  'GetFunction of what does not exist': {
    source: `${SNAPSHOT}test_function_lifecycle, delete_postdelete; TestLambdaAlias, get_function_alias_notfound_exc`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      await refused(
        aws,
        lambda.send(new GetFunctionCommand({ FunctionName: 'nobody' })),
        notFound(`Function not found: ${ARN}:nobody`),
      )
      await refused(
        aws,
        lambda.send(new GetFunctionCommand({ FunctionName: 'echo', Qualifier: 'none' })),
        notFound(`Function not found: ${ECHO}:none`),
      )
    },
  },
  'GetFunction gives tags and reserved concurrency where there are any': {
    source: `${SNAPSHOT}TestLambdaTag::test_create_tag_on_fn_create; Lambda API Reference, GetFunction`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      await created(aws, 'made', { Tags: { team: 'a' } })
      await send(
        aws,
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'made', ReservedConcurrentExecutions: 7 })),
      )
      const answer = await send(aws, lambda.send(new GetFunctionCommand({ FunctionName: 'made' })))
      assert.deepEqual(answer.Tags, { team: 'a' })
      assert.deepEqual(answer.Concurrency, { ReservedConcurrentExecutions: 7 })
      assert.equal(answer.Code?.RepositoryType, 'S3')
      const plain = await send(aws, lambda.send(new GetFunctionCommand({ FunctionName: 'echo' })))
      assert.equal(plain.Tags, undefined)
      assert.equal(plain.Concurrency, undefined)
    },
  },
  'ListFunctions gives pages, and no states': {
    source: 'Lambda API Reference, ListFunctions',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await created(aws, 'one')
      await created(aws, 'two')
      const first = await send(aws, lambda.send(new ListFunctionsCommand({ MaxItems: 2 })))
      assert.equal(first.Functions?.length, 2)
      assert.equal(first.Functions?.[0]?.State, undefined)
      const { NextMarker: Marker } = first
      const second = await send(aws, lambda.send(new ListFunctionsCommand({ MaxItems: 2, Marker })))
      const names = [...(first.Functions ?? []), ...(second.Functions ?? [])].map(({ FunctionName }) => FunctionName)
      assert.deepEqual(names.sort(), ['echo', 'one', 'two'])
      assert.equal(second.NextMarker, undefined)
    },
  },
  'The paginator of ListFunctions ends': {
    source: 'Lambda API Reference, ListFunctions (Marker, NextMarker)',
    async run(aws) {
      const names: (string | undefined)[] = []
      const pages = paginateListFunctions({ client: lambdaOf(aws), pageSize: 1 }, {})[Symbol.asyncIterator]()
      for (;;) {
        const { done, value } = await send(aws, pages.next())
        if (done === true) break
        names.push(...(value.Functions ?? []).map(({ FunctionName }) => FunctionName))
      }
      assert.deepEqual(names, ['echo'])
    },
  },
  'ListFunctions with FunctionVersion ALL gives every version, qualified': {
    source: 'Lambda API Reference, ListFunctions, FunctionVersion',
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const { Functions = [] } = await send(aws, lambda.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' })))
      assert.deepEqual(
        Functions.map(({ FunctionArn }) => FunctionArn),
        [`${ECHO}:$LATEST`, `${ECHO}:1`, `${ECHO}:2`],
      )
    },
  },
  'UpdateFunctionConfiguration is InProgress first, then Successful': {
    source: `${SNAPSHOT}test_function_lifecycle, update_func_conf_response`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const change = {
        FunctionName: 'echo',
        MemorySize: 512,
        Description: 'Changed',
        Environment: { Variables: { KEY: 'a' } },
      }
      const updated = await aws.during(lambda.send(new UpdateFunctionConfigurationCommand(change)), 500)
      assert.equal(updated.MemorySize, 512)
      assert.equal(updated.Description, 'Changed')
      assert.deepEqual(updated.Environment, { Variables: { KEY: 'a' } })
      assert.equal(updated.State, 'Active')
      assert.equal(updated.LastUpdateStatus, 'InProgress')
      assert.equal(updated.LastUpdateStatusReason, 'The function is being created.')
      assert.equal(updated.LastUpdateStatusReasonCode, 'Creating')
      await refused(
        aws,
        aws.during(lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', Timeout: 9 })), 200),
        {
          name: 'ResourceConflictException',
          status: 409,
          message: `The operation cannot be performed at this time. An update is in progress for resource: ${ECHO}`,
        },
      )
      await aws.advance(SETTLED)
      const after = await send(aws, lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'echo' })))
      assert.equal(after.LastUpdateStatus, 'Successful')
      assert.equal(after.LastUpdateStatusReason, undefined)
      assert.equal(after.Timeout, 3)
    },
  },
  'UpdateFunctionCode changes CodeSha256': {
    source: `${SNAPSHOT}test_lambda_code_location_zipfile, recorded 2023-11-20`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const before = await created(aws, 'made')
      const ZipFile = zip('exports.handler = async () => 2')
      const after = await send(aws, lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'made', ZipFile })))
      assert.notEqual(after.CodeSha256, before.CodeSha256)
      assert.equal(after.CodeSize, ZipFile.length)
      assert.equal(after.Version, '$LATEST')
    },
  },
  'UpdateFunctionCode with DryRun changes nothing': {
    source: 'Lambda API Reference, UpdateFunctionCode, DryRun',
    async run(aws) {
      const lambda = lambdaOf(aws)
      const before = await created(aws, 'made')
      const ZipFile = zip('exports.handler = async () => 2')
      await send(aws, lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'made', ZipFile, DryRun: true })))
      const after = await send(aws, lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'made' })))
      assert.equal(after.CodeSha256, before.CodeSha256)
      assert.equal(after.RevisionId, before.RevisionId)
    },
  },
  'A change with an old RevisionId is refused': {
    source: `${SNAPSHOT}test_publish_with_wrong_revisionid, recorded 2022-09-30`,
    async run(aws) {
      await refused(aws, lambdaOf(aws).send(new PublishVersionCommand({ FunctionName: 'echo', RevisionId: 'old' })), {
        name: 'PreconditionFailedException',
        status: 412,
        message:
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      })
    },
  },
  'DeleteFunction answers 204, and the function is gone': {
    source: `${SNAPSHOT}test_function_lifecycle, delete_response`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const answer = await send(aws, lambda.send(new DeleteFunctionCommand({ FunctionName: 'echo' })))
      assert.equal(answer.$metadata.httpStatusCode, 204)
      await refused(
        aws,
        lambda.send(new DeleteFunctionCommand({ FunctionName: 'echo' })),
        notFound(`Function not found: ${ECHO}`),
      )
      await refused(
        aws,
        lambda.send(new InvokeCommand({ FunctionName: 'echo' })),
        notFound(`Function not found: ${ECHO}:$LATEST`),
      )
    },
  },
  'DeleteFunction of one version leaves the others; $LATEST and what an alias needs stay': {
    source: 'Lambda Developer Guide, "Manage Lambda function versions"; Lambda API Reference, DeleteFunction',
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '2' })))
      await send(aws, lambda.send(new DeleteFunctionCommand({ FunctionName: 'echo', Qualifier: '1' })))
      await refused(
        aws,
        lambda.send(new InvokeCommand({ FunctionName: 'echo', Qualifier: '1' })),
        notFound(`Function not found: ${ECHO}:1`),
      )
      await refused(aws, lambda.send(new DeleteFunctionCommand({ FunctionName: 'echo', Qualifier: '2' })), {
        name: 'ResourceConflictException',
        status: 409,
      })
      await refused(
        aws,
        lambda.send(new DeleteFunctionCommand({ FunctionName: 'echo', Qualifier: '$LATEST' })),
        invalid('$LATEST version cannot be deleted without deleting the function.'),
      )
      assert.equal((await invoke(aws, { Qualifier: 'live' })).ExecutedVersion, '2')
    },
  },

  // --- Versions
  'PublishVersion numbers versions, and gives the last one again when nothing has changed': {
    source: `${SNAPSHOT}TestLambdaVersions::test_version_lifecycle, third_publish_response`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const again = await send(
        aws,
        lambda.send(new PublishVersionCommand({ FunctionName: 'echo', Description: 'not taken over' })),
      )
      assert.equal(again.$metadata.httpStatusCode, 201)
      assert.equal(again.Version, '2')
      assert.equal(again.Description, '')
      assert.equal(again.FunctionArn, `${ECHO}:2`)
      assert.equal(again.State, 'Active')
    },
  },
  'PublishVersion with another CodeSha256': {
    source: `${SNAPSHOT}test_publish_with_wrong_sha256, recorded 2023-11-20`,
    async run(aws) {
      const { CodeSha256 = '' } = await created(aws, 'made')
      const lambda = lambdaOf(aws)
      await refused(
        aws,
        lambda.send(new PublishVersionCommand({ FunctionName: 'made', CodeSha256: 'somenonexistentsha256' })),
        invalid(
          `CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST (${CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
        ),
      )
      const made = await send(aws, lambda.send(new PublishVersionCommand({ FunctionName: 'made', CodeSha256 })))
      assert.equal(made.Version, '1')
    },
  },
  'A version keeps its configuration when $LATEST changes': {
    source: `${SNAPSHOT}TestLambdaVersions, first_publish_get_function_after_update`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const one = await send(
        aws,
        lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'echo', Qualifier: '1' })),
      )
      assert.deepEqual(one.Environment, { Variables: { STAGE: 'staging' } })
      assert.equal(one.Version, '1')
      assert.equal(one.FunctionArn, `${ECHO}:1`)
      assert.equal((await invoke(aws, { Qualifier: '1' })).ExecutedVersion, '1')
      assert.equal((await invoke(aws)).ExecutedVersion, '$LATEST')
    },
  },
  'The log of a version has its number': {
    source: 'Lambda Developer Guide, "Viewing CloudWatch logs" (START … Version)',
    async run(aws) {
      await withTwoVersions(aws)
      const log = fromBase64((await invoke(aws, { Qualifier: '2', LogType: 'Tail' })).LogResult)
      assert.match(log, /^START RequestId: [0-9a-f-]{36} Version: 2\n/)
    },
  },
  'ListVersionsByFunction starts with $LATEST, qualified, without states': {
    source: `${SNAPSHOT}TestLambdaVersions, list_versions_result_end`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const { Versions = [] } = await send(
        aws,
        lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'echo' })),
      )
      assert.deepEqual(
        Versions.map(({ FunctionArn, State }) => [FunctionArn, State]),
        [
          [`${ECHO}:$LATEST`, undefined],
          [`${ECHO}:1`, undefined],
          [`${ECHO}:2`, undefined],
        ],
      )
      const first = await send(
        aws,
        lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'echo', MaxItems: 2 })),
      )
      const rest = await send(
        aws,
        lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'echo', MaxItems: 2, Marker: first.NextMarker })),
      )
      assert.deepEqual([first.Versions?.length, rest.Versions?.length, rest.NextMarker], [2, 1, undefined])
    },
  },

  // --- Aliases
  'An alias can be made, read, changed and deleted': {
    source: `${SNAPSHOT}TestLambdaAlias::test_alias_lifecycle, recorded 2023-11-20`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const FunctionName = 'echo'
      const made = await send(
        aws,
        lambda.send(
          new CreateAliasCommand({
            FunctionName,
            Name: 'live',
            FunctionVersion: '1',
            Description: 'custom-alias',
            RoutingConfig: { AdditionalVersionWeights: { 2: 0.2 } },
          }),
        ),
      )
      assert.equal(made.$metadata.httpStatusCode, 201)
      const { RevisionId, $metadata: _, ...rest } = made
      assert.deepEqual(rest, {
        AliasArn: `${ECHO}:live`,
        Description: 'custom-alias',
        FunctionVersion: '1',
        Name: 'live',
        RoutingConfig: { AdditionalVersionWeights: { 2: 0.2 } },
      })
      const read = await send(aws, lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })))
      assert.equal(read.RevisionId, RevisionId)
      const changed = await send(
        aws,
        lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', RoutingConfig: {} })),
      )
      assert.equal(changed.RoutingConfig, undefined)
      assert.equal(changed.Description, 'custom-alias')
      assert.notEqual(changed.RevisionId, RevisionId)
      const deleted = await send(aws, lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' })))
      assert.equal(deleted.$metadata.httpStatusCode, 204)
      await refused(
        aws,
        lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' })),
        notFound(`Cannot find alias arn: ${ECHO}:live`),
      )
    },
  },
  'ListAliases, all or those of one version': {
    source: `${SNAPSHOT}TestLambdaAlias::test_alias_lifecycle, list_aliases_for_version`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      for (const [Name, FunctionVersion] of [
        ['a', '1'],
        ['b', '2'],
        ['c', '1'],
      ]) {
        await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name, FunctionVersion })))
      }
      const names = async (FunctionVersion?: string) => {
        const command = new ListAliasesCommand({ FunctionName: 'echo', FunctionVersion })
        return (await send(aws, lambda.send(command))).Aliases?.map(({ Name }) => Name)
      }
      assert.deepEqual(await names(), ['a', 'b', 'c'])
      assert.deepEqual(await names('1'), ['a', 'c'])
    },
  },
  'GetFunction of an alias gives its version under the alias’s ARN': {
    source: `${SNAPSHOT}TestLambdaAlias::test_alias_lifecycle, get_function_alias_1_1`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1' })))
      const { Configuration } = await send(aws, lambda.send(new GetFunctionCommand({ FunctionName: `${ECHO}:live` })))
      assert.equal(Configuration?.FunctionArn, `${ECHO}:live`)
      assert.equal(Configuration?.Version, '1')
      assert.deepEqual(Configuration?.Environment, { Variables: { STAGE: 'staging' } })
    },
  },
  'Invoke of an alias runs its version': {
    source: 'Lambda Developer Guide, "Create an alias for a Lambda function"',
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1' })))
      assert.equal((await invoke(aws, { Qualifier: 'live' })).ExecutedVersion, '1')
      await send(aws, lambda.send(new UpdateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '2' })))
      assert.equal((await invoke(aws, { FunctionName: `${ECHO}:live` })).ExecutedVersion, '2')
    },
  },
  'A weight of 1 sends every invocation to the other version, 0 none': {
    source: 'Lambda Developer Guide, "Implementing Lambda function traffic shifting with aliases"',
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const weights = (weight: number) => ({ RoutingConfig: { AdditionalVersionWeights: { 2: weight } } })
      await send(
        aws,
        lambda.send(
          new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1', ...weights(1) }),
        ),
      )
      const executed = async () => [
        (await invoke(aws, { Qualifier: 'live' })).ExecutedVersion,
        (await invoke(aws, { Qualifier: 'live' })).ExecutedVersion,
        (await invoke(aws, { Qualifier: 'live' })).ExecutedVersion,
      ]
      assert.deepEqual(await executed(), ['2', '2', '2'])
      await send(aws, lambda.send(new UpdateAliasCommand({ FunctionName: 'echo', Name: 'live', ...weights(0) })))
      assert.deepEqual(await executed(), ['1', '1', '1'])
    },
  },
  'What an alias may not be': {
    source: `${SNAPSHOT}TestLambdaAlias::test_notfound_and_invalid_routingconfigs, recorded 2023-11-20`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const create = (FunctionVersion: string, AdditionalVersionWeights?: Record<string, number>, name = 'custom') =>
        lambda.send(
          new CreateAliasCommand({
            FunctionName: 'echo',
            Name: name,
            FunctionVersion,
            ...(AdditionalVersionWeights && { RoutingConfig: { AdditionalVersionWeights } }),
          }),
        )
      await refused(
        aws,
        create('1', { 1: 0.5, 2: 0.5 }),
        invalid('Number of items in AdditionalVersionWeights cannot be greater than 1'),
      )
      await refused(
        aws,
        create('1', { 1: 0.5 }),
        invalid('Invalid function version 1. Function version 1 is already included in routing configuration.'),
      )
      await refused(
        aws,
        create('$LATEST', { 1: 0.5 }),
        invalid('$LATEST is not supported for an alias pointing to more than 1 version'),
      )
      await refused(aws, create('10'), notFound(`Function not found: ${ECHO}:10`))
      await refused(aws, create('1', { 10: 0.5 }), notFound(`Function not found: ${ECHO}:10`))
      await refused(aws, create('1', { 2: 2 }), {
        name: 'ValidationException',
        status: 400,
        message:
          "1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
      })
      await refused(aws, create('1', { $LATEST: 0.5 }), {
        name: 'ValidationException',
        status: 400,
        message:
          "1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]",
      })
      await send(aws, create('1'))
      await refused(aws, create('2'), {
        name: 'ResourceConflictException',
        status: 409,
        message: `Alias already exists: ${ECHO}:custom`,
      })
      assert.equal((await send(aws, create('$LATEST', undefined, 'newest'))).FunctionVersion, '$LATEST')
    },
  },

  // --- Concurrency
  'Reserved concurrency can be set, read and taken away': {
    source: `${SNAPSHOT}TestLambdaReservedConcurrency::test_function_concurrency, recorded 2023-11-20`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const FunctionName = 'echo'
      const put = await send(
        aws,
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 })),
      )
      assert.equal(put.ReservedConcurrentExecutions, 1)
      const read = () => send(aws, lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })))
      assert.equal((await read()).ReservedConcurrentExecutions, 1)
      const deleted = await send(aws, lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName })))
      assert.equal(deleted.$metadata.httpStatusCode, 204)
      assert.equal((await read()).ReservedConcurrentExecutions, undefined)
    },
  },
  'Reserved concurrency: unknown function, qualified name, more than there is': {
    source: `${SNAPSHOT}test_function_concurrency_exceptions; test_function_concurrency_limits`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const put = (FunctionName: string, ReservedConcurrentExecutions: number) =>
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }))
      await refused(aws, put('nobody', 1), notFound(`Function not found: ${ARN}:nobody:$LATEST`))
      await refused(
        aws,
        put(`${ECHO}:$LATEST`, 1),
        invalid(
          'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
        ),
      )
      await refused(
        aws,
        put('echo', 901),
        invalid(
          "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
        ),
      )
    },
  },
  'GetAccountSettings gives limits and usage': {
    source: 'Lambda API Reference, GetAccountSettings; Lambda Developer Guide, "Lambda quotas"',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await send(
        aws,
        lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'echo', ReservedConcurrentExecutions: 300 })),
      )
      const { AccountLimit, AccountUsage } = await send(aws, lambda.send(new GetAccountSettingsCommand({})))
      assert.equal(AccountLimit?.ConcurrentExecutions, 1000)
      assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 700)
      assert.equal(AccountLimit?.CodeSizeZipped, 52_428_800)
      assert.equal(AccountLimit?.CodeSizeUnzipped, 262_144_000)
      assert.equal(AccountUsage?.FunctionCount, 1)
    },
  },
  'Provisioned concurrency: not of $LATEST, none there, then in progress and ready': {
    source: 'Lambda fact: recorded texts of PutProvisionedConcurrencyConfig (localstack test_lambda_api.py)',
    async run(aws) {
      const lambda = lambdaOf(aws)
      const put = (Qualifier: string) =>
        lambda.send(
          new PutProvisionedConcurrencyConfigCommand({
            FunctionName: 'echo',
            Qualifier,
            ProvisionedConcurrentExecutions: 1,
          }),
        )
      await refused(
        aws,
        put('$LATEST'),
        invalid('Provisioned Concurrency Configs cannot be applied to unpublished function versions.'),
      )
      await send(aws, lambda.send(new PublishVersionCommand({ FunctionName: 'echo' })))
      await refused(
        aws,
        lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'echo', Qualifier: '1' })),
        {
          name: 'ProvisionedConcurrencyConfigNotFoundException',
          status: 404,
          message: 'No Provisioned Concurrency Config found for this function',
        },
      )
      const { Status, RequestedProvisionedConcurrentExecutions } = await send(aws, put('1'))
      assert.deepEqual([Status, RequestedProvisionedConcurrentExecutions], ['IN_PROGRESS', 1])
      await aws.advance(60_000)
      const ready = await send(
        aws,
        lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'echo', Qualifier: '1' })),
      )
      assert.deepEqual([ready.Status, ready.AvailableProvisionedConcurrentExecutions], ['READY', 1])
    },
  },

  // --- Settings for asynchronous invocation
  'PutFunctionEventInvokeConfig replaces, Update merges': {
    source: `${SNAPSHOT}test_lambda_eventinvokeconfig_exceptions, put_post_overwrite and update_response`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const FunctionName = 'echo'
      const put = await send(
        aws,
        lambda.send(
          new PutFunctionEventInvokeConfigCommand({
            FunctionName,
            MaximumEventAgeInSeconds: 60,
            MaximumRetryAttempts: 2,
          }),
        ),
      )
      const { LastModified, $metadata: _, ...rest } = put
      assert.ok(LastModified instanceof Date)
      assert.deepEqual(rest, {
        DestinationConfig: { OnFailure: {}, OnSuccess: {} },
        FunctionArn: `${ECHO}:$LATEST`,
        MaximumEventAgeInSeconds: 60,
        MaximumRetryAttempts: 2,
      })
      const updated = await send(
        aws,
        lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 })),
      )
      assert.deepEqual([updated.MaximumEventAgeInSeconds, updated.MaximumRetryAttempts], [60, 0])
      const replaced = await send(
        aws,
        lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 })),
      )
      assert.deepEqual([replaced.MaximumEventAgeInSeconds, replaced.MaximumRetryAttempts], [undefined, 1])
    },
  },
  'Event invoke settings are per qualifier; list and delete': {
    source: `${SNAPSHOT}test_lambda_eventinvokeconfig_exceptions, list_configs, delete_function_not_found`,
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1' })))
      for (const Qualifier of ['$LATEST', '1', 'live']) {
        await send(
          aws,
          lambda.send(
            new PutFunctionEventInvokeConfigCommand({ FunctionName: 'echo', Qualifier, MaximumRetryAttempts: 1 }),
          ),
        )
      }
      const { FunctionEventInvokeConfigs = [] } = await send(
        aws,
        lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName: 'echo' })),
      )
      assert.deepEqual(
        FunctionEventInvokeConfigs.map(({ FunctionArn }) => FunctionArn),
        [`${ECHO}:$LATEST`, `${ECHO}:1`, `${ECHO}:live`],
      )
      const remove = () => lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: 'echo:live' }))
      assert.equal((await send(aws, remove())).$metadata.httpStatusCode, 204)
      await refused(aws, remove(), notFound(`The function ${ECHO}:live doesn't have an EventInvokeConfig`))
    },
  },
  'What event invoke settings may not be': {
    source: `${SNAPSHOT}test_lambda_eventinvokeconfig_exceptions, recorded 2023-11-20`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const put = (settings: object, FunctionName = 'echo') =>
        lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }))
      const onSuccess = (Destination: string) => ({ DestinationConfig: { OnSuccess: { Destination } } })
      await refused(aws, put({}), invalid('You must specify at least one of error handling or destination setting.'))
      await refused(aws, put({ MaximumRetryAttempts: 1 }, 'nobody'), notFound("The function doesn't exist."))
      await refused(aws, put({ Qualifier: 'none', MaximumRetryAttempts: 1 }), notFound("The function doesn't exist."))
      await refused(aws, put(onSuccess(ECHO)), invalid("You can't specify the function as a destination for itself."))
      await refused(aws, put(onSuccess(`${ARN}:nobody`)), invalid(`The destination ARN ${ARN}:nobody is invalid.`))
      const iam = 'arn:aws:iam:us-east-1:123456789012:function:echo'
      await refused(
        aws,
        put(onSuccess(iam)),
        invalid(
          `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${iam}), onFailure=null) is invalid.`,
        ),
      )
      await refused(aws, lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'echo' })), {
        name: 'ResourceNotFoundException',
        status: 404,
        message: `The function ${ECHO}:$LATEST doesn't have an EventInvokeConfig`,
      })
      await refused(aws, put({ MaximumRetryAttempts: 3 }), {
        name: 'ValidationException',
        status: 400,
        message:
          /at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2$/,
      })
    },
  },
  'An alias’s destination gets the events that the alias was invoked with': {
    source: 'Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations"; ls/dest/*, recorded 2025',
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      const url = await queueOf(aws, 'work')
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1' })))
      await send(
        aws,
        lambda.send(
          new PutFunctionEventInvokeConfigCommand({
            FunctionName: 'echo',
            Qualifier: 'live',
            DestinationConfig: { OnSuccess: { Destination: QUEUE } },
          }),
        ),
      )
      await invoke(aws, { InvocationType: 'Event', Payload: bytes('{"a":1}') })
      await aws.advance(SETTLED)
      assert.deepEqual(await receive(aws, url), [])
      await invoke(aws, { InvocationType: 'Event', Payload: bytes('{"a":2}'), Qualifier: 'live' })
      await aws.advance(SETTLED)
      const [record = '{}'] = await receive(aws, url)
      const { requestContext, requestPayload, responseContext } = JSON.parse(record) as Record<string, object>
      assert.deepEqual(requestPayload, { a: 2 })
      assert.equal((requestContext as { functionArn: string }).functionArn, `${ECHO}:live`)
      assert.deepEqual(responseContext, { statusCode: 200, executedVersion: '1' })
    },
  },

  // --- Event source mappings
  'An event source mapping goes from Creating to Enabled, and then polls': {
    source:
      'localstack event_source_mapping/test_api.snapshot.json; Lambda Developer Guide, "Using Lambda with Amazon SQS"',
    async run(aws) {
      const lambda = lambdaOf(aws)
      const url = await queueOf(aws, 'work')
      const made = await aws.during(
        lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'echo', EventSourceArn: QUEUE })),
        500,
      )
      assert.equal(made.$metadata.httpStatusCode, 202)
      const { UUID: id = '', LastModified, $metadata: _, ...rest } = made
      assert.match(id, UUID)
      assert.ok(LastModified instanceof Date)
      assert.deepEqual(rest, {
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 0,
        EventSourceArn: QUEUE,
        EventSourceMappingArn: `arn:aws:lambda:us-east-1:123456789012:event-source-mapping:${id}`,
        FunctionArn: ECHO,
        FunctionResponseTypes: [],
        State: 'Creating',
        StateTransitionReason: 'USER_INITIATED',
      })
      await aws.advance(SETTLED)
      const read = await send(aws, lambda.send(new GetEventSourceMappingCommand({ UUID: id })))
      assert.equal(read.State, 'Enabled')
      await send(aws, new SQSClient(aws.config).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' })))
      await aws.advance(SETTLED)
      assert.deepEqual(await receive(aws, url), [])
    },
  },
  'A second mapping of the same queue and function is refused': {
    source: 'localstack event_source_mapping/test_api.snapshot.json::test_create_event_source_mapping, recorded',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await queueOf(aws, 'work')
      const create = () =>
        lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'echo', EventSourceArn: QUEUE }))
      const { UUID: id = '' } = await send(aws, create())
      await refused(aws, create(), {
        name: 'ResourceConflictException',
        status: 409,
        message: `An event source mapping with SQS arn (" ${QUEUE} ") and function (" echo ") already exists. Please update or delete the existing mapping with UUID ${id}`,
      })
    },
  },
  'What an event source mapping may not be': {
    source: 'localstack event_source_mapping/test_api.snapshot.json; Lambda Developer Guide, "Configuring SQS"',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await queueOf(aws, 'work')
      await queueOf(aws, 'impatient', { VisibilityTimeout: '2' })
      const create = (settings: object) =>
        lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'echo', EventSourceArn: QUEUE, ...settings }))
      await refused(aws, create({ FunctionName: 'nobody' }), notFound(`Function not found: ${ARN}:nobody`))
      await refused(
        aws,
        create({ EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:none' }),
        invalid(
          'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
        ),
      )
      await refused(
        aws,
        create({ EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:impatient' }),
        invalid('Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds'),
      )
      await refused(
        aws,
        create({ BatchSize: 11 }),
        invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10'),
      )
      await refused(aws, create({ BatchSize: 0 }), { name: 'ValidationException', status: 400 })
      await refused(
        aws,
        create({ EventSourceArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s', StartingPosition: 'LATEST' }),
        invalid('Stream not found: arn:aws:kinesis:us-east-1:123456789012:stream/s'),
      )
    },
  },
  'An event source mapping can be changed, disabled, listed and deleted': {
    source: 'Lambda API Reference, UpdateEventSourceMapping, ListEventSourceMappings, DeleteEventSourceMapping',
    async run(aws) {
      const lambda = lambdaOf(aws)
      const url = await queueOf(aws, 'work')
      const { UUID: id = '' } = await send(
        aws,
        lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'echo', EventSourceArn: QUEUE })),
      )
      await aws.advance(SETTLED)
      const changed = await aws.during(
        lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled: false, BatchSize: 5 })),
        500,
      )
      assert.equal(changed.State, 'Disabling')
      await refused(aws, aws.during(lambda.send(new DeleteEventSourceMappingCommand({ UUID: id })), 500), {
        name: 'ResourceInUseException',
        status: 400,
        message: 'Cannot delete the event source mapping because it is in use.',
      })
      await aws.advance(SETTLED)
      const { EventSourceMappings = [] } = await send(
        aws,
        lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'echo' })),
      )
      assert.deepEqual(
        EventSourceMappings.map(({ UUID: found, State, BatchSize }) => [found, State, BatchSize]),
        [[id, 'Disabled', 5]],
      )
      await send(aws, new SQSClient(aws.config).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' })))
      await aws.advance(SETTLED)
      assert.deepEqual(await receive(aws, url), ['a'])
      const deleted = await aws.during(lambda.send(new DeleteEventSourceMappingCommand({ UUID: id })), 500)
      assert.equal(deleted.State, 'Deleting')
      await aws.advance(SETTLED)
      await refused(
        aws,
        lambda.send(new GetEventSourceMappingCommand({ UUID: id })),
        notFound('The resource you requested does not exist.'),
      )
    },
  },
  'A mapping to an alias invokes the alias’s version': {
    source: 'Lambda API Reference, CreateEventSourceMapping, FunctionName (version or alias ARN)',
    async run(aws) {
      const lambda = await withTwoVersions(aws)
      await queueOf(aws, 'work')
      await refused(
        aws,
        lambda.send(new CreateEventSourceMappingCommand({ FunctionName: 'echo:live', EventSourceArn: QUEUE })),
        notFound(`Cannot find alias arn: ${ECHO}:live`),
      )
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1' })))
      const made = await send(
        aws,
        lambda.send(new CreateEventSourceMappingCommand({ FunctionName: `${ECHO}:live`, EventSourceArn: QUEUE })),
      )
      assert.equal(made.FunctionArn, `${ECHO}:live`)
    },
  },

  // --- Permissions
  'A permission is added, shown in the policy, and removed': {
    source: `${SNAPSHOT}TestLambdaPermissions::test_add_lambda_permission_aws, recorded 2023-11-20`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const FunctionName = 'echo'
      const added = await send(
        aws,
        lambda.send(
          new AddPermissionCommand({
            FunctionName,
            StatementId: 's3',
            Action: 'lambda:InvokeFunction',
            Principal: 's3.amazonaws.com',
            SourceArn: 'arn:aws:s3:::bucket',
          }),
        ),
      )
      const statement = {
        Sid: 's3',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: ECHO,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' } },
      }
      assert.equal(added.$metadata.httpStatusCode, 201)
      assert.deepEqual(JSON.parse(added.Statement ?? ''), statement)
      const { Policy, RevisionId } = await send(aws, lambda.send(new GetPolicyCommand({ FunctionName })))
      assert.deepEqual(JSON.parse(Policy ?? ''), { Version: '2012-10-17', Id: 'default', Statement: [statement] })
      assert.match(RevisionId ?? '', UUID)
      const removed = await send(aws, lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 's3' })))
      assert.equal(removed.$metadata.httpStatusCode, 204)
      await refused(
        aws,
        lambda.send(new GetPolicyCommand({ FunctionName })),
        notFound('The resource you requested does not exist.'),
      )
    },
  },
  'What permissions may not be': {
    source: `${SNAPSHOT}TestLambdaPermissions::test_permission_exceptions; test_remove_multi_permissions`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const add = (settings: object = {}) =>
        lambda.send(
          new AddPermissionCommand({
            FunctionName: 'echo',
            StatementId: 's1',
            Action: 'lambda:InvokeFunction',
            Principal: 's3.amazonaws.com',
            ...settings,
          }),
        )
      await send(aws, add())
      await refused(aws, add(), {
        name: 'ResourceConflictException',
        status: 409,
        message:
          'The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
      })
      await refused(
        aws,
        add({ StatementId: 's2', Qualifier: '$LATEST' }),
        invalid('We currently do not support adding policies for $LATEST.'),
      )
      await refused(
        aws,
        add({ StatementId: 's2', Principal: 'nobody' }),
        invalid('The provided principal was invalid. Please check the principal and try again.'),
      )
      await refused(aws, add({ FunctionName: 'nobody' }), notFound(`Function not found: ${ARN}:nobody`))
      await refused(
        aws,
        lambda.send(new RemovePermissionCommand({ FunctionName: 'echo', StatementId: 'non-existent' })),
        notFound('Statement non-existent is not found in resource policy.'),
      )
    },
  },

  // --- Tags
  'Tags are added, overwritten and taken away': {
    source: `${SNAPSHOT}TestLambdaTag::test_tag_lifecycle, recorded 2023-11-20`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const tags = async () => (await send(aws, lambda.send(new ListTagsCommand({ Resource: ECHO })))).Tags
      const tag = (Tags: Record<string, string>) =>
        send(aws, lambda.send(new TagResourceCommand({ Resource: ECHO, Tags })))
      assert.equal((await tag({ A: 'a', B: 'b' })).$metadata.httpStatusCode, 204)
      await tag({ B: 'new', C: 'c' })
      assert.deepEqual(await tags(), { A: 'a', B: 'new', C: 'c' })
      await send(aws, lambda.send(new UntagResourceCommand({ Resource: ECHO, TagKeys: ['A', 'none'] })))
      assert.deepEqual(await tags(), { B: 'new', C: 'c' })
      await refused(
        aws,
        lambda.send(new ListTagsCommand({ Resource: `${ARN}:nobody` })),
        notFound(`Function not found: ${ARN}:nobody`),
      )
    },
  },

  // --- Function URLs
  'A function URL is made, read, changed, listed and deleted': {
    source: `Lambda API Reference, CreateFunctionUrlConfig and its relatives; ${SNAPSHOT}TestLambdaURL, recorded 2025-11-24`,
    async run(aws) {
      const lambda = lambdaOf(aws)
      const made = await send(
        aws,
        lambda.send(
          new CreateFunctionUrlConfigCommand({
            FunctionName: 'echo',
            AuthType: 'NONE',
            InvokeMode: 'RESPONSE_STREAM',
            Cors: { AllowOrigins: ['*'], AllowMethods: ['GET'], MaxAge: 60 },
          }),
        ),
      )
      assert.equal(made.$metadata.httpStatusCode, 201)
      assert.match(made.FunctionUrl ?? '', /^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/)
      assert.equal(made.FunctionArn, `${ARN}:echo`)
      await refused(aws, lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'echo', AuthType: 'NONE' })), {
        name: 'ResourceConflictException',
        status: 409,
        message: `Failed to create function url config for [functionArn = ${ARN}:echo]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      })
      const { $metadata: _, ...changed } = await send(
        aws,
        lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName: 'echo', AuthType: 'AWS_IAM' })),
      )
      assert.deepEqual(
        { ...changed, CreationTime: undefined, LastModifiedTime: undefined },
        {
          FunctionUrl: made.FunctionUrl,
          FunctionArn: `${ARN}:echo`,
          AuthType: 'AWS_IAM',
          Cors: { AllowOrigins: ['*'], AllowMethods: ['GET'], MaxAge: 60 },
          InvokeMode: 'RESPONSE_STREAM',
          CreationTime: undefined,
          LastModifiedTime: undefined,
        },
      )
      const read = await send(aws, lambda.send(new GetFunctionUrlConfigCommand({ FunctionName: 'echo' })))
      assert.equal(read.AuthType, 'AWS_IAM')
      const urls = await send(aws, lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName: 'echo' })))
      assert.deepEqual(
        urls.FunctionUrlConfigs?.map(({ FunctionUrl }) => FunctionUrl),
        [made.FunctionUrl],
      )
      await send(aws, lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName: 'echo' })))
      await refused(
        aws,
        lambda.send(new GetFunctionUrlConfigCommand({ FunctionName: 'echo' })),
        notFound('The resource you requested does not exist.'),
      )
    },
  },
  'An InvokeMode that does not exist is refused': {
    source: `${SNAPSHOT}TestLambdaURL::test_lambda_url_invalid_invoke_mode, recorded 2025-11-24`,
    async run(aws) {
      await refused(
        aws,
        lambdaOf(aws).send(
          new CreateFunctionUrlConfigCommand({
            FunctionName: 'echo',
            AuthType: 'NONE',
            InvokeMode: 'UNKNOWN' as 'BUFFERED',
          }),
        ),
        {
          name: 'ValidationException',
          status: 400,
          message:
            "1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]",
        },
      )
    },
  },
  'A function URL on an alias has the alias in its ARN; a version can have none': {
    source: 'Lambda API Reference, CreateFunctionUrlConfig',
    async run(aws) {
      const lambda = lambdaOf(aws)
      await send(aws, lambda.send(new PublishVersionCommand({ FunctionName: 'echo' })))
      await send(aws, lambda.send(new CreateAliasCommand({ FunctionName: 'echo', Name: 'live', FunctionVersion: '1' })))
      const settings = { FunctionName: 'echo', AuthType: 'AWS_IAM' } as const
      const made = await send(aws, lambda.send(new CreateFunctionUrlConfigCommand({ ...settings, Qualifier: 'live' })))
      assert.equal(made.FunctionArn, `${ARN}:echo:live`)
      await refused(aws, lambda.send(new CreateFunctionUrlConfigCommand({ ...settings, Qualifier: '1' })), {
        name: 'ValidationException',
        status: 400,
        message:
          "1 validation error detected: Value '1' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
      })
    },
  },

  // --- What is not there
  'A layer is published, listed, got and deleted': {
    source: 'Lambda API Reference, PublishLayerVersion, ListLayers, GetLayerVersion, DeleteLayerVersion',
    async run(aws) {
      const lambda = lambdaOf(aws)
      const list = async () =>
        (await send(aws, lambda.send(new ListLayersCommand({})))).Layers?.map(({ LayerName }) => LayerName)
      assert.deepEqual(await list(), [])
      const version = { LayerName: 'l', VersionNumber: 1 } as const
      const published = await send(
        aws,
        lambda.send(new PublishLayerVersionCommand({ LayerName: 'l', Content: { ZipFile: zip() } })),
      )
      const arn = 'arn:aws:lambda:us-east-1:123456789012:layer:l'
      assert.deepEqual([published.LayerArn, published.LayerVersionArn, published.Version], [arn, `${arn}:1`, 1])
      assert.deepEqual(await list(), ['l'])
      assert.equal((await send(aws, lambda.send(new GetLayerVersionCommand(version)))).LayerVersionArn, `${arn}:1`)
      await send(aws, lambda.send(new DeleteLayerVersionCommand(version)))
      assert.deepEqual(await list(), [])
    },
  },

  'Recursive loops end by default, and may be allowed per function': {
    source: 'PutFunctionRecursionConfig and GetFunctionRecursionConfig APIs',
    async run(aws) {
      const lambda = lambdaOf(aws)
      const read = async () =>
        (await send(aws, lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName: 'echo' })))).RecursiveLoop
      assert.equal(await read(), 'Terminate')
      const allow = { FunctionName: 'echo', RecursiveLoop: 'Allow' } as const
      await send(aws, lambda.send(new PutFunctionRecursionConfigCommand(allow)))
      assert.equal(await read(), 'Allow')
      await refused(aws, lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName: 'nobody' })), {
        name: 'ResourceNotFoundException',
        status: 404,
        message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody',
      })
    },
  },

  ...durableCases,
})
