/** APIs of SAM. Logical ids and shapes: SAM's own output for such templates. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, serverless, types } from './template'

const FUNCTION = (events: string, more = ''): string => `
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./src/
      Handler: app.handler
      Runtime: nodejs22.x${more === '' ? '' : `\n${more.replace(/^/gm, '      ')}`}
      Events:
${events.replace(/^/gm, '        ').trimEnd()}
`

const reading = (events: string, rest = '', more = '') => readTemplate(serverless(FUNCTION(events, more) + rest))

const errors = (read: ReturnType<typeof readTemplate>): string[] =>
  read.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)

const bodyOf = (read: ReturnType<typeof readTemplate>, id: string): Readonly<Record<string, unknown>> =>
  properties(read, id)?.['Body'] as unknown as Readonly<Record<string, unknown>>

const DEPLOYMENT = /^ServerlessRestApiDeployment[0-9a-f]{10}$/

describe('§13.2 an event of type Api', () => {
  const read = reading(`Hello:
  Type: Api
  Properties: {Path: /hello, Method: get}
Item:
  Type: Api
  Properties: {Path: '/items/{id}', Method: any, TimeoutInMillis: 5000}
`)

  it('makes ServerlessRestApi, its deployment, the stage Prod and permissions', () => {
    expect(read.diagnostics).toEqual([])
    const made = types(read)
    const deployment = Object.keys(made).find((id) => DEPLOYMENT.test(id)) ?? ''
    expect(made).toEqual({
      FnRole: 'AWS::IAM::Role',
      Fn: 'AWS::Lambda::Function',
      ServerlessRestApi: 'AWS::ApiGateway::RestApi',
      [deployment]: 'AWS::ApiGateway::Deployment',
      ServerlessRestApiProdStage: 'AWS::ApiGateway::Stage',
      FnHelloPermissionProd: 'AWS::Lambda::Permission',
      FnItemPermissionProd: 'AWS::Lambda::Permission',
    })
    expect(properties(read, 'ServerlessRestApiProdStage')).toMatchObject({
      StageName: 'Prod',
      DeploymentId: { Ref: deployment },
    })
  })

  it('lets API Gateway invoke the function for this method and path, in every stage', () => {
    expect(properties(read, 'FnHelloPermissionProd')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Fn' },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': [
          'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET/hello',
          { __ApiId__: { Ref: 'ServerlessRestApi' }, __Stage__: '*' },
        ],
      },
    })
    const any = properties(read, 'FnItemPermissionProd')?.['SourceArn'] as { 'Fn::Sub': [string] }
    expect(any['Fn::Sub'][0]).toContain('${__Stage__}/*/items/*')
  })

  it('is a method of the body, with a proxy integration', () => {
    const paths = bodyOf(read, 'ServerlessRestApi')['paths'] as Record<string, Record<string, object>>
    expect(paths['/hello']?.['get']).toMatchObject({
      'x-amazon-apigateway-integration': {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: {
          'Fn::Sub':
            'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations',
        },
      },
    })
    expect(paths['/items/{id}']?.['x-amazon-apigateway-any-method']).toMatchObject({
      'x-amazon-apigateway-integration': { timeoutInMillis: 5000 },
      parameters: [{ in: 'path', name: 'id', required: true }],
    })
  })

  it('changes the deployment’s logical id with the body, so that the stage gets it', () => {
    const other = reading('Hello:\n  Type: Api\n  Properties: {Path: /other, Method: get}\n')
    const idOf = (one: typeof read) => Object.keys(types(one)).find((id) => DEPLOYMENT.test(id))
    expect(idOf(other)).not.toBe(idOf(read))
  })

  it('invokes the alias of a function with AutoPublishAlias', () => {
    const published = reading(
      'Hello:\n  Type: Api\n  Properties: {Path: /hello, Method: get}\n',
      '',
      'AutoPublishAlias: live',
    )
    expect(JSON.stringify(bodyOf(published, 'ServerlessRestApi'))).toContain('functions/${FnAliaslive}/invocations')
    expect(properties(published, 'FnHelloPermissionProd')?.['FunctionName']).toEqual({ Ref: 'FnAliaslive' })
  })

  it('needs path and method', () => {
    expect(errors(reading('Hello:\n  Type: Api\n  Properties: {Path: /hello}\n'))).toContain(
      "Event with id [FnHello] is invalid. Missing required property 'Method'.",
    )
  })

  it('must not say the same twice', () => {
    const twice =
      'A:\n  Type: Api\n  Properties: {Path: /a, Method: get}\nB:\n  Type: Api\n  Properties: {Path: /a, Method: GET}\n'
    expect(errors(reading(twice))).toEqual([
      'Event with id [FnB] is invalid. API method "get" defined multiple times for path "/a".',
    ])
  })

  it('must name an API of the template', () => {
    const elsewhere = 'A:\n  Type: Api\n  Properties: {Path: /a, Method: get, RestApiId: nobody}\n'
    expect(errors(reading(elsewhere))).toEqual([
      'Event with id [FnA] is invalid. RestApiId property of Api event must reference a valid resource in the same template.',
    ])
  })
})

describe('§13.4 AWS::Serverless::Api', () => {
  const EVENT = (more = ''): string =>
    `Hello:\n  Type: Api\n  Properties:\n    Path: /hello\n    Method: get\n    RestApiId: !Ref Web\n${more}`
  const web = (more: string): string => `  Web:
    Type: AWS::Serverless::Api
    Properties:
      StageName: dev
${more.replace(/^/gm, '      ').trimEnd()}
`

  it('names what it makes after itself and its stage', () => {
    const read = reading(EVENT(), web('Variables: {a: b}'))
    expect(read.diagnostics).toEqual([])
    expect(Object.keys(types(read))).toEqual(expect.arrayContaining(['Web', 'WebdevStage', 'FnHelloPermissiondev']))
    expect(properties(read, 'WebdevStage')).toMatchObject({ StageName: 'dev', Variables: { a: 'b' } })
  })

  it('needs a StageName', () => {
    const read = reading(EVENT(), '  Web:\n    Type: AWS::Serverless::Api\n')
    expect(errors(read)).toContain("Resource with id [Web] is invalid. Missing required property 'StageName'.")
  })

  it('Cors adds an OPTIONS method with a mock integration to each path', () => {
    const read = reading(EVENT(), web(`Cors:\n  AllowOrigin: "'*'"\n  AllowHeaders: "'x-a'"`))
    const paths = bodyOf(read, 'Web')['paths'] as Record<string, Record<string, object>>
    expect(paths['/hello']?.['options']).toMatchObject({
      'x-amazon-apigateway-integration': {
        type: 'mock',
        responses: {
          default: {
            statusCode: '200',
            responseParameters: {
              'method.response.header.Access-Control-Allow-Origin': "'*'",
              'method.response.header.Access-Control-Allow-Headers': "'x-a'",
              'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'",
            },
          },
        },
      },
    })
  })

  it('Auth: a default authorizer guards all methods, and may be invoked', () => {
    const auth = `Auth:
  DefaultAuthorizer: Mine
  AddDefaultAuthorizerToCorsPreflight: false
  Authorizers:
    Mine:
      FunctionArn: !GetAtt Fn.Arn
      Identity: {Header: X-Token, ReauthorizeEvery: 60}`
    const read = reading(EVENT(), web(auth))
    expect(errors(read)).toEqual([])
    expect(types(read)['WebMineAuthorizerPermission']).toBe('AWS::Lambda::Permission')
    expect(bodyOf(read, 'Web')).toMatchObject({
      paths: { '/hello': { get: { security: [{ Mine: [] }] } } },
      securityDefinitions: {
        Mine: {
          name: 'X-Token',
          'x-amazon-apigateway-authorizer': { type: 'token', authorizerResultTtlInSeconds: 60 },
        },
      },
    })
  })

  it('an event may ask for NONE only where there is a default authorizer', () => {
    expect(errors(reading(EVENT('    Auth: {Authorizer: NONE}\n'), web('Variables: {a: b}')))).toEqual([
      "Event with id [FnHello] is invalid. Unable to set Authorizer on API method [get] for path [/hello] because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.",
    ])
  })

  it('an event may ask for an authorizer that the API has, and for no other', () => {
    expect(errors(reading(EVENT('    Auth: {Authorizer: Other}\n'), web('Variables: {a: b}')))).toEqual([
      'Event with id [FnHello] is invalid. Unable to set Authorizer [Other] on API method [get] for path [/hello] because the related API does not define any Authorizers.',
    ])
  })

  it('Auth: API keys, and a usage plan with a key', () => {
    const auth =
      'Auth:\n  ApiKeyRequired: true\n  UsagePlan: {CreateUsagePlan: PER_API, Quota: {Limit: 5, Period: DAY}}'
    const read = reading(EVENT(), web(auth))
    expect(errors(read)).toEqual([])
    expect(types(read)).toMatchObject({
      WebUsagePlan: 'AWS::ApiGateway::UsagePlan',
      WebApiKey: 'AWS::ApiGateway::ApiKey',
      WebUsagePlanKey: 'AWS::ApiGateway::UsagePlanKey',
    })
    expect(bodyOf(read, 'Web')).toMatchObject({ paths: { '/hello': { get: { security: [{ api_key: [] }] } } } })
  })

  it.each([
    ['unless told not to, they need the API key', '', [{ api_key: [] }]],
    ['told not to, they need none', '\n  AddApiKeyRequiredToCorsPreflight: false', undefined],
  ])('preflights: %s', (_, more, security) => {
    const auth = `Cors: "'*'"\nAuth:\n  ApiKeyRequired: true${more}`
    const read = reading(EVENT(), web(auth))
    expect(errors(read)).toEqual([])
    const paths = bodyOf(read, 'Web')['paths'] as Record<string, Record<string, { readonly security?: unknown }>>
    expect(paths['/hello']?.['options']?.security).toEqual(security)
  })

  it('AWS_IAM: the caller’s own rights invoke the function', () => {
    const read = reading(EVENT(), web('Auth: {DefaultAuthorizer: AWS_IAM}'))
    expect(bodyOf(read, 'Web')).toMatchObject({
      paths: { '/hello': { get: { 'x-amazon-apigateway-integration': { credentials: 'arn:aws:iam::*:user/*' } } } },
      securityDefinitions: { AWS_IAM: { 'x-amazon-apigateway-authtype': 'awsSigv4' } },
    })
  })

  it('binary media types, gateway responses and a model for an event', () => {
    const api = `BinaryMediaTypes: [image~1png]
GatewayResponses:
  DEFAULT_4XX: {ResponseParameters: {Headers: {X-A: "'b'"}}}
Models:
  Pet: {type: object}`
    const read = reading(EVENT('    RequestModel: {Model: Pet, ValidateBody: true}\n'), web(api))
    expect(errors(read)).toEqual([])
    expect(bodyOf(read, 'Web')).toMatchObject({
      'x-amazon-apigateway-binary-media-types': ['image/png'],
      'x-amazon-apigateway-gateway-responses': {
        DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.X-A': "'b'" } },
      },
      definitions: { pet: { type: 'object' } },
      paths: { '/hello': { get: { 'x-amazon-apigateway-request-validator': 'body-only' } } },
    })
  })

  it('Globals.Api holds for it and for the API that SAM makes', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Api:
    EndpointConfiguration: REGIONAL
    Cors: "'*'"
Resources:${FUNCTION('Hello:\n  Type: Api\n  Properties: {Path: /hello, Method: get}\n')}`
    const read = readTemplate(text)
    expect(read.diagnostics).toEqual([])
    expect(properties(read, 'ServerlessRestApi')).toMatchObject({ EndpointConfiguration: { Types: ['REGIONAL'] } })
    expect(JSON.stringify(bodyOf(read, 'ServerlessRestApi'))).toContain('"options"')
  })
})

describe('§13.2 an event of type HttpApi', () => {
  it('makes ServerlessHttpApi with its default stage and a permission', () => {
    const read = reading('Hello:\n  Type: HttpApi\n  Properties: {Path: /hello, Method: POST}\n')
    expect(read.diagnostics).toEqual([])
    expect(types(read)).toEqual({
      FnRole: 'AWS::IAM::Role',
      Fn: 'AWS::Lambda::Function',
      ServerlessHttpApi: 'AWS::ApiGatewayV2::Api',
      ServerlessHttpApiApiGatewayDefaultStage: 'AWS::ApiGatewayV2::Stage',
      FnHelloPermission: 'AWS::Lambda::Permission',
    })
    expect(bodyOf(read, 'ServerlessHttpApi')).toMatchObject({
      openapi: '3.0.1',
      paths: { '/hello': { post: { 'x-amazon-apigateway-integration': { payloadFormatVersion: '2.0' } } } },
    })
  })

  it('without path and method takes all requests: $default', () => {
    const read = reading('All:\n  Type: HttpApi\n')
    expect(read.diagnostics).toEqual([])
    expect(bodyOf(read, 'ServerlessHttpApi')).toMatchObject({
      paths: { '/$default': { 'x-amazon-apigateway-any-method': { isDefaultRoute: true } } },
    })
    const arn = properties(read, 'FnAllPermission')?.['SourceArn'] as { 'Fn::Sub': [string] }
    expect(arn['Fn::Sub'][0]).toMatch(/\/\$\{__Stage__\}\/\*$/)
  })

  it('needs both or neither', () => {
    expect(errors(reading('All:\n  Type: HttpApi\n  Properties: {Path: /a}\n'))).toEqual([
      "Event with id [FnAll] is invalid. 'Path' key must be accompanied by 'Method' key for HttpApi event.",
    ])
  })

  it('AWS::Serverless::HttpApi: CORS, a JWT authorizer with scopes, timeouts and route settings', () => {
    const read = reading(
      `Hello:
  Type: HttpApi
  Properties:
    Path: /hello
    Method: get
    ApiId: !Ref Web
    PayloadFormatVersion: '1.0'
    TimeoutInMillis: 2000
    RouteSettings: {ThrottlingBurstLimit: 3}
    Auth: {AuthorizationScopes: [read]}
`,
      `  Web:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: dev
      CorsConfiguration: {AllowOrigins: ['*']}
      Auth:
        DefaultAuthorizer: Pool
        Authorizers:
          Pool:
            JwtConfiguration: {issuer: https://issuer.example, audience: [me]}
            IdentitySource: $request.header.Authorization
`,
    )
    expect(read.diagnostics).toEqual([])
    expect(properties(read, 'WebdevStage')).toMatchObject({
      StageName: 'dev',
      AutoDeploy: true,
      RouteSettings: { 'GET /hello': { ThrottlingBurstLimit: 3 } },
    })
    expect(bodyOf(read, 'Web')).toMatchObject({
      'x-amazon-apigateway-cors': { allowOrigins: ['*'] },
      paths: {
        '/hello': {
          get: {
            security: [{ Pool: ['read'] }],
            'x-amazon-apigateway-integration': { payloadFormatVersion: '1.0', timeoutInMillis: 2000 },
          },
        },
      },
      components: {
        securitySchemes: {
          Pool: { 'x-amazon-apigateway-authorizer': { jwtConfiguration: { issuer: 'https://issuer.example' } } },
        },
      },
    })
  })
})
