import type { ResourceView } from '../../../cloud/aws/resource-view'

/** What one does with a resource of a service, the commonest first. Source: AWS's Service Authorization Reference. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  sqs: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:PurgeQueue'],
  sns: ['sns:Publish', 'sns:Subscribe'],
  s3: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'],
  dynamodb: [
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:Scan',
  ],
  kinesis: ['kinesis:PutRecord', 'kinesis:PutRecords', 'kinesis:GetRecords', 'kinesis:GetShardIterator'],
  events: ['events:PutEvents'],
  lambda: ['lambda:InvokeFunction', 'lambda:GetFunction'],
  scheduler: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
  ssm: ['ssm:GetParameter', 'ssm:PutParameter'],
  secretsmanager: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
  kms: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
  states: ['states:StartExecution'],
  logs: ['logs:PutLogEvents', 'logs:CreateLogStream', 'logs:FilterLogEvents'],
}

/** @param arn of a resource; of a role: all that are known */
export function actionsFor(arn: string): readonly string[] {
  const service = arn.split(':')[2] ?? ''
  return service === 'iam' ? Object.values(ACTIONS).flat() : (ACTIONS[service] ?? [])
}

/** ARNs of the stack's roles. */
export const rolesOf = (views: readonly ResourceView[]): readonly string[] =>
  views.filter(({ kind }) => kind === 'Role').map(({ arn }) => arn)
