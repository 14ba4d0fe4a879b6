import { describe, expect, it } from 'vitest'
import { enableTracing } from '../../../../src/app/traces/enable-tracing'

const template = (type: string, properties: string): string =>
  `# mine\nResources:\n  F:\n    Type: ${type}\n    Properties:\n${properties}`

describe('turning on tracing', () => {
  it('sets Tracing of a SAM function, and leaves all other lines as they are', () => {
    const text = template('AWS::Serverless::Function', '      Handler: a.b # why\n')
    expect(enableTracing(text, 'F')).toBe(`${text}      Tracing: Active\n`)
  })

  it('replaces PassThrough', () => {
    const text = template('AWS::Serverless::Function', '      Tracing: PassThrough\n')
    expect(enableTracing(text, 'F')).toBe(text.replace('PassThrough', 'Active'))
  })

  it('sets TracingConfig of a function of CloudFormation', () => {
    const text = template('AWS::Lambda::Function', '      Handler: a.b\n')
    expect(enableTracing(text, 'F')).toBe(`${text}      TracingConfig:\n        Mode: Active\n`)
  })

  it('refuses what is no function', () => {
    const text = template('AWS::SQS::Queue', '      DelaySeconds: 1\n')
    expect(() => enableTracing(text, 'F')).toThrow('F is no function of template.yaml.')
  })
})
