/** Source: aws/serverless-application-model, docs/safe_lambda_deployments.rst and translator outputs of its tests. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, resourceOf, serverless, types } from './template'

const template = (more = '', rest = ''): string =>
  serverless(`
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs22.x
      AutoPublishAlias: live
      EventInvokeConfig: {MaximumRetryAttempts: 1}
      Events:
        Poll:
          Type: SQS
          Properties: {Queue: !GetAtt Queue.Arn}
${more}
  Queue:
    Type: AWS::SQS::Queue
${rest}`)

const versionOf = (text: string): string =>
  Object.entries(types(readTemplate(text))).find(([, type]) => type === 'AWS::Lambda::Version')?.[0] ?? ''

describe('AutoPublishAlias', () => {
  it('makes a version, which stays, and an alias that leads to it', () => {
    const reading = readTemplate(template())
    const version = versionOf(template())
    expect(reading.diagnostics).toEqual([])
    expect(version).toMatch(/^OrdersVersion[0-9a-f]{10}$/)
    expect(resourceOf(reading, version)).toMatchObject({ origin: 'Orders', retained: true })
    expect(properties(reading, version)).toEqual({ FunctionName: { Ref: 'Orders' } })
    expect(types(reading)['OrdersAliaslive']).toBe('AWS::Lambda::Alias')
    expect(properties(reading, 'OrdersAliaslive')).toEqual({
      Name: 'live',
      FunctionName: { Ref: 'Orders' },
      FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
    })
  })

  it('connects events and settings for asynchronous invocation to the alias', () => {
    const reading = readTemplate(template())
    expect(properties(reading, 'OrdersPoll')?.['FunctionName']).toEqual({ Ref: 'OrdersAliaslive' })
    expect(properties(reading, 'OrdersEventInvokeConfig')).toMatchObject({
      FunctionName: { Ref: 'Orders' },
      Qualifier: 'live',
    })
    expect(resourceOf(reading, 'OrdersEventInvokeConfig')?.dependsOn).toEqual(['OrdersAliaslive'])
    expect(reading.summary.mappings).toEqual([{ logicalId: 'OrdersPoll', function: 'Orders', queue: 'Queue' }])
  })

  it('gives the version another logical id for code elsewhere; with AllProperties for any change', () => {
    const version = versionOf(template())
    expect(versionOf(template('      MemorySize: 512'))).toBe(version)
    expect(versionOf(template().replace('CodeUri: src/', 'CodeUri: other/'))).not.toBe(version)
    const all = versionOf(template('      AutoPublishAliasAllProperties: true'))
    expect(versionOf(template('      AutoPublishAliasAllProperties: true\n      MemorySize: 512'))).not.toBe(all)
  })

  it('may be referred to as Function.Alias and Function.Version', () => {
    const reading = readTemplate(
      template(
        '',
        `
  Other:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Orders.Alias, EventSourceArn: !GetAtt Queue.Arn}
Outputs:
  Version: {Value: !Ref Orders.Version}
`,
      ),
    )
    expect(reading.diagnostics).toEqual([])
    expect(properties(reading, 'Other')?.['FunctionName']).toEqual({ Ref: 'OrdersAliaslive' })
    expect(reading.stack?.outputs).toEqual({ Version: { Ref: versionOf(template()) } })
  })

  it('keeps the version only as long as VersionDeletionPolicy says', () => {
    const text = template('      VersionDeletionPolicy: Delete\n      VersionDescription: first')
    const version = resourceOf(readTemplate(text), versionOf(text))
    expect(version?.retained).toBeUndefined()
    expect(version?.properties['Description']).toBe('first')
  })

  it('must be a name', () => {
    const reading = readTemplate(template().replace('live', '"7"'))
    expect(reading.diagnostics.map(({ message }) => message)).toEqual([
      "Resource with id [Orders] is invalid. 'AutoPublishAlias' must be a string or a Ref to a template parameter",
    ])
  })
})
