/** Fact sheet §13.1 to §13.3: a serverless function's properties and events as plain resources. */

import { describe, expect, test } from 'vitest'
import { readTemplate } from '../../../src/project/template'

function expand(properties: object, globals: object = {}) {
  const given = { Handler: 'index.handler', Runtime: 'nodejs22.x', CodeUri: 'src/', ...properties }
  const reading = readTemplate(`
Transform: AWS::Serverless-2016-10-31
Globals: ${JSON.stringify(globals)}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: ${JSON.stringify(given)}
`)
  const resources = reading.stack?.resources ?? []
  return {
    errors: reading.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    types: Object.fromEntries(resources.map(({ logicalId, type }) => [logicalId, type])),
    of: (logicalId: string) => resources.find((resource) => resource.logicalId === logicalId)?.properties,
  }
}

describe('§13.1 AWS::Serverless::Function', () => {
  test.each(['Active', 'PassThrough'])('Tracing %s becomes TracingConfig and the right to send segments', (Mode) => {
    const { of } = expand({ Tracing: Mode })
    expect(of('Fn')).toMatchObject({ TracingConfig: { Mode } })
    expect(JSON.stringify(of('FnRole'))).toContain('policy/AWSXRayDaemonWriteAccess')
  })

  test('Tracing Disabled leaves both out', () => {
    const { of } = expand({ Tracing: 'Disabled' })
    expect(of('Fn')).not.toHaveProperty('TracingConfig')
    expect(JSON.stringify(of('FnRole'))).not.toContain('XRay')
  })

  test('the generated role is trusted by Lambda and has AWSLambdaBasicExecutionRole', () => {
    const role = JSON.stringify(expand({}).of('FnRole'))
    expect(role).toContain('lambda.amazonaws.com')
    expect(role).toContain('service-role/AWSLambdaBasicExecutionRole')
  })

  test.each([
    ['SQS', 'sqs:SendMessage'],
    ['SNS', 'sns:publish'],
  ])('DeadLetterQueue of type %s becomes DeadLetterConfig and the right to send', (Type, action) => {
    const TargetArn = `arn:aws:${Type.toLowerCase()}:us-east-1:123456789012:dead`
    const { of, errors } = expand({ DeadLetterQueue: { Type, TargetArn } })
    expect(errors).toEqual([])
    expect(of('Fn')).toMatchObject({ DeadLetterConfig: { TargetArn } })
    expect(JSON.stringify(of('FnRole')).toLowerCase()).toContain(action.toLowerCase())
  })

  test.each([
    ['LoggingConfig', { LogFormat: 'JSON' }],
    ['RecursiveLoop', 'Allow'],
    ['TenancyConfig', { TenantIsolationMode: 'PER_TENANT' }],
    ['ReservedConcurrentExecutions', 5],
    ['EphemeralStorage', { Size: 1024 }],
    ['Architectures', ['arm64']],
    ['Description', 'd'],
    ['MemorySize', 512],
    ['Timeout', 30],
  ])('%s is passed on', (name, value) => {
    const { of, errors } = expand({ [name]: value })
    expect(errors).toEqual([])
    expect(of('Fn')).toMatchObject({ [name]: value })
  })
})

describe('§13.2 events of type CloudWatchLogs', () => {
  const Event = { Type: 'CloudWatchLogs', Properties: { LogGroupName: 'mine', FilterPattern: 'ERROR' } }

  test('are a subscription filter and a permission for the log group', () => {
    const { of, types, errors } = expand({ Events: { Event } })
    expect(errors).toEqual([])
    expect(types['FnEvent']).toBe('AWS::Logs::SubscriptionFilter')
    expect(of('FnEvent')).toMatchObject({ LogGroupName: 'mine', FilterPattern: 'ERROR' })
    expect(of('FnEventPermission')).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
    })
  })

  test.each(['LogGroupName', 'FilterPattern'])('need %s', (name) => {
    const { [name]: _, ...rest } = Event.Properties as Record<string, string>
    expect(expand({ Events: { Event: { ...Event, Properties: rest } } }).errors).toHaveLength(1)
  })
})

describe('§13.3 Globals', () => {
  test('a resource’s primitive replaces the global one', () => {
    expect(expand({ Timeout: 5 }, { Function: { Timeout: 9, MemorySize: 256 } }).of('Fn')).toMatchObject({
      Timeout: 5,
      MemorySize: 256,
    })
  })

  test('maps are merged, key by key', () => {
    const variables = (Variables: object) => ({ Environment: { Variables } })
    const { of } = expand(variables({ B: '2', C: '3' }), { Function: variables({ A: '1', B: '1' }) })
    expect(of('Fn')).toMatchObject({ Environment: { Variables: { A: '1', B: '2', C: '3' } } })
  })

  test.each(['Role', 'Policies', 'FunctionName', 'Events'])('%s is nothing for all functions', (name) => {
    expect(expand({}, { Function: { [name]: name === 'Events' ? {} : 'x' } }).errors).toHaveLength(1)
  })

  test('a section that there is not is refused', () => {
    expect(expand({}, { Table: {} }).errors).toHaveLength(1)
  })
})
