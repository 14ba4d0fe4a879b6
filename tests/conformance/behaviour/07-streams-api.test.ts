/** Fact sheet §7.1, §3.4 and §13.2: what a mapping of a stream may be, and what Lambda says of it. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, queue, resource, START_TIME } from '../../unit/cloud/stack'
import { kinesisStack, lambdaApi, put, remember, STREAM_ARN, stream, table } from './streams'

type Deployed = ReturnType<typeof deploy>

const stack = (): Deployed =>
  deploy([lambdaFunction('F'), lambdaFunction('G'), stream('S'), table('T'), queue('Q')], remember().script)

const tableArn = (): string => 'arn:aws:dynamodb:us-east-1:123456789012:table/Table/stream/2026-01-31T12:00:00.000'

const create = (run: Deployed, input: object = {}): Promise<Record<string, unknown>> =>
  lambdaApi(run.cloud, 'POST', 'event-source-mappings/', {
    FunctionName: 'F',
    EventSourceArn: STREAM_ARN,
    StartingPosition: 'LATEST',
    ...input,
  })

describe('§7.1 CreateEventSourceMapping of a stream', () => {
  test.each([
    ['Kinesis', {}],
    ['DynamoDB', { EventSourceArn: tableArn() }],
  ])(
    '%s: the answer has AWS’s members and defaults (recorded: ls/esm/kinesis-basic, ls/esm/ddb-basic)',
    async (_, more) => {
      const run = stack()
      const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string
      expect(await create(run, more)).toEqual({
        $status: 202,
        BatchSize: 100,
        BisectBatchOnFunctionError: false,
        DestinationConfig: { OnFailure: {} },
        EventSourceArn: STREAM_ARN,
        ...more,
        EventSourceMappingArn: expect.stringMatching(/:event-source-mapping:[0-9a-f-]{36}$/) as string,
        FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
        FunctionResponseTypes: [],
        LastModified: START_TIME / 1000,
        LastProcessingResult: 'No records processed',
        MaximumBatchingWindowInSeconds: 0,
        MaximumRecordAgeInSeconds: -1,
        MaximumRetryAttempts: -1,
        ParallelizationFactor: 1,
        StartingPosition: 'LATEST',
        State: 'Creating',
        StateTransitionReason: 'User action',
        TumblingWindowInSeconds: 0,
        UUID: uuid,
      })
    },
  )

  test('what was given comes back', async () => {
    const given = {
      BatchSize: 7,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:Q' } },
      MaximumBatchingWindowInSeconds: 3,
      MaximumRecordAgeInSeconds: 60,
      MaximumRetryAttempts: 5,
      ParallelizationFactor: 4,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: START_TIME / 1000 - 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: '{"partitionKey":["a"]}' }] },
    }
    const run = stack()
    const { UUID } = await create(run, given)
    await run.advance(5000)
    const found = await lambdaApi(run.cloud, 'GET', `event-source-mappings/${String(UUID)}`)
    expect(found).toMatchObject({ ...given, State: 'Enabled' })
    expect(await lambdaApi(run.cloud, 'GET', `event-source-mappings/?EventSourceArn=${STREAM_ARN}`)).toMatchObject({
      EventSourceMappings: [given],
    })
  })

  test('an update changes what it names and keeps the rest', async () => {
    const run = stack()
    const { UUID } = await create(run, { MaximumRetryAttempts: 5, BatchSize: 7 })
    await run.advance(5000)
    const updated = await lambdaApi(run.cloud, 'PUT', `event-source-mappings/${String(UUID)}`, {
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: true,
    })
    expect(updated).toMatchObject({
      State: 'Updating',
      BatchSize: 7,
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: true,
      StartingPosition: 'LATEST',
    })
  })

  test('LastProcessingResult tells of the last batch', async () => {
    let fails = false
    const { script } = remember(() =>
      fails
        ? { kind: 'error', error: { errorType: 'E', errorMessage: 'no', trace: [] } }
        : { kind: 'response', payload: 'null' },
    )
    const run = deploy(kinesisStack(), script)
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    const result = async (): Promise<unknown> =>
      (await lambdaApi(run.cloud, 'GET', `event-source-mappings/${uuid}`))['LastProcessingResult']
    const results = [await result()]
    await put(run.cloud, ['a'])
    await run.advance(2000)
    results.push(await result())
    fails = true
    await put(run.cloud, ['b'])
    await run.advance(2000)
    results.push(await result())
    expect(results).toEqual(['No records processed', 'OK', 'PROBLEM: Function call failed'])
  })

  test('a second mapping of the same stream and function is refused (recorded: ls/esm/kinesis-duplicate, ls/esm/ddb-duplicate)', async () => {
    const run = stack()
    for (const EventSourceArn of [STREAM_ARN, tableArn()]) {
      const { UUID } = await create(run, { EventSourceArn })
      await expect(create(run, { EventSourceArn })).rejects.toMatchObject({
        name: 'ResourceConflictException',
        status: 409,
        message: `The event source arn (" ${EventSourceArn} ") and function (" F ") provided mapping already exists. Please update or delete the existing mapping with UUID ${String(UUID)}`,
      })
      await expect(create(run, { EventSourceArn, FunctionName: 'G' })).resolves.toMatchObject({ State: 'Creating' })
    }
  })

  test.each([
    'arn:aws:kinesis:us-east-1:123456789012:stream/missing',
    'arn:aws:kinesis:us-east-1:123456789012:stream/S/consumer/C:1700000000',
    'arn:aws:dynamodb:us-east-1:123456789012:table/Table/stream/2024-01-01T00:00:00.000',
  ])(
    'a source that is not there is refused: %s (recorded: ls/esm/kinesis-missing, ls/esm/ddb-missing)',
    async (arn) => {
      await expect(create(stack(), { EventSourceArn: arn })).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        status: 400,
        message: `Stream not found: ${arn}`,
      })
    },
  )

  test('a stream needs a starting position (§3.4)', async () => {
    const run = stack()
    await expect(
      lambdaApi(run.cloud, 'POST', 'event-source-mappings/', { FunctionName: 'F', EventSourceArn: STREAM_ARN }),
    ).rejects.toMatchObject({
      message:
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    })
  })

  test('DynamoDB has no AT_TIMESTAMP (§3.4)', async () => {
    await expect(
      create(stack(), {
        EventSourceArn: tableArn(),
        StartingPosition: 'AT_TIMESTAMP',
        StartingPositionTimestamp: START_TIME / 1000,
      }),
    ).rejects.toMatchObject({ message: `Unsupported starting position for arn type: ${tableArn()}` })
  })

  test('AT_TIMESTAMP needs a timestamp, which has passed', async () => {
    const run = stack()
    await expect(create(run, { StartingPosition: 'AT_TIMESTAMP' })).rejects.toThrow('StartingPositionTimestamp')
    await expect(
      create(run, { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: START_TIME / 1000 + 1 }),
    ).rejects.toThrow('StartingPositionTimestamp')
  })

  test('an unknown function is refused', async () => {
    await expect(create(stack(), { FunctionName: 'missing' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('§7.1 ranges', () => {
  test.each([
    ['BatchSize', 0, 10_001, [1, 10_000]],
    ['MaximumBatchingWindowInSeconds', -1, 301, [0, 300]],
    ['ParallelizationFactor', 0, 11, [1, 10]],
    ['MaximumRetryAttempts', -2, 10_001, [-1, 0, 10_000]],
    ['MaximumRecordAgeInSeconds', -2, 604_801, [-1, 60, 604_800]],
    ['TumblingWindowInSeconds', -1, 901, [0, 900]],
  ] as const)('%s', async (name, below, above, allowed) => {
    for (const value of [below, above]) {
      await expect(create(stack(), { [name]: value })).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(`'${name.charAt(0).toLowerCase()}${name.slice(1)}'`) as string,
      })
      const { diagnostics } = deploy(kinesisStack({ [name]: value }), remember().script)
      expect(diagnostics).toMatchObject([{ severity: 'error', logicalId: 'M' }])
    }
    for (const value of allowed) {
      await expect(create(stack(), { [name]: value })).resolves.toMatchObject({ [name]: value })
      expect(deploy(kinesisStack({ [name]: value }), remember().script).diagnostics).toEqual([])
    }
  })

  test.each([0, 1, 59])('MaximumRecordAgeInSeconds %i is too small', async (age) => {
    await expect(create(stack(), { MaximumRecordAgeInSeconds: age })).rejects.toMatchObject({
      message: 'MaximumRecordAgeInSeconds must be either -1 (forever) or between 60 and 604800 (inclusive)',
    })
  })
})

describe('§7.1 what does not fit the source', () => {
  test.each([
    ['ScalingConfig', { MaximumConcurrency: 5 }],
    ['Topics', ['t']],
    ['Queues', ['q']],
    ['SourceAccessConfigurations', [{ Type: 'BASIC_AUTH', URI: 'x' }]],
  ])('a stream has no %s', async (name, value) => {
    await expect(create(stack(), { [name]: value })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: `Unsupported ${name} parameter for given event source mapping type.`,
    })
  })

  test('a stream has no destination for success', async () => {
    await expect(
      create(stack(), {
        DestinationConfig: { OnSuccess: { Destination: 'arn:aws:sqs:us-east-1:123456789012:Q' } },
      }),
    ).rejects.toMatchObject({
      message: 'Unsupported DestinationConfig parameter for given event source mapping type.',
    })
  })

  test.each([
    ['BisectBatchOnFunctionError', true],
    ['ParallelizationFactor', 2],
    ['MaximumRetryAttempts', 2],
    ['MaximumRecordAgeInSeconds', 60],
    ['TumblingWindowInSeconds', 60],
    ['StartingPosition', 'LATEST'],
    ['DestinationConfig', { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:Q' } }],
  ])('a queue has no %s', async (name, value) => {
    const run = stack()
    await expect(
      lambdaApi(run.cloud, 'POST', 'event-source-mappings/', {
        FunctionName: 'F',
        EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Q',
        [name]: value,
      }),
    ).rejects.toMatchObject({ message: `Unsupported ${name} parameter for given event source mapping type.` })
  })
})

describe('§10.4 what the execution role must allow', () => {
  const role = (...statements: { Action: string | string[]; Resource: string }[]) =>
    resource('R', 'AWS::IAM::Role', {
      RoleName: 'R',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ...(statements.length > 0 && {
        Policies: [
          {
            PolicyName: 'P',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
            },
          },
        ],
      }),
    })
  const READ = ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStream', 'kinesis:ListShards']
  const deployWith = (actions: string[], properties: Parameters<typeof kinesisStack>[0] = {}): Deployed =>
    deploy(
      [
        role({ Action: actions, Resource: '*' }),
        queue('Q'),
        ...kinesisStack(properties).map((one) =>
          one.logicalId === 'F' ? lambdaFunction('F', { Role: { 'Fn::GetAtt': ['R', 'Arn'] } }) : one,
        ),
      ],
      remember().script,
    )

  test('all of it: the mapping is made', () => {
    expect(deployWith(READ).diagnostics).toEqual([])
  })

  test.each(READ)('without %s it is refused', (missing) => {
    const [diagnostic] = deployWith(READ.filter((action) => action !== missing)).diagnostics
    expect(diagnostic?.message).toContain(
      `Cannot access stream ${STREAM_ARN}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
    )
  })

  test('an on-failure destination that the role may not send to is refused', () => {
    const onFailure = { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:Q' } } }
    expect(deployWith(READ, onFailure).diagnostics[0]?.message).toContain(
      'The provided execution role does not have permissions to call SendMessage on SQS',
    )
    expect(deployWith([...READ, 'sqs:SendMessage'], onFailure).diagnostics).toEqual([])
  })
})

describe('§11.1 metrics', () => {
  const metric = async (
    run: Deployed,
    name: string,
    dimensions: [string, string][],
    statistic: string,
  ): Promise<number[]> => {
    const { body } = await run.cloud.aws({
      method: 'POST',
      url: 'https://monitoring.us-east-1.amazonaws.com/',
      headers: {
        'x-amz-target': 'GraniteServiceVersion20100801.GetMetricStatistics',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify({
        Namespace: 'AWS/Lambda',
        MetricName: name,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
        StartTime: START_TIME / 1000,
        EndTime: START_TIME / 1000 + 3600,
        Period: 3600,
        Statistics: [statistic],
      }),
    })
    const { Datapoints = [] } = JSON.parse(body as string) as { Datapoints?: Record<string, number>[] }
    return Datapoints.map((point) => point[statistic] ?? NaN)
  }

  test('IteratorAge is the age of the batch’s last record when it is sent', async () => {
    const run = deploy(kinesisStack({ MaximumBatchingWindowInSeconds: 10 }), remember().script)
    await run.advance(500)
    await put(run.cloud, ['a'])
    await run.advance(3000)
    await put(run.cloud, ['b'])
    await run.idle()
    // Sent at 11,000 ms; b came at 3,500.
    expect(await metric(run, 'IteratorAge', [['FunctionName', 'F']], 'Maximum')).toEqual([7500])
  })

  test('DestinationDeliveryFailures counts on-failure records that did not arrive', async () => {
    const { script } = remember(() => ({ kind: 'error', error: { errorType: 'E', errorMessage: 'no', trace: [] } }))
    const run = deploy(
      kinesisStack(
        {
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Q', 'Arn'] } } },
        },
        queue('Q'),
      ),
      script,
    )
    await run.cloud.aws({
      method: 'POST',
      url: 'https://sqs.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': 'AmazonSQS.DeleteQueue' },
      body: '{"QueueUrl":"Q"}',
    })
    await put(run.cloud, ['a'])
    await run.idle()
    expect(await metric(run, 'DestinationDeliveryFailures', [['FunctionName', 'F']], 'Sum')).toEqual([1])
  })

  test('a mapping that asks for EventCount counts its events', async () => {
    const { script } = remember(({ Records }) =>
      Records.some(({ kinesis }) => kinesis.partitionKey === '{"a":1,"bad":1}')
        ? { kind: 'error', error: { errorType: 'E', errorMessage: 'no', trace: [] } }
        : { kind: 'response', payload: 'null' },
    )
    const run = deploy(
      kinesisStack(
        {
          BatchSize: 1,
          MaximumRetryAttempts: 1,
          MetricsConfig: { Metrics: ['EventCount'] },
          FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":[1]}}' }] },
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Q', 'Arn'] } } },
        },
        queue('Q'),
      ),
      script,
    )
    await put(run.cloud, ['{"a":1}', '{"a":2}', '{"a":1,"bad":1}', '{"a":1,"b":2}'])
    await run.idle()
    const counts: Record<string, number | undefined> = {}
    for (const name of [
      'PolledEventCount',
      'FilteredOutEventCount',
      'InvokedEventCount',
      'FailedInvokeEventCount',
      'DroppedEventCount',
      'OnFailureDestinationDeliveredEventCount',
    ]) {
      const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
      ;[counts[name]] = await metric(run, name, [['EventSourceMappingUUID', uuid]], 'Sum')
    }
    expect(counts).toEqual({
      PolledEventCount: 4,
      FilteredOutEventCount: 1,
      InvokedEventCount: 4,
      FailedInvokeEventCount: 2,
      DroppedEventCount: 1,
      OnFailureDestinationDeliveredEventCount: 1,
    })
  })
})
