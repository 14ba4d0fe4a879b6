/** Events of user pools, log groups, state machines and of Lambda itself; and of services that only invoke. */

import { gunzipSync, gzipSync } from 'fflate'
import type {
  CloudFormationCustomResourceEvent,
  CloudWatchLogsEvent,
  PostConfirmationConfirmSignUpTriggerEvent,
  PreSignUpEmailTriggerEvent,
  SecretsManagerRotationEvent,
  SESEvent,
} from 'aws-lambda'
import { at, type EventContext, type EventTemplate, guide, hex, iso, recordsFrom } from './template'

/** Base64 of gzip, as CloudWatch Logs sends its messages. */
export function gzipped(text: string): string {
  // Without a time in its header, the same text is always the same.
  const bytes = gzipSync(new TextEncoder().encode(text), { mtime: 0 })
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @returns null for what is no base64 of gzip */
export function gunzipped(text: string): string | null {
  try {
    return new TextDecoder().decode(gunzipSync(Uint8Array.from(atob(text), (character) => character.charCodeAt(0))))
  } catch {
    return null
  }
}

const COGNITO = 'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda'

function cognitoFrame(context: EventContext) {
  return {
    version: '1',
    region: context.region,
    userPoolId: `${context.region}_Example01`,
    userName: context.uuid(),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: hex(context, 26) },
  }
}

const ATTRIBUTES = { email: 'ada@example.com' }

const preSignUp: EventTemplate = {
  id: 'cognito-pre-sign-up',
  title: 'Cognito: pre sign-up',
  group: 'Identity, logs and others',
  page: `${COGNITO}-pre-sign-up.html`,
  sources: [],
  event: (context): PreSignUpEmailTriggerEvent => ({
    ...cognitoFrame(context),
    triggerSource: 'PreSignUp_SignUp',
    request: { userAttributes: ATTRIBUTES, validationData: {}, clientMetadata: {} },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }),
  fields: [
    {
      path: ['triggerSource'],
      label: 'Trigger source',
      oneOf: ['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'],
    },
    { path: ['userName'], label: 'User name' },
    { path: ['request', 'userAttributes'], label: 'User attributes' },
  ],
  optional: ['request.validationData', 'request.clientMetadata'],
  open: ['request.userAttributes', 'request.validationData', 'request.clientMetadata'],
  matches: ({ triggerSource }) => String(triggerSource).startsWith('PreSignUp_'),
}

const postConfirmation: EventTemplate = {
  id: 'cognito-post-confirmation',
  title: 'Cognito: post confirmation',
  group: 'Identity, logs and others',
  page: `${COGNITO}-post-confirmation.html`,
  sources: [],
  event: (context): PostConfirmationConfirmSignUpTriggerEvent => ({
    ...cognitoFrame(context),
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    request: { userAttributes: { sub: context.uuid(), ...ATTRIBUTES }, clientMetadata: {} },
    response: {},
  }),
  fields: [
    {
      path: ['triggerSource'],
      label: 'Trigger source',
      oneOf: ['PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword'],
    },
    { path: ['userName'], label: 'User name' },
    { path: ['request', 'userAttributes'], label: 'User attributes' },
  ],
  optional: ['request.clientMetadata'],
  open: ['request.userAttributes', 'request.clientMetadata', 'response'],
  matches: ({ triggerSource }) => String(triggerSource).startsWith('PostConfirmation_'),
}

const logs: EventTemplate = {
  id: 'cloudwatch-logs',
  title: 'CloudWatch Logs: subscription',
  group: 'Identity, logs and others',
  page: guide('services-cloudwatchlogs'),
  sources: [],
  event(context): CloudWatchLogsEvent {
    const message = {
      messageType: 'DATA_MESSAGE',
      owner: context.accountId,
      logGroup: '/aws/lambda/my-function',
      logStream: `2026/01/31/[$LATEST]${hex(context, 32)}`,
      subscriptionFilters: ['my-filter'],
      logEvents: [
        {
          id: '31953106606966983378809025079804211143289615424298221568',
          timestamp: context.now,
          message: 'ERROR order 1001',
        },
      ],
    }
    return { awslogs: { data: gzipped(JSON.stringify(message)) } }
  },
  fields: [{ path: ['awslogs', 'data'], label: 'Message, JSON', encoding: 'gzip' }],
  matches: (event) => at(event, 'awslogs', 'data') !== undefined,
}

