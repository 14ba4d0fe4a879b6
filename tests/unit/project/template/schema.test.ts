/** The JSON schema of templates: what the examples are written in fits it, and what is wrong does not. */

import Ajv from 'ajv'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { TemplateDocument } from '../../../../src/project/template/document'
import { NO_EFFECT, REQUIRED, templateSchema, type JsonSchema } from '../../../../src/project/template/schema'

const EXAMPLES = path.resolve(import.meta.dirname, '../../../../src/examples')
const validate = new Ajv({ unknownFormats: 'ignore', allErrors: true }).compile(templateSchema({ functions: true }))

/** What the schema has against a template, as `path: message`. */
function complaints(text: string): readonly string[] {
  const { value, diagnostics } = new TemplateDocument(text, 'template.yaml')
  expect(diagnostics).toEqual([])
  validate(value)
  return (validate.errors ?? []).map(({ dataPath, message, params }) => {
    const { additionalProperty } = params as { additionalProperty?: string }
    return `${dataPath}: ${message}${additionalProperty === undefined ? '' : ` (${additionalProperty})`}`
  })
}

const resource = (type: string, properties = ''): string =>
  `Resources:\n  R:\n    Type: ${type}\n${properties === '' ? '' : `    Properties:\n      ${properties.replaceAll('\n', '\n      ')}\n`}`

test.each(readdirSync(EXAMPLES))('the template of %s fits', (example) => {
  expect(complaints(readFileSync(path.join(EXAMPLES, example, 'template.yaml'), 'utf8'))).toEqual([])
})

test.each([
  ['a misspelt section', 'Resourcs: {}\n' + resource('AWS::SQS::Queue'), '(Resourcs)'],
  ['no resources', 'Description: nothing', 'Resources'],
  ['a resource without a type', 'Resources: { R: {} }', "'Type'"],
  ['an attribute in the wrong place', 'Resources: { R: { Type: AWS::SQS::Queue, DelaySeconds: 1 } }', '(DelaySeconds)'],
  ['a type that is none', resource('SQS::Queue'), 'pattern'],
  ['an unknown property', resource('AWS::SQS::Queue', 'VisibilityTimeot: 30'), '(VisibilityTimeot)'],
  ['a value that is too large', resource('AWS::SQS::Queue', 'DelaySeconds: 901'), '<= 900'],
  ['a value that is none of those allowed', resource('AWS::SQS::Queue', 'DeduplicationScope: all'), 'allowed values'],
  ['a missing property', resource('AWS::SNS::Subscription', 'Protocol: sqs'), "'TopicArn'"],
  ['properties that are missing as a whole', resource('AWS::KMS::Alias'), "'Properties'"],
  [
    'an unknown kind of event',
    resource('AWS::Serverless::Function', 'Events: { E: { Type: SQSS } }'),
    'allowed values',
  ],
  [
    'an unknown property of an event',
    resource('AWS::Serverless::Function', 'Events: { E: { Type: SQS, Properties: { Queue: q, Batch: 1 } } }'),
    '(Batch)',
  ],
  [
    'a policy template without its parameter',
    resource('AWS::Serverless::Function', 'Policies: [{ SQSPollerPolicy: {} }]'),
    "'QueueName'",
  ],
  [
    'what may not be global',
    'Globals: { Function: { FunctionName: f } }\n' + resource('AWS::SQS::Queue'),
    '(FunctionName)',
  ],
  ['an unknown function', resource('AWS::SQS::Queue', 'DelaySeconds: { Fn::Sum: [1, 2] }'), '(Fn::Sum)'],
])('finds %s', (_, text, expected) => {
  expect(complaints(text).join('\n')).toContain(expected)
})

test('takes functions wherever a value can stand', () => {
  const text = resource(
    'AWS::SQS::Queue',
    'DelaySeconds: !If [Slow, 10, !Ref AWS::NoValue]\nQueueName: !Sub "${AWS::StackName}-q"',
  )
  expect(complaints(text)).toEqual([])
})

describe('of an editor', () => {
  const { definitions = {} } = templateSchema({ functions: false })
  const property = (type: string, name: string): JsonSchema => definitions[type]?.properties?.[name] ?? {}

  test('has plain values with their limits and defaults', () => {
    expect(property('AWS::SQS::Queue', 'VisibilityTimeout')).toMatchObject({
      type: 'integer',
      minimum: 0,
      maximum: 43_200,
      default: 30,
    })
  })

  test('says what a property is, in words, and where AWS describes it', () => {
    const { markdownDescription } = property('AWS::SQS::Queue', 'VisibilityTimeout')
    expect(markdownDescription).toContain('Integer, 0 to 43,200 seconds; default 30.')
    expect(markdownDescription).toContain('aws-resource-sqs-queue.html#cfn-sqs-queue-visibilitytimeout')
  })

  test('tells what is required and what has no effect here', () => {
    expect(property('AWS::SNS::Subscription', 'TopicArn').markdownDescription).toContain(REQUIRED)
    expect(property('AWS::SQS::Queue', 'KmsMasterKeyId').markdownDescription).toContain(NO_EFFECT)
  })
})
