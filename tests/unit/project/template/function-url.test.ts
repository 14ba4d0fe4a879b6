/** Source: SAM specification, FunctionUrlConfig and "Generated CloudFormation resources". */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, serverless, types } from './template'

const template = (config: string, more = ''): string =>
  serverless(`
  Site:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs22.x
      FunctionUrlConfig: ${config}
${more}
Outputs:
  Address: {Value: !GetAtt SiteUrl.FunctionUrl}`)

describe('FunctionUrlConfig', () => {
  it('makes the URL and the two permissions of a public one', () => {
    const reading = readTemplate(template('{AuthType: NONE, InvokeMode: RESPONSE_STREAM, Cors: {AllowOrigins: ["*"]}}'))
    expect(reading.diagnostics).toEqual([])
    expect(types(reading)).toMatchObject({
      SiteUrl: 'AWS::Lambda::Url',
      SiteUrlPublicPermissions: 'AWS::Lambda::Permission',
      SiteURLInvokeAllowPublicAccess: 'AWS::Lambda::Permission',
    })
    expect(properties(reading, 'SiteUrl')).toEqual({
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
      Cors: { AllowOrigins: ['*'] },
      TargetFunctionArn: { Ref: 'Site' },
    })
    expect(properties(reading, 'SiteUrlPublicPermissions')).toMatchObject({
      Action: 'lambda:InvokeFunctionUrl',
      FunctionUrlAuthType: 'NONE',
      Principal: '*',
    })
    expect(properties(reading, 'SiteURLInvokeAllowPublicAccess')).toMatchObject({
      Action: 'lambda:InvokeFunction',
      InvokedViaFunctionUrl: true,
      Principal: '*',
    })
  })

  it('opens a URL with IAM to nobody', () => {
    const reading = readTemplate(template('{AuthType: AWS_IAM}'))
    expect(Object.values(types(reading))).not.toContain('AWS::Lambda::Permission')
  })

  it('is the alias’s with AutoPublishAlias', () => {
    const reading = readTemplate(template('{AuthType: NONE}', '      AutoPublishAlias: live'))
    expect(properties(reading, 'SiteUrl')).toMatchObject({ TargetFunctionArn: { Ref: 'Site' }, Qualifier: 'live' })
    expect(properties(reading, 'SiteUrlPublicPermissions')).toMatchObject({ FunctionName: { Ref: 'SiteAliaslive' } })
  })

  it('needs an AuthType', () => {
    const { diagnostics } = readTemplate(template('{InvokeMode: BUFFERED}'))
    expect(diagnostics.map(({ severity }) => severity)).toContain('error')
  })
})