const taskToken: EventTemplate = {
  id: 'step-functions',
  title: 'Step Functions: task with a token',
  group: 'Identity, logs and others',
  page: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html',
  sources: [],
  event: (context) => ({ token: hex(context, 32), input: { orderId: '1001', quantity: 2 } }),
  fields: [
    { path: ['input'], label: 'Input of the state' },
    { path: ['token'], label: 'Task token' },
  ],
  open: ['input'],
  matches: ({ token, input }) => typeof token === 'string' && input !== undefined,
}

const destination: EventTemplate = {
  id: 'lambda-destination',
  title: 'Lambda: record of a failed asynchronous invocation',
  group: 'Identity, logs and others',
  page: guide('invocation-async-retain-records'),
  sources: [],
  event(context) {
    const requestId = context.uuid()
    return {
      version: '1.0',
      timestamp: iso(context.now),
      requestContext: {
        requestId,
        functionArn: `${context.resource('AWS::Lambda::Function', 'my-function').arn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { orderId: '1001' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no stock', trace: [] },
    }
  },
  fields: [
    {
      path: ['requestContext', 'condition'],
      label: 'Condition',
      oneOf: ['Success', 'RetriesExhausted', 'EventAgeExceeded'],
    },
    { path: ['requestPayload'], label: 'Event' },
    { path: ['responsePayload'], label: 'Answer' },
  ],
  optional: ['responseContext', 'responsePayload', 'responseContext.functionError'],
  open: ['requestPayload', 'responsePayload'],
  matches: (event) => at(event, 'requestContext', 'approximateInvokeCount') !== undefined && 'requestPayload' in event,
}

const customResource: EventTemplate = {
  id: 'cloudformation',
  title: 'CloudFormation: custom resource',
  group: 'Identity, logs and others',
  page: guide('services-cloudformation'),
  sources: [],
  event(context): CloudFormationCustomResourceEvent {
    const stack = `arn:aws:cloudformation:${context.region}:${context.accountId}:stack/my-stack/${context.uuid()}`
    return {
      RequestType: 'Create',
      ServiceToken: context.resource('AWS::Lambda::Function', 'my-function').arn,
      ResponseURL: 'https://cloudformation-custom-resource-response.s3.amazonaws.com/my-response',
      StackId: stack,
      RequestId: context.uuid(),
      ResourceType: 'Custom::Seed',
      LogicalResourceId: 'Seed',
      ResourceProperties: { ServiceToken: context.resource('AWS::Lambda::Function', 'my-function').arn, Rows: '3' },
    }
  },
  fields: [
    { path: ['RequestType'], label: 'Request', oneOf: ['Create', 'Update', 'Delete'] },
    { path: ['ResourceProperties'], label: 'Properties' },
  ],
  open: ['ResourceProperties'],
  matches: (event) => typeof event['RequestType'] === 'string' && event['ResponseURL'] !== undefined,
}

const rotation: EventTemplate = {
  id: 'secrets-manager',
  title: 'Secrets Manager: rotation step',
  group: 'Identity, logs and others',
  page: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  sources: ['AWS::SecretsManager::Secret'],
  event: (context): SecretsManagerRotationEvent => ({
    Step: 'createSecret',
    SecretId: context.resource('AWS::SecretsManager::Secret', 'my-secret-AbCdEf').arn,
    ClientRequestToken: context.uuid(),
  }),
  fields: [
    { path: ['Step'], label: 'Step', oneOf: ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] },
    { path: ['SecretId'], label: 'Secret ARN' },
  ],
  matches: (event) => typeof event['Step'] === 'string' && event['SecretId'] !== undefined,
}

const ses: EventTemplate = {
  id: 'ses',
  title: 'SES: received e-mail',
  group: 'Identity, logs and others',
  page: 'https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html',
  sources: [],
  event(context): SESEvent {
    const timestamp = iso(context.now)
    const [from, to, subject] = ['ada@example.com', 'orders@example.com', 'Order 1001']
    const pass = { status: 'PASS' } as const
    return {
      Records: [
        {
          eventSource: 'aws:ses',
          eventVersion: '1.0',
          ses: {
            mail: {
              timestamp,
              source: from,
              messageId: hex(context, 40),
              destination: [to],
              headersTruncated: false,
              headers: [{ name: 'Subject', value: subject }],
              commonHeaders: {
                returnPath: from,
                from: [from],
                to: [to],
                messageId: `<${hex(context, 16)}@example.com>`,
                date: new Date(context.now).toUTCString(),
                subject,
              },
            },
            receipt: {
              timestamp,
              processingTimeMillis: 574,
              recipients: [to],
              spamVerdict: pass,
              virusVerdict: pass,
              spfVerdict: pass,
              dkimVerdict: pass,
              dmarcVerdict: pass,
              action: {
                type: 'Lambda',
                functionArn: context.resource('AWS::Lambda::Function', 'my-function').arn,
                invocationType: 'Event',
              },
            },
          },
        },
      ],
    }
  },
  fields: [
    { path: ['Records', 0, 'ses', 'mail', 'source'], label: 'From' },
    { path: ['Records', 0, 'ses', 'mail', 'destination', 0], label: 'To' },
    { path: ['Records', 0, 'ses', 'mail', 'commonHeaders', 'subject'], label: 'Subject' },
  ],
  matches: recordsFrom('aws:ses'),
}

const iot: EventTemplate = {
  id: 'iot',
  title: 'AWS IoT: message that a rule passes on',
  group: 'Identity, logs and others',
  page: guide('services-iot'),
  sources: [],
  // The message as the device sent it, and whatever the rule's SELECT adds.
  event: (context) => ({ deviceId: 'sensor-7', temperature: 21.5, timestamp: context.now }),
  fields: [
    { path: ['deviceId'], label: 'Device' },
    { path: ['temperature'], label: 'Temperature' },
  ],
  open: [''],
  matches: (event) => event['deviceId'] !== undefined && event['temperature'] !== undefined,
}

const alexa: EventTemplate = {
  id: 'alexa',
  title: 'Alexa: intent of a skill',
  group: 'Identity, logs and others',
  page: guide('services-alexa'),
  sources: [],
  event(context) {
    const application = { applicationId: `amzn1.ask.skill.${context.uuid()}` }
    const user = { userId: `amzn1.ask.account.${hex(context, 32).toUpperCase()}` }
    return {
      version: '1.0',
      session: {
        new: true,
        sessionId: `amzn1.echo-api.session.${context.uuid()}`,
        application,
        attributes: {},
        user,
      },
      context: {
        System: { application, user, device: { supportedInterfaces: {} }, apiEndpoint: 'https://api.amazonalexa.com' },
      },
      request: {
        type: 'IntentRequest',
        requestId: `amzn1.echo-api.request.${context.uuid()}`,
        timestamp: iso(context.now),
        locale: 'en-US',
        intent: { name: 'OrderIntent', confirmationStatus: 'NONE', slots: {} },
      },
    }
  },
  fields: [
    { path: ['request', 'type'], label: 'Request', oneOf: ['LaunchRequest', 'IntentRequest', 'SessionEndedRequest'] },
    { path: ['request', 'intent', 'name'], label: 'Intent' },
    { path: ['request', 'locale'], label: 'Locale' },
  ],
  optional: ['request.intent'],
  open: ['session.attributes', 'context.System.device', 'request.intent.slots'],
  matches: (event) => at(event, 'context', 'System', 'application') !== undefined,
}

export const OTHERS: readonly EventTemplate[] = [
  preSignUp,
  postConfirmation,
  logs,
  taskToken,
  destination,
  customResource,
  rotation,
  ses,
  iot,
  alexa,
]
