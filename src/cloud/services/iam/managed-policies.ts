/**
 * What the managed policies of AWS allow that serverless applications use, as far as it concerns services that are
 * simulated: actions of others (ec2, dax, application-autoscaling, …) are left out, and so are service-linked roles.
 *
 * Source: AWS Managed Policy Reference; the versions in force in August 2026, as archived by zoph-io/MAMIP, except
 * ReadOnlyAccess, which is approximated by the verbs of reading.
 */

import { MANAGED_POLICY_ARNS } from '../../aws/managed-policy-arns'
import type { PolicyDocument, PolicyStatement } from '../../aws/policy'

const allow = (actions: readonly string[], resource: string | readonly string[] = '*'): PolicyStatement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
})

const passRole = (service: string): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: 'arn:aws:iam::*:role/*',
  Condition: { StringLike: { 'iam:PassedToService': service } },
})

const of = (service: string, ...verbs: readonly string[]): readonly string[] =>
  verbs.map((verb) => `${service}:${verb}`)

const WRITE_LOGS = of('logs', 'CreateLogGroup', 'CreateLogStream', 'PutLogEvents')
const READ_DYNAMODB_STREAM = of('dynamodb', 'DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams')
const READ_SAMPLING = of('xray', 'GetSamplingRules', 'GetSamplingTargets', 'GetSamplingStatisticSummaries')
const WRITE_TRACES = [...of('xray', 'PutTraceSegments', 'PutTelemetryRecords'), ...READ_SAMPLING]
const DESCRIBE_KINESIS = of('kinesis', 'ListStreams', 'DescribeStream', 'DescribeStreamSummary')
const READ_LOGS = of(
  'logs',
  'Describe*',
  'Get*',
  'List*',
  'StartQuery',
  'StopQuery',
  'TestMetricFilter',
  'FilterLogEvents',
  'StartLiveTail',
  'StopLiveTail',
)
const READ_SCHEDULER = of(
  'scheduler',
  'GetSchedule',
  'GetScheduleGroup',
  'ListSchedules',
  'ListScheduleGroups',
  'ListTagsForResource',
)
const LAMBDA_LOG_GROUPS = 'arn:aws:logs:*:*:log-group:/aws/lambda/*'

