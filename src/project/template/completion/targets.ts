/** What a property usually refers to, so that it can be offered whole: `Queue: !GetAtt Orders.Arn`. */

const QUEUE = 'AWS::SQS::Queue'
const TOPIC = 'AWS::SNS::Topic'
const TABLES = ['AWS::DynamoDB::Table', 'AWS::Serverless::SimpleTable'] as const
const FUNCTIONS = ['AWS::Serverless::Function', 'AWS::Lambda::Function'] as const
const BUCKET = 'AWS::S3::Bucket'
const STREAM = 'AWS::Kinesis::Stream'

/** Type → the attribute that is wanted; null for what Ref gives. */
type Wanted = Readonly<Record<string, string | null>>

const each = (types: readonly string[], attribute: string | null): Wanted =>
  Object.fromEntries(types.map((type) => [type, attribute]))

const ARNS: Wanted = { [QUEUE]: 'Arn', [TOPIC]: null, ...each(FUNCTIONS, 'Arn'), [BUCKET]: 'Arn' }

/** Property → what it takes, whatever it is a property of. */
export const TARGETS: Readonly<Record<string, Wanted>> = {
  Queue: { [QUEUE]: 'Arn' },
  Queues: { [QUEUE]: null },
  deadLetterTargetArn: { [QUEUE]: 'Arn' },
  QueueName: { [QUEUE]: 'QueueName' },
  Stream: { [STREAM]: 'Arn', ...each(TABLES, 'StreamArn') },
  StreamName: { [STREAM]: null },
  EventSourceArn: { [QUEUE]: 'Arn', [STREAM]: 'Arn', ...each(TABLES, 'StreamArn') },
  Topic: { [TOPIC]: null },
  TopicArn: { [TOPIC]: null },
  TopicName: { [TOPIC]: 'TopicName' },
  Bucket: { [BUCKET]: null },
  BucketName: { [BUCKET]: null },
  TableName: each(TABLES, null),
  FunctionName: each(FUNCTIONS, null),
  TargetFunctionArn: each(FUNCTIONS, 'Arn'),
  Function: each(FUNCTIONS, 'Arn'),
  TargetArn: { [QUEUE]: 'Arn', [TOPIC]: null },
  Destination: ARNS,
  Endpoint: { [QUEUE]: 'Arn', ...each(FUNCTIONS, 'Arn') },
  Arn: ARNS,
  RestApiId: { 'AWS::Serverless::Api': null, 'AWS::ApiGateway::RestApi': null },
  ApiId: { 'AWS::Serverless::HttpApi': null, 'AWS::ApiGatewayV2::Api': null },
  EventBusName: { 'AWS::Events::EventBus': null },
  StateMachineArn: { 'AWS::StepFunctions::StateMachine': null },
  Role: { 'AWS::IAM::Role': 'Arn' },
  RoleArn: { 'AWS::IAM::Role': 'Arn' },
}

/** Names of the resource itself: those are given, not taken from another. */
export const OWN_NAMES: Readonly<Record<string, string>> = {
  QueueName: QUEUE,
  TopicName: TOPIC,
  BucketName: BUCKET,
  TableName: TABLES[0],
  FunctionName: FUNCTIONS[0],
}
