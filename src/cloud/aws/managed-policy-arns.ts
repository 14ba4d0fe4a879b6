/**
 * The managed policies of AWS that are known here, by name. What they allow: services/iam/managed-policies.ts.
 * Source: AWS Managed Policy Reference; the list inside aws/serverless-application-model.
 */

const SERVICE_ROLE_POLICIES: readonly string[] = [
  'AWSLambdaBasicExecutionRole',
  'AWSLambdaBasicDurableExecutionRolePolicy',
  'AWSLambdaSQSQueueExecutionRole',
  'AWSLambdaMSKExecutionRole',
  'AWSLambdaKinesisExecutionRole',
  'AWSLambdaDynamoDBExecutionRole',
  'AWSLambdaVPCAccessExecutionRole',
  'AWSLambdaRole',
]

const POLICIES: readonly string[] = [
  'AWSLambdaInvocation-DynamoDB',
  'AWSLambdaExecute',
  'AWSLambda_FullAccess',
  'AWSLambda_ReadOnlyAccess',
  'AWSXRayDaemonWriteAccess',
  'AWSXrayWriteOnlyAccess',
  'AWSXrayReadOnlyAccess',
  'AWSXrayFullAccess',
  'CloudWatchLambdaInsightsExecutionRolePolicy',
  'AmazonSQSFullAccess',
  'AmazonSQSReadOnlyAccess',
  'AmazonSNSFullAccess',
  'AmazonSNSReadOnlyAccess',
  'AmazonDynamoDBFullAccess',
  'AmazonDynamoDBFullAccess_v2',
  'AmazonDynamoDBReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess',
  'AmazonKinesisFullAccess',
  'AmazonKinesisReadOnlyAccess',
  'AmazonEventBridgeFullAccess',
  'AmazonEventBridgeReadOnlyAccess',
  'AmazonEventBridgeSchedulerFullAccess',
  'AmazonEventBridgeSchedulerReadOnlyAccess',
  'AmazonSSMFullAccess',
  'AmazonSSMReadOnlyAccess',
  'SecretsManagerReadWrite',
  'AWSSecretsManagerClientReadOnlyAccess',
  'CloudWatchFullAccess',
  'CloudWatchFullAccessV2',
  'CloudWatchReadOnlyAccess',
  'CloudWatchLogsFullAccess',
  'CloudWatchLogsReadOnlyAccess',
  'CloudWatchAgentServerPolicy',
  'AWSStepFunctionsFullAccess',
  'AWSStepFunctionsReadOnlyAccess',
  'AdministratorAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
]

export const MANAGED_POLICY_ARNS: ReadonlyMap<string, string> = new Map([
  ...SERVICE_ROLE_POLICIES.map((name) => [name, `arn:aws:iam::aws:policy/service-role/${name}`] as const),
  ...POLICIES.map((name) => [name, `arn:aws:iam::aws:policy/${name}`] as const),
])
