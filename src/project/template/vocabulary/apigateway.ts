/** AWS::ApiGateway::*, AWS::ApiGatewayV2::* and SAM's APIs. Sources: CloudFormation resource reference; AWS SAM specification. */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  kept,
  listOf,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Properties,
  type ResourceVocabulary,
} from './shapes'

const NO_TAGS = 'resources that SAM makes do not get the tags of their API'
const NO_DETAILS = 'metrics are by API and stage'
const NO_SEGMENTS = 'stages write no segments'

const STAGE_NAME = { kind: 'text', pattern: /^\w+$/, maximumLength: 128 } as const
const V2_STAGE_NAME = { kind: 'text', pattern: /^(\$default|[\w-]+)$/, maximumLength: 128 } as const
const ROUTE_KEY = {
  kind: 'text',
  pattern: /^(\$default|(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) \/.*)$/,
} as const
const TEXTS = { kind: 'map', of: TEXT } as const

const THROTTLE_SETTINGS: Properties = {
  ThrottlingBurstLimit: simulated(integer(0, 1_000_000)),
  ThrottlingRateLimit: simulated(ANYTHING),
}

const ROUTE_SETTINGS = object({
  ...THROTTLE_SETTINGS,
  ...kept('DetailedMetricsEnabled', NO_DETAILS, false),
  ...notYet('DataTraceEnabled LoggingLevel'),
})

const METHOD_SETTING = object({
  ResourcePath: simulated(TEXT),
  HttpMethod: simulated(TEXT),
  LoggingLevel: simulated(oneOf('OFF', 'ERROR', 'INFO')),
  ...THROTTLE_SETTINGS,
  ...kept('MetricsEnabled', NO_DETAILS, false),
  ...notYet('CacheDataEncrypted CacheTtlInSeconds CachingEnabled DataTraceEnabled'),
})

const QUOTA = object({
  Limit: simulated(integer(0, 2_147_483_647)),
  Offset: simulated(integer(0, 31)),
  Period: simulated(oneOf('DAY', 'WEEK', 'MONTH')),
})
const THROTTLE = object({ BurstLimit: simulated(integer(0, 1_000_000)), RateLimit: simulated(ANYTHING) })

export const CORS: Properties = {
  AllowOrigins: simulated(listOf(TEXT)),
  AllowMethods: simulated(listOf(TEXT)),
  AllowHeaders: simulated(listOf(TEXT)),
  ExposeHeaders: simulated(listOf(TEXT)),
  AllowCredentials: simulated(BOOLEAN),
  MaxAge: simulated(integer(-1, 86_400)),
}

/** The same in Globals.Api and AWS::Serverless::Api. */
export const SERVERLESS_API: Properties = {
  Name: simulated(TEXT),
  Auth: simulated(
    object({
      Authorizers: simulated({ kind: 'map', of: ANYTHING }),
      DefaultAuthorizer: simulated(TEXT),
      ApiKeyRequired: simulated(BOOLEAN),
      UsagePlan: simulated(
        object({
          CreateUsagePlan: required(oneOf('PER_API', 'SHARED', 'NONE')),
          Description: { shape: TEXT, required: false, effect: 'none' },
          Quota: simulated(QUOTA),
          Throttle: simulated(THROTTLE),
          UsagePlanName: simulated(TEXT),
          ...accepted('Tags'),
        }),
      ),
      ResourcePolicy: simulated(
        object({
          CustomStatements: simulated(ANYTHING),
          IpRangeWhitelist: simulated(listOf(TEXT)),
          IpRangeBlacklist: simulated(listOf(TEXT)),
          AwsAccountWhitelist: simulated(listOf(TEXT)),
          AwsAccountBlacklist: simulated(listOf(TEXT)),
          ...notYet(
            'IntrinsicVpcBlacklist IntrinsicVpcWhitelist IntrinsicVpceBlacklist IntrinsicVpceWhitelist SourceVpcBlacklist SourceVpcWhitelist',
          ),
        }),
      ),
      InvokeRole: simulated(TEXT),
      AddDefaultAuthorizerToCorsPreflight: simulated(BOOLEAN),
      AddApiKeyRequiredToCorsPreflight: simulated(BOOLEAN),
    }),
  ),
  Cors: simulated(ANYTHING),
  BinaryMediaTypes: simulated(listOf(TEXT)),
  MethodSettings: simulated(listOf(METHOD_SETTING)),
  GatewayResponses: simulated({ kind: 'map', of: ANYTHING }),
  EndpointConfiguration: simulated(ANYTHING),
  Variables: simulated(TEXTS),
  OpenApiVersion: simulated(ANYTHING),
  ApiKeySourceType: simulated(oneOf('HEADER', 'AUTHORIZER')),
  DisableExecuteApiEndpoint: simulated(BOOLEAN),
  ...accepted('AlwaysDeploy EndpointAccessMode FailOnWarnings SecurityPolicy Tags'),
  ...kept('PropagateTags', NO_TAGS, false),
  ...kept('TracingEnabled', NO_SEGMENTS, false),
  ...notYet(
    'AccessLogSetting CacheClusterEnabled CacheClusterSize CanarySetting DefinitionUri Domain MergeDefinitions MinimumCompressionSize',
  ),
}

