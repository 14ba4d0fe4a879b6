/**
 * What AWS has, and what of it is simulated: the one table behind "not simulated yet" and "did you mean". One file per
 * service says which of its CloudFormation types a template may hold, with their properties.
 *
 * Sources: CloudFormation resource reference; AWS SAM specification (aws/serverless-application-model, schema of
 * May 2026); quotas of the services' Developer Guides, July 2026.
 */

import { BROKER_RESOURCES } from './brokers'
import { API_GATEWAY_RESOURCES } from './apigateway'
import { LOGS_RESOURCES } from './cloudwatch-logs'
import { CONNECTOR_RESOURCES } from './connector'
import { DYNAMODB_RESOURCES } from './dynamodb'
import { ELB_RESOURCES } from './elbv2'
import { EVENTBRIDGE_RESOURCES } from './eventbridge'
import { IAM_RESOURCES } from './iam'
import { KINESIS_RESOURCES } from './kinesis'
import { KMS_RESOURCES } from './kms'
import { LAMBDA_RESOURCES } from './lambda'
import { S3_RESOURCES } from './s3'
import { SCHEDULER_RESOURCES } from './scheduler'
import { SECRETS_MANAGER_RESOURCES } from './secrets-manager'
import { SFN_RESOURCES } from './sfn'
import type { ResourceVocabulary } from './shapes'
import { SNS_RESOURCES } from './sns'
import { SQS_RESOURCES } from './sqs'
import { SSM_RESOURCES } from './ssm'

export * from './lambda'
export * from './sections'
export type { Property, ResourceVocabulary, Shape } from './shapes'

export const SIMULATED_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  ...BROKER_RESOURCES,
  ...API_GATEWAY_RESOURCES,
  ...CONNECTOR_RESOURCES,
  ...DYNAMODB_RESOURCES,
  ...ELB_RESOURCES,
  ...EVENTBRIDGE_RESOURCES,
  ...IAM_RESOURCES,
  ...KINESIS_RESOURCES,
  ...KMS_RESOURCES,
  ...LAMBDA_RESOURCES,
  ...LOGS_RESOURCES,
  ...S3_RESOURCES,
  ...SCHEDULER_RESOURCES,
  ...SECRETS_MANAGER_RESOURCES,
  ...SFN_RESOURCES,
  ...SNS_RESOURCES,
  ...SQS_RESOURCES,
  ...SSM_RESOURCES,
}

/** Resource types of AWS that serverless applications use; any other of the form AWS::X::Y counts as known too, but is never suggested. */
export const AWS_RESOURCES: readonly string[] = [
  ...Object.keys(SIMULATED_RESOURCES),
  ...'SimpleTable LayerVersion StateMachine Application GraphQLApi CapacityProvider WebSocketApi'
    .split(' ')
    .map((name) => `AWS::Serverless::${name}`),
  ...'Alias CapacityProvider CodeSigningConfig LayerVersion LayerVersionPermission Url Version'
    .split(' ')
    .map((name) => `AWS::Lambda::${name}`),
  ...'CloudFormation::Stack CloudFront::Distribution CloudWatch::Alarm CloudWatch::Dashboard Cognito::UserPool Cognito::UserPoolClient DynamoDB::GlobalTable DynamoDB::Table EC2::SecurityGroup EC2::Subnet EC2::VPC ECS::Cluster ECS::Service Events::ApiDestination Events::Connection IAM::InstanceProfile IAM::User Kinesis::Stream Kinesis::StreamConsumer KinesisFirehose::DeliveryStream KMS::Alias KMS::Key Logs::LogStream Logs::MetricFilter Logs::SubscriptionFilter Pipes::Pipe RDS::DBInstance S3::Bucket S3::BucketPolicy SecretsManager::Secret SES::EmailIdentity SSM::Parameter StepFunctions::Activity StepFunctions::StateMachine'
    .split(' ')
    .map((name) => `AWS::${name}`),
]
