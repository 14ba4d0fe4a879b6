/** Source: aws/serverless-application-model, translator tests function_with_durable_config*, pull request 3854. */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { properties, serverless } from './template'

const template = (more: string): string =>
  serverless(`
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: nodejs22.x
${more}`)

describe('DurableConfig', () => {
  it('goes to the function, and its role gets what checkpoints need', () => {
    const reading = readTemplate(template('      DurableConfig: {ExecutionTimeout: 3600, RetentionPeriodInDays: 7}'))
    expect(reading.diagnostics).toEqual([])
    expect(properties(reading, 'Orders')?.['DurableConfig']).toEqual({
      ExecutionTimeout: 3600,
      RetentionPeriodInDays: 7,
    })
    expect(properties(reading, 'OrdersRole')?.['ManagedPolicyArns']).toEqual([
      {
        'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicDurableExecutionRolePolicy',
      },
    ])
  })

  it('has an ExecutionTimeout of at most 366 days', () => {
    const missing = readTemplate(template('      DurableConfig: {RetentionPeriodInDays: 7}'))
    expect(missing.diagnostics.map(({ severity }) => severity)).toContain('error')
    const long = readTemplate(template('      DurableConfig: {ExecutionTimeout: 31622401}'))
    expect(long.diagnostics.map(({ severity }) => severity)).toContain('error')
  })
})
