/** The roles of functions, against those that SAM itself made (sam-roles.json). */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../src/cloud/aws/template'
import { readTemplate } from '../../../../src/project/template'
import { POLICY_TEMPLATES } from '../../../../src/project/template/policy-templates'
import recording from './sam-roles.json'

type Properties = Readonly<Record<string, TemplateValue>>

interface Recorded {
  readonly name: string
  readonly resources: Properties
  readonly role: Properties | null
}

const reading = (resources: Properties) =>
  readTemplate(JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources: resources }))

const withPolicies = (policies: TemplateValue, more: Properties = {}) =>
  reading({
    Q: { Type: 'AWS::SQS::Queue' },
    Fn: {
      Type: 'AWS::Serverless::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'a.h', CodeUri: 'src', Policies: policies, ...more },
    },
  })

/** SAM writes the partition out where it knows it. */
const asTexts = (arns: TemplateValue | undefined): unknown =>
  (arns as readonly TemplateValue[]).map((arn) =>
    JSON.stringify(arn)
      .replace('${AWS::Partition}', 'aws')
      .replace(/^\{"Fn::Sub":("[^"]*")\}$/, '$1'),
  )

const byKey = (tags: TemplateValue | undefined): unknown =>
  [...(tags as readonly { Key: string }[])].sort((a, b) => (a.Key < b.Key ? -1 : 1))

describe('the role that SAM makes', () => {
  it.each((recording.cases as unknown as readonly Recorded[]).map((fact) => [fact.name, fact] as const))(
    '%s',
    (_, { resources, role }) => {
      const made = reading(resources).stack?.resources.find(({ logicalId }) => logicalId === 'FnRole')
      if (!role) {
        expect(made).toBeUndefined()
        return
      }
      expect(made?.type).toBe('AWS::IAM::Role')
      const { ManagedPolicyArns: arns, Tags: tags, ...rest } = made?.properties ?? {}
      const { ManagedPolicyArns: expectedArns, Tags: expectedTags, ...expected } = role
      expect(asTexts(arns)).toEqual(asTexts(expectedArns))
      expect(byKey(tags)).toEqual(byKey(expectedTags))
      expect(rest).toEqual(expected)
    },
  )

  it('knows 81 policy templates', () => expect(POLICY_TEMPLATES.size).toBe(81))

  it.each([...POLICY_TEMPLATES].map(([name, template]) => [name, template] as const))('%s', (name, { parameters }) => {
    const values = Object.fromEntries(parameters.map((parameter) => [parameter, `value-of-${parameter}`]))
    const { stack, diagnostics } = withPolicies([{ [name]: values }])
    expect(diagnostics.filter(({ code }) => code !== 'template/not-simulated')).toEqual([])
    const policies = JSON.stringify(stack?.resources.find(({ logicalId }) => logicalId === 'FnRole')?.properties)
    // No parameter of the template is left in the policy.
    for (const parameter of parameters) expect(policies).not.toContain(`{"Ref":"${parameter}"}`)
  })
})

describe('refused, in SAM’s words', () => {
  it.each([
    [
      'a template that does not exist',
      [{ SQSSendMesagePolicy: { QueueName: 'q' } }],
      "Resource with id [Fn] is invalid. Policy at index 0 in the 'Policies' property is not valid",
      'Did you mean SQSSendMessagePolicy?',
    ],
    [
      'a template without its parameter',
      [{ SQSSendMessagePolicy: {} }],
      "Resource with id [Fn] is invalid. Following required parameters of template 'SQSSendMessagePolicy' don't have values: ['QueueName']",
      undefined,
    ],
    [
      'a template whose parameters are a text',
      [{ SQSSendMessagePolicy: 'q' }],
      "Resource with id [Fn] is invalid. Must specify valid parameter values for policy template 'SQSSendMessagePolicy'",
      undefined,
    ],
    [
      'a statement without a document',
      ['AmazonSQSFullAccess', { Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
      "Resource with id [Fn] is invalid. Policy at index 1 in the 'Policies' property is not valid",
      undefined,
    ],
  ] as const)('%s', (_, policies, message, hint) => {
    const { diagnostics } = withPolicies(policies as unknown as TemplateValue)
    expect(diagnostics.map((found) => [found.severity, found.message, found.hint])).toEqual([['error', message, hint]])
  })

  it('a template’s name without its parameters', () => {
    expect(withPolicies(['SQSSendMessagePolicy']).diagnostics).toMatchObject([
      { severity: 'error', code: 'template/invalid-policy' },
    ])
  })

  it('warns of a managed policy’s misspelt name, and passes it on', () => {
    const { diagnostics, stack } = withPolicies(['AmazonSQSFullAcess'])
    expect(diagnostics).toMatchObject([{ severity: 'warning', hint: 'Did you mean AmazonSQSFullAccess?' }])
    expect(JSON.stringify(stack)).toContain('"arn:aws:iam::aws:policy/AmazonSQSFullAcess"')
  })

  it('warns that Policies has no effect beside a Role', () => {
    expect(
      withPolicies(['AmazonSQSFullAccess'], { Role: 'arn:aws:iam::123456789012:role/r' }).diagnostics,
    ).toMatchObject([{ severity: 'warning', code: 'template/no-effect' }])
  })

  it('finds a statement’s place in the text', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: a.h
      CodeUri: src
      Policies:
        - AmazonSQSFullAccess
        - Statement:
            - Effect: Allow
              Action: nothing
              Resource: '*'
`
    const range = readTemplate(text).locate('FnRole', ['Policies', 0, 'PolicyDocument', 'Statement', 0, 'Action'])
    expect(range?.startLine).toBe(13)
  })
})
