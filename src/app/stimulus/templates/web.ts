/** Events of APIs, function URLs and load balancers. */

import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2, LambdaFunctionURLEvent } from 'aws-lambda'
import { at, type EventContext, type EventTemplate, guide, hex } from './template'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const BODY = '{"orderId":"1001","quantity":2}'
const AGENT = 'curl/8.7.1'
const ADDRESS = '203.0.113.7'

/** `31/Jan/2026:12:00:00 +0000` */
function requestTime(now: number): string {
  const date = new Date(now)
  const day = String(date.getUTCDate()).padStart(2, '0')
  return `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`
}

const headers = (host: string): Record<string, string> => ({
  accept: '*/*',
  'content-type': 'application/json',
  host,
  'user-agent': AGENT,
  'x-forwarded-for': ADDRESS,
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
})

const multi = (map: Readonly<Record<string, string>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, [value]]))

const restApi: EventTemplate = {
  id: 'rest-api',
  title: 'API Gateway: REST API, payload 1.0',
  group: 'Web requests',
  page: guide('services-apigateway'),
  sources: ['AWS::ApiGateway::RestApi'],
  event(context): APIGatewayProxyEvent {
    const apiId = hex(context, 10)
    const host = `${apiId}.execute-api.${context.region}.amazonaws.com`
    const query = { dry: 'true' }
    return {
      resource: '/orders/{id}',
      path: '/orders/1001',
      httpMethod: 'POST',
      headers: headers(host),
      multiValueHeaders: multi(headers(host)),
      queryStringParameters: query,
      multiValueQueryStringParameters: multi(query),
      pathParameters: { id: '1001' },
      stageVariables: null,
      requestContext: {
        accountId: context.accountId,
        apiId,
        deploymentId: hex(context, 6),
        domainName: host,
        domainPrefix: apiId,
        extendedRequestId: 'JKJaXmPLvHcESHA=',
        httpMethod: 'POST',
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: ADDRESS,
          user: null,
          userAgent: AGENT,
          userArn: null,
        },
        path: '/Prod/orders/1001',
        protocol: 'HTTP/1.1',
        requestId: context.uuid(),
        requestTime: requestTime(context.now),
        requestTimeEpoch: context.now,
        resourceId: hex(context, 6),
        resourcePath: '/orders/{id}',
        stage: 'Prod',
        // Without an authorizer there are fewer members than the types know.
      } as unknown as APIGatewayProxyEvent['requestContext'],
      body: BODY,
      isBase64Encoded: false,
    }
  },
  fields: [
    { path: ['httpMethod'], label: 'Method', oneOf: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] },
    { path: ['path'], label: 'Path' },
    { path: ['pathParameters'], label: 'Path parameters' },
    { path: ['queryStringParameters'], label: 'Query' },
    { path: ['body'], label: 'Body' },
  ],
  open: [
    ...['headers', 'multiValueHeaders', 'queryStringParameters', 'multiValueQueryStringParameters'],
    ...['pathParameters', 'stageVariables', 'requestContext.identity'],
  ],
  matches: (event) => typeof event['httpMethod'] === 'string' && at(event, 'requestContext', 'apiId') !== undefined,
}

/** Payload format 2.0. */
function event2(context: EventContext, host: string, more: object): APIGatewayProxyEventV2 {
  const apiId = host.split('.')[0] ?? ''
  return {
    version: '2.0',
    routeKey: 'POST /orders/{id}',
    rawPath: '/orders/1001',
    rawQueryString: 'dry=true',
    headers: headers(host),
    queryStringParameters: { dry: 'true' },
    requestContext: {
      accountId: context.accountId,
      apiId,
      domainName: host,
      domainPrefix: apiId,
      http: { method: 'POST', path: '/orders/1001', protocol: 'HTTP/1.1', sourceIp: ADDRESS, userAgent: AGENT },
      requestId: context.uuid(),
      routeKey: 'POST /orders/{id}',
      stage: '$default',
      time: requestTime(context.now),
      timeEpoch: context.now,
    },
    body: BODY,
    isBase64Encoded: false,
    ...more,
  }
}

const FIELDS_2: EventTemplate['fields'] = [
  {
    path: ['requestContext', 'http', 'method'],
    label: 'Method',
    oneOf: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
  },
  { path: ['rawPath'], label: 'Path' },
  { path: ['queryStringParameters'], label: 'Query' },
  { path: ['body'], label: 'Body' },
]
const OPTIONAL_2 = ['queryStringParameters', 'pathParameters', 'body', 'requestContext.authentication']
const OPEN_2 = ['headers', 'queryStringParameters', 'pathParameters']
const isUrl = (event: object): boolean =>
  String(at(event, 'requestContext', 'domainName') ?? '').includes('.lambda-url.')

const httpApi: EventTemplate = {
  id: 'http-api',
  title: 'API Gateway: HTTP API, payload 2.0',
  group: 'Web requests',
  page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html',
  sources: ['AWS::ApiGatewayV2::Api'],
  event(context) {
    const host = `${hex(context, 10)}.execute-api.${context.region}.amazonaws.com`
    return event2(context, host, { pathParameters: { id: '1001' } })
  },
  fields: FIELDS_2,
  optional: OPTIONAL_2,
  open: OPEN_2,
  matches: (event) => event['version'] === '2.0' && event['rawPath'] !== undefined && !isUrl(event),
}

const functionUrl: EventTemplate = {
  id: 'function-url',
  title: 'Function URL',
  group: 'Web requests',
  page: guide('urls-invocation'),
  sources: ['AWS::Lambda::Url'],
  event(context): LambdaFunctionURLEvent {
    const host = `${hex(context, 32)}.lambda-url.${context.region}.on.aws`
    const { requestContext, ...event } = event2(context, host, { routeKey: '$default' })
    return { ...event, requestContext: { ...requestContext, accountId: 'anonymous', routeKey: '$default' } }
  },
  fields: FIELDS_2,
  optional: OPTIONAL_2,
  open: OPEN_2,
  matches: (event) => event['version'] === '2.0' && isUrl(event),
}

const loadBalancer: EventTemplate = {
  id: 'alb',
  title: 'Application Load Balancer',
  group: 'Web requests',
  page: guide('services-alb'),
  sources: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  event: (context): ALBEvent => ({
    requestContext: {
      elb: {
        targetGroupArn: `arn:aws:elasticloadbalancing:${context.region}:${context.accountId}:targetgroup/my-targets/${hex(context, 16)}`,
      },
    },
    httpMethod: 'POST',
    path: '/orders/1001',
    queryStringParameters: { dry: 'true' },
    headers: headers(`my-balancer-1234567890.${context.region}.elb.amazonaws.com`),
    body: BODY,
    isBase64Encoded: false,
  }),
  fields: [
    { path: ['httpMethod'], label: 'Method', oneOf: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] },
    { path: ['path'], label: 'Path' },
    { path: ['queryStringParameters'], label: 'Query' },
    { path: ['body'], label: 'Body' },
  ],
  // With multi-value headers the target group sends these instead.
  optional: ['headers', 'queryStringParameters', 'multiValueHeaders', 'multiValueQueryStringParameters'],
  open: ['headers', 'queryStringParameters'],
  matches: (event) => at(event, 'requestContext', 'elb') !== undefined,
}

export const WEB: readonly EventTemplate[] = [restApi, httpApi, functionUrl, loadBalancer]