/** The same in Globals.HttpApi and AWS::Serverless::HttpApi. */
export const SERVERLESS_HTTP_API: Properties = {
  Auth: simulated(
    object({
      Authorizers: simulated({ kind: 'map', of: ANYTHING }),
      DefaultAuthorizer: simulated(TEXT),
      EnableIamAuthorizer: simulated(BOOLEAN),
    }),
  ),
  CorsConfiguration: simulated(ANYTHING),
  DefaultRouteSettings: simulated(ROUTE_SETTINGS),
  RouteSettings: simulated({ kind: 'map', of: ROUTE_SETTINGS }),
  StageVariables: simulated(TEXTS),
  ...accepted('FailOnWarnings Tags'),
  ...kept('PropagateTags', NO_TAGS, false),
  ...notYet('AccessLogSettings Domain'),
}

const REST_API: Properties = { RestApiId: required(TEXT) }
const HTTP_API: Properties = { ApiId: required(TEXT) }

export const API_GATEWAY_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::Serverless::Api': {
    attributes: ['RootResourceId', 'RestApiId'],
    properties: {
      ...SERVERLESS_API,
      StageName: required(STAGE_NAME),
      DefinitionBody: simulated(ANYTHING),
      Models: simulated({ kind: 'map', of: ANYTHING }),
      Policy: simulated(ANYTHING),
      Description: { shape: TEXT, required: false, effect: 'none' },
      ...notYet('Mode'),
    },
  },
  'AWS::Serverless::HttpApi': {
    attributes: ['ApiEndpoint', 'ApiId'],
    properties: {
      ...SERVERLESS_HTTP_API,
      Name: simulated(TEXT),
      Description: { shape: TEXT, required: false, effect: 'none' },
      StageName: simulated(V2_STAGE_NAME),
      DefinitionBody: simulated(ANYTHING),
      DisableExecuteApiEndpoint: simulated(BOOLEAN),
      ...notYet('DefinitionUri'),
    },
  },
  'AWS::ApiGateway::RestApi': {
    attributes: ['RestApiId', 'RootResourceId'],
    properties: {
      Name: simulated(TEXT),
      ApiKeySourceType: simulated(oneOf('HEADER', 'AUTHORIZER')),
      BinaryMediaTypes: simulated(listOf(TEXT)),
      Body: simulated(ANYTHING),
      DisableExecuteApiEndpoint: simulated(BOOLEAN),
      EndpointConfiguration: simulated(ANYTHING),
      Parameters: simulated(ANYTHING),
      Policy: simulated(ANYTHING),
      // Refused by the service.
      BodyS3Location: simulated(ANYTHING),
      CloneFrom: simulated(ANYTHING),
      ...accepted('Description EndpointAccessMode FailOnWarnings SecurityPolicy Tags'),
      ...kept('Mode', 'a new Body replaces the one before', 'overwrite'),
      ...notYet('MinimumCompressionSize'),
    },
  },
  'AWS::ApiGateway::Resource': {
    attributes: ['ResourceId'],
    properties: { ...REST_API, ParentId: required(TEXT), PathPart: required(TEXT) },
  },
  'AWS::ApiGateway::Method': {
    attributes: [],
    properties: {
      ...REST_API,
      ResourceId: required(TEXT),
      HttpMethod: required(oneOf('ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT')),
      ApiKeyRequired: simulated(BOOLEAN),
      AuthorizationScopes: simulated(listOf(TEXT)),
      AuthorizationType: simulated(oneOf('NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS')),
      AuthorizerId: simulated(TEXT),
      Integration: simulated(ANYTHING),
      MethodResponses: simulated(ANYTHING),
      RequestModels: simulated(TEXTS),
      RequestParameters: simulated(ANYTHING),
      RequestValidatorId: simulated(TEXT),
      ...accepted('OperationName'),
    },
  },
  'AWS::ApiGateway::Deployment': {
    attributes: ['DeploymentId'],
    properties: {
      ...REST_API,
      StageName: simulated(STAGE_NAME),
      StageDescription: simulated(ANYTHING),
      ...accepted('Description'),
      ...notYet('DeploymentCanarySettings'),
    },
  },
  'AWS::ApiGateway::Stage': {
    attributes: [],
    properties: {
      ...REST_API,
      StageName: required(STAGE_NAME),
      DeploymentId: required(TEXT),
      MethodSettings: simulated(listOf(METHOD_SETTING)),
      Variables: simulated(TEXTS),
      // Refused by the service.
      CacheClusterEnabled: simulated(BOOLEAN),
      CanarySetting: simulated(ANYTHING),
      ...accepted('Description DocumentationVersion Tags'),
      ...kept('CacheClusterSize', 'stages have no cache'),
      ...kept('ClientCertificateId', 'functions get no certificates'),
      ...kept('TracingEnabled', NO_SEGMENTS, false),
      ...notYet('AccessLogSetting'),
    },
  },
  'AWS::ApiGateway::Authorizer': {
    attributes: ['AuthorizerId'],
    properties: {
      ...REST_API,
      Name: required(TEXT),
      Type: required(oneOf('TOKEN', 'REQUEST', 'COGNITO_USER_POOLS')),
      AuthorizerCredentials: simulated(TEXT),
      AuthorizerResultTtlInSeconds: simulated(integer(0, 3600)),
      AuthorizerUri: simulated(TEXT),
      IdentitySource: simulated(TEXT),
      IdentityValidationExpression: simulated(TEXT),
      ProviderARNs: simulated(listOf(TEXT)),
      ...accepted('AuthType'),
    },
  },
  'AWS::ApiGateway::RequestValidator': {
    attributes: ['RequestValidatorId'],
    properties: {
      ...REST_API,
      Name: simulated(TEXT),
      ValidateRequestBody: simulated(BOOLEAN),
      ValidateRequestParameters: simulated(BOOLEAN),
    },
  },
  'AWS::ApiGateway::Model': {
    attributes: [],
    properties: {
      ...REST_API,
      Name: simulated(TEXT),
      Schema: simulated(ANYTHING),
      ...accepted('ContentType Description'),
    },
  },
  'AWS::ApiGateway::GatewayResponse': {
    attributes: ['Id'],
    properties: {
      ...REST_API,
      ResponseType: required(TEXT),
      StatusCode: simulated(ANYTHING),
      ResponseParameters: simulated(TEXTS),
      ResponseTemplates: simulated(TEXTS),
    },
  },
  'AWS::ApiGateway::ApiKey': {
    attributes: ['APIKeyId'],
    properties: {
      Name: simulated(TEXT),
      Enabled: simulated(BOOLEAN),
      Value: simulated({ kind: 'text', maximumLength: 128 }),
      ...accepted('CustomerId Description GenerateDistinctId Tags'),
      ...kept('StageKeys', 'keys belong to stages by usage plans'),
    },
  },
  'AWS::ApiGateway::UsagePlan': {
    attributes: ['Id'],
    properties: {
      UsagePlanName: simulated(TEXT),
      ApiStages: simulated(
        listOf(
          object({
            ApiId: simulated(TEXT),
            Stage: simulated(TEXT),
            Throttle: simulated({ kind: 'map', of: THROTTLE }),
          }),
        ),
      ),
      Quota: simulated(QUOTA),
      Throttle: simulated(THROTTLE),
      ...accepted('Description Tags'),
    },
  },
  'AWS::ApiGateway::UsagePlanKey': {
    attributes: ['Id'],
    properties: { KeyId: required(TEXT), KeyType: required(oneOf('API_KEY')), UsagePlanId: required(TEXT) },
  },
  'AWS::ApiGateway::Account': { attributes: ['Id'], properties: accepted('CloudWatchRoleArn') },
  'AWS::ApiGatewayV2::Api': {
    attributes: ['ApiEndpoint', 'ApiId'],
    properties: {
      Name: simulated(TEXT),
      ProtocolType: simulated(oneOf('HTTP', 'WEBSOCKET')),
      Body: simulated(ANYTHING),
      CorsConfiguration: simulated(object(CORS)),
      CredentialsArn: simulated(TEXT),
      DisableExecuteApiEndpoint: simulated(BOOLEAN),
      RouteKey: simulated(ROUTE_KEY),
      Target: simulated(TEXT),
      // Refused by the service.
      BodyS3Location: simulated(ANYTHING),
      ...accepted('ApiKeySelectionExpression Description DisableSchemaValidation FailOnWarnings IpAddressType'),
      ...kept('BasePath', 'the base path of a Body is left out', 'ignore'),
      ...accepted('RouteSelectionExpression Tags Version'),
    },
  },
  'AWS::ApiGatewayV2::Integration': {
    attributes: ['IntegrationId'],
    properties: {
      ...HTTP_API,
      IntegrationType: required(TEXT),
      IntegrationUri: simulated(TEXT),
      IntegrationMethod: simulated(TEXT),
      PayloadFormatVersion: simulated(oneOf('1.0', '2.0')),
      TimeoutInMillis: simulated(integer(50, 30_000)),
      CredentialsArn: simulated(TEXT),
      // Refused by the service.
      ConnectionId: simulated(TEXT),
      IntegrationSubtype: simulated(TEXT),
      RequestParameters: simulated(ANYTHING),
      ResponseParameters: simulated(ANYTHING),
      TlsConfig: simulated(ANYTHING),
      ...accepted('ConnectionType Description'),
      ...notYet('ContentHandlingStrategy PassthroughBehavior RequestTemplates TemplateSelectionExpression'),
    },
  },
  'AWS::ApiGatewayV2::Route': {
    attributes: ['RouteId'],
    properties: {
      ...HTTP_API,
      RouteKey: required(ROUTE_KEY),
      Target: simulated(TEXT),
      AuthorizationType: simulated(oneOf('NONE', 'AWS_IAM', 'JWT', 'CUSTOM')),
      AuthorizerId: simulated(TEXT),
      AuthorizationScopes: simulated(listOf(TEXT)),
      ...accepted('OperationName'),
      ...notYet(
        'ApiKeyRequired ModelSelectionExpression RequestModels RequestParameters RouteResponseSelectionExpression',
      ),
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    attributes: [],
    properties: {
      ...HTTP_API,
      StageName: required(V2_STAGE_NAME),
      AutoDeploy: simulated(BOOLEAN),
      DeploymentId: simulated(TEXT),
      DefaultRouteSettings: simulated(ROUTE_SETTINGS),
      RouteSettings: simulated({ kind: 'map', of: ROUTE_SETTINGS }),
      StageVariables: simulated(TEXTS),
      ...accepted('Description Tags'),
      ...notYet('AccessLogSettings AccessPolicyId ClientCertificateId'),
    },
  },
  'AWS::ApiGatewayV2::Deployment': {
    attributes: ['DeploymentId'],
    properties: { ...HTTP_API, StageName: simulated(V2_STAGE_NAME), ...accepted('Description') },
  },
  'AWS::ApiGatewayV2::Authorizer': {
    attributes: ['AuthorizerId'],
    properties: {
      ...HTTP_API,
      Name: required(TEXT),
      AuthorizerType: required(oneOf('JWT', 'REQUEST')),
      AuthorizerCredentialsArn: simulated(TEXT),
      AuthorizerPayloadFormatVersion: simulated(oneOf('1.0', '2.0')),
      AuthorizerResultTtlInSeconds: simulated(integer(0, 3600)),
      AuthorizerUri: simulated(TEXT),
      EnableSimpleResponses: simulated(BOOLEAN),
      IdentitySource: simulated(listOf(TEXT)),
      JwtConfiguration: simulated(object({ Audience: simulated(listOf(TEXT)), Issuer: simulated(TEXT) })),
    },
  },
}