const STATEMENTS: Readonly<Record<string, readonly PolicyStatement[]>> = {
  AWSLambdaBasicExecutionRole: [allow(WRITE_LOGS)],
  AWSLambdaBasicDurableExecutionRolePolicy: [
    allow([...WRITE_LOGS, ...of('lambda', 'CheckpointDurableExecution', 'GetDurableExecutionState')]),
  ],
  AWSLambdaSQSQueueExecutionRole: [
    allow([...of('sqs', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'), ...WRITE_LOGS]),
  ],
  AWSLambdaKinesisExecutionRole: [
    allow([
      ...DESCRIBE_KINESIS,
      ...of('kinesis', 'GetRecords', 'GetShardIterator', 'ListShards', 'SubscribeToShard'),
      ...WRITE_LOGS,
    ]),
  ],
  AWSLambdaDynamoDBExecutionRole: [allow([...READ_DYNAMODB_STREAM, ...WRITE_LOGS])],
  AWSLambdaMSKExecutionRole: [
    allow([
      ...of('kafka', 'DescribeCluster', 'DescribeClusterV2', 'GetBootstrapBrokers'),
      ...of('ec2', 'CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeVpcs', 'DeleteNetworkInterface'),
      ...of('ec2', 'DescribeSubnets', 'DescribeSecurityGroups'),
      ...WRITE_LOGS,
    ]),
  ],
  AWSLambdaVPCAccessExecutionRole: [allow(WRITE_LOGS)],
  AWSLambdaRole: [allow(['lambda:InvokeFunction'])],
  'AWSLambdaInvocation-DynamoDB': [allow(['lambda:InvokeFunction']), allow(READ_DYNAMODB_STREAM)],
  AWSLambdaExecute: [
    allow(['logs:*'], 'arn:aws:logs:*:*:*'),
    allow(of('s3', 'GetObject', 'PutObject'), 'arn:aws:s3:::*'),
  ],
  AWSLambda_FullAccess: [
    allow([
      'lambda:*',
      ...of('cloudwatch', 'ListMetrics', 'GetMetricData'),
      ...of('kms', 'DescribeKey', 'ListAliases'),
      'logs:DescribeLogGroups',
      ...of('states', 'DescribeStateMachine', 'ListStateMachines'),
      ...of('xray', 'GetTraceSummaries', 'BatchGetTraces'),
    ]),
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
    allow(
      of('logs', 'DescribeLogStreams', 'GetLogEvents', 'FilterLogEvents', 'StartLiveTail', 'StopLiveTail'),
      LAMBDA_LOG_GROUPS,
    ),
  ],
  AWSLambda_ReadOnlyAccess: [
    allow([
      ...of('lambda', 'Get*', 'List*'),
      ...of('cloudwatch', 'GetMetricData', 'ListMetrics'),
      'kms:ListAliases',
      'logs:DescribeLogGroups',
      ...of('states', 'DescribeStateMachine', 'ListStateMachines'),
      ...of('xray', 'GetTraceSummaries', 'BatchGetTraces'),
    ]),
    allow(
      of(
        'logs',
        'DescribeLogStreams',
        'GetLogEvents',
        'FilterLogEvents',
        'StartQuery',
        'StopQuery',
        'DescribeQueries',
        'GetLogGroupFields',
        'GetLogRecord',
        'GetQueryResults',
      ),
      LAMBDA_LOG_GROUPS,
    ),
  ],
  AWSXRayDaemonWriteAccess: [{ Sid: 'AWSXRayDaemonWriteAccess', ...allow(WRITE_TRACES, ['*']) }],
  AWSXrayWriteOnlyAccess: [allow(WRITE_TRACES, ['*'])],
  AWSXrayReadOnlyAccess: [
    allow([
      ...READ_SAMPLING,
      ...of('xray', 'BatchGetTraces', 'BatchGetTraceSummaryById', 'GetDistinctTraceGraphs', 'GetServiceGraph'),
      ...of('xray', 'GetTraceGraph', 'GetTraceSummaries', 'GetGroups', 'GetGroup', 'ListTagsForResource'),
      ...of('xray', 'ListResourcePolicies', 'GetTimeSeriesServiceStatistics', 'GetInsightSummaries', 'GetInsight'),
      ...of('xray', 'GetInsightEvents', 'GetInsightImpactGraph'),
    ]),
  ],
  AWSXrayFullAccess: [{ Sid: 'AWSXrayFullAccess', ...allow(['xray:*'], ['*']) }],
  CloudWatchLambdaInsightsExecutionRolePolicy: [
    allow(['logs:CreateLogGroup']),
    allow(of('logs', 'CreateLogStream', 'PutLogEvents'), 'arn:aws:logs:*:*:log-group:/aws/lambda-insights:*'),
  ],
  AmazonSQSFullAccess: [allow(['sqs:*'])],
  AmazonSQSReadOnlyAccess: [
    allow(
      of(
        'sqs',
        'GetQueueAttributes',
        'GetQueueUrl',
        'ListDeadLetterSourceQueues',
        'ListQueues',
        'ListMessageMoveTasks',
      ),
    ),
  ],
  AmazonSNSFullAccess: [allow(['sns:*'])],
  AmazonSNSReadOnlyAccess: [allow(of('sns', 'GetTopicAttributes', 'List*'))],
  AmazonDynamoDBFullAccess: [
    allow([
      'dynamodb:*',
      ...of('cloudwatch', 'GetMetricStatistics', 'ListMetrics', 'GetMetricData', 'PutMetricAlarm', 'DescribeAlarms'),
      ...of('kms', 'DescribeKey', 'ListAliases'),
      ...of('sns', 'CreateTopic', 'DeleteTopic', 'ListSubscriptions', 'ListSubscriptionsByTopic', 'ListTopics'),
      ...of('sns', 'Subscribe', 'Unsubscribe', 'SetTopicAttributes'),
      ...of('lambda', 'CreateFunction', 'ListFunctions', 'ListEventSourceMappings', 'CreateEventSourceMapping'),
      ...of('lambda', 'DeleteEventSourceMapping', 'GetFunctionConfiguration', 'DeleteFunction'),
      ...DESCRIBE_KINESIS,
    ]),
  ],
  AmazonDynamoDBFullAccess_v2: [
    { Sid: 'DDBAndDAXFullAccess', ...allow(['dynamodb:*']) },
    { Sid: 'KMSIntegration', ...allow(of('kms', 'DescribeKey', 'ListAliases')) },
    { Sid: 'LambdaIntegration', ...allow(of('lambda', 'ListEventSourceMappings', 'ListFunctions')) },
    { Sid: 'DaxSNSIntegration', ...allow(['sns:ListTopics']) },
    {
      Sid: 'CloudwatchMonitoring',
      ...allow(of('cloudwatch', 'DescribeAlarms', 'GetMetricStatistics', 'GetMetricData')),
    },
    { Sid: 'ListKinesisResources', ...allow(DESCRIBE_KINESIS) },
  ],
  AmazonDynamoDBReadOnlyAccess: [
    {
      Sid: 'GeneralReadOnlyAccess',
      ...allow([
        ...of('dynamodb', 'BatchGetItem', 'Describe*', 'List*', 'GetItem', 'GetResourcePolicy', 'Query', 'Scan'),
        'dynamodb:PartiQLSelect',
        ...of('cloudwatch', 'DescribeAlarms', 'GetMetricStatistics', 'ListMetrics', 'GetMetricData'),
        ...of('kms', 'DescribeKey', 'ListAliases'),
        ...of('sns', 'ListSubscriptionsByTopic', 'ListTopics'),
        ...of('lambda', 'ListFunctions', 'ListEventSourceMappings', 'GetFunctionConfiguration'),
        ...DESCRIBE_KINESIS,
      ]),
    },
  ],
  AmazonS3FullAccess: [allow(['s3:*'])],
  AmazonS3ReadOnlyAccess: [allow(of('s3', 'Get*', 'List*', 'Describe*'))],
  AmazonKinesisFullAccess: [allow(['kinesis:*'])],
  AmazonKinesisReadOnlyAccess: [allow(of('kinesis', 'Get*', 'List*', 'Describe*'))],
  AmazonEventBridgeFullAccess: [
    { Sid: 'EventBridgeActions', ...allow(['events:*', 'scheduler:*']) },
    {
      Sid: 'SecretsManagerAccessForApiDestinations',
      ...allow(
        of('secretsmanager', 'CreateSecret', 'UpdateSecret', 'DeleteSecret', 'GetSecretValue', 'PutSecretValue'),
        'arn:aws:secretsmanager:*:*:secret:events!*',
      ),
    },
    { Sid: 'IAMPassRoleAccessForEventBridge', ...passRole('events.amazonaws.com') },
    { Sid: 'IAMPassRoleAccessForScheduler', ...passRole('scheduler.amazonaws.com') },
    { Sid: 'IAMPassRoleAccessForPipes', ...passRole('pipes.amazonaws.com') },
  ],
  AmazonEventBridgeReadOnlyAccess: [
    allow([
      ...of('events', 'DescribeRule', 'DescribeEventBus', 'DescribeEventSource', 'ListEventBuses', 'ListEventSources'),
      ...of('events', 'ListRuleNamesByTarget', 'ListRules', 'ListTargetsByRule', 'TestEventPattern'),
      ...of('events', 'DescribeArchive', 'ListArchives', 'DescribeReplay', 'ListReplays', 'DescribeConnection'),
      ...of('events', 'ListConnections', 'DescribeApiDestination', 'ListApiDestinations', 'DescribeEndpoint'),
      'events:ListEndpoints',
      ...READ_SCHEDULER,
    ]),
  ],
  AmazonEventBridgeSchedulerFullAccess: [allow(['scheduler:*']), passRole('scheduler.amazonaws.com')],
  AmazonEventBridgeSchedulerReadOnlyAccess: [allow(READ_SCHEDULER)],
  AmazonSSMFullAccess: [allow(['cloudwatch:PutMetricData', 'logs:*', 'ssm:*'])],
  AmazonSSMReadOnlyAccess: [allow(of('ssm', 'Describe*', 'Get*', 'List*'))],
  SecretsManagerReadWrite: [
    {
      Sid: 'BasePermissions',
      ...allow(['secretsmanager:*', ...of('kms', 'DescribeKey', 'ListAliases', 'ListKeys'), 'lambda:ListFunctions']),
    },
    {
      Sid: 'LambdaPermissions',
      ...allow(
        of('lambda', 'AddPermission', 'CreateFunction', 'GetFunction', 'InvokeFunction', 'UpdateFunctionConfiguration'),
        'arn:aws:lambda:*:*:function:SecretsManager*',
      ),
    },
    {
      Sid: 'S3Permissions',
      ...allow(
        ['s3:GetObject'],
        ['arn:aws:s3:::awsserverlessrepo-changesets*', 'arn:aws:s3:::secrets-manager-rotation-apps-*/*'],
      ),
    },
  ],
  AWSSecretsManagerClientReadOnlyAccess: [
    {
      Sid: 'SecretsManagerGetAndDescribeSecret',
      ...allow(of('secretsmanager', 'GetSecretValue', 'DescribeSecret'), 'arn:aws:secretsmanager:*:*:secret:*'),
    },
    {
      Sid: 'KMSDecryptKey',
      ...allow(['kms:Decrypt'], 'arn:aws:kms:*:*:key/*'),
      Condition: {
        StringLike: {
          'kms:EncryptionContext:SecretARN': 'arn:aws:secretsmanager:*:*:secret:*',
          'kms:ViaService': 'secretsmanager.*.amazonaws.com',
        },
      },
    },
  ],
  CloudWatchFullAccess: [allow(['cloudwatch:*', 'logs:*', 'sns:*'])],
  CloudWatchFullAccessV2: [
    {
      Sid: 'CloudWatchFullAccessPermissions',
      ...allow([
        'cloudwatch:*',
        'logs:*',
        ...of('sns', 'CreateTopic', 'ListSubscriptions', 'ListSubscriptionsByTopic', 'ListTopics', 'Subscribe'),
        'xray:*',
      ]),
    },
  ],
  CloudWatchReadOnlyAccess: [
    {
      Sid: 'CloudWatchReadOnlyAccessPermissions',
      ...allow([
        ...of('cloudwatch', 'BatchGet*', 'Describe*', 'GenerateQuery', 'Get*', 'List*'),
        ...READ_LOGS,
        ...of('sns', 'Get*', 'List*'),
        ...of('xray', 'BatchGet*', 'Get*', 'List*', 'StartTraceRetrieval', 'CancelTraceRetrieval'),
      ]),
    },
  ],
  CloudWatchLogsFullAccess: [
    {
      Sid: 'CloudWatchLogsFullAccess',
      ...allow(['logs:*', ...of('cloudwatch', 'GenerateQuery', 'GenerateQueryResultsSummary')]),
    },
  ],
  CloudWatchLogsReadOnlyAccess: [
    { Sid: 'CloudWatchLogsReadOnlyAccess', ...allow([...READ_LOGS, 'cloudwatch:GenerateQuery']) },
  ],
  CloudWatchAgentServerPolicy: [
    {
      Sid: 'CWACloudWatchServerPermissions',
      ...allow([
        'cloudwatch:PutMetricData',
        ...WRITE_LOGS,
        ...of('logs', 'PutRetentionPolicy', 'DescribeLogStreams', 'DescribeLogGroups'),
        ...WRITE_TRACES,
      ]),
    },
    {
      Sid: 'CWASSMServerPermissions',
      ...allow(['ssm:GetParameter'], 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*'),
    },
  ],
  AWSStepFunctionsFullAccess: [allow(['states:*'])],
  AWSStepFunctionsReadOnlyAccess: [
    {
      Sid: 'ReadOnlyAccess',
      ...allow([
        ...of('states', 'ListStateMachines', 'ListActivities', 'DescribeStateMachine'),
        ...of('states', 'DescribeStateMachineForExecution', 'ListExecutions', 'DescribeExecution'),
        ...of('states', 'GetExecutionHistory', 'DescribeActivity', 'ListTagsForResource', 'DescribeMapRun'),
        ...of('states', 'ListMapRuns', 'DescribeStateMachineAlias', 'ListStateMachineAliases'),
        ...of('states', 'ListStateMachineVersions', 'ValidateStateMachineDefinition'),
      ]),
    },
  ],
  AdministratorAccess: [allow(['*'])],
  PowerUserAccess: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow(['iam:ListRoles']),
  ],
  ReadOnlyAccess: [
    allow([
      ...of('cloudwatch', 'Describe*', 'Get*', 'List*'),
      ...of('dynamodb', 'BatchGet*', 'Describe*', 'Get*', 'List*', 'PartiQLSelect', 'Query', 'Scan'),
      ...of('events', 'Describe*', 'List*', 'Test*'),
      ...of('iam', 'Get*', 'List*'),
      ...of('kinesis', 'Describe*', 'Get*', 'List*'),
      ...of('kms', 'Describe*', 'Get*', 'List*'),
      ...of('lambda', 'Get*', 'List*'),
      ...READ_LOGS,
      ...of('s3', 'Describe*', 'Get*', 'List*'),
      ...of('scheduler', 'Get*', 'List*'),
      ...of('secretsmanager', 'Describe*', 'GetResourcePolicy', 'List*'),
      ...of('sns', 'Get*', 'List*', 'Check*'),
      ...of('sqs', 'Get*', 'List*', 'Receive*'),
      ...of('ssm', 'Describe*', 'Get*', 'List*'),
      ...of('states', 'Describe*', 'GetExecutionHistory', 'List*'),
      ...of('sts', 'GetAccessKeyInfo', 'GetCallerIdentity', 'GetSessionToken'),
      ...of('xray', 'BatchGet*', 'Get*'),
    ]),
  ],
}

/** By ARN. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, PolicyDocument> = new Map(
  Object.entries(STATEMENTS).flatMap(([name, Statement]) => {
    const arn = MANAGED_POLICY_ARNS.get(name)
    return arn === undefined ? [] : [[arn, { Version: '2012-10-17', Statement }] as const]
  }),
)
