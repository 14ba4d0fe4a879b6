/** What is offered in template.yaml where the cursor stands, `|` in these texts. */

import { describe, expect, test } from 'vitest'
import { completeTemplate } from '../../../../src/project/template/completion'

const TEMPLATE = `Parameters:
  Stage:
    Type: String
Conditions:
  IsProduction: !Equals [!Ref Stage, prod]
Globals:
  Function:
    CodeUri: src/
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Items:
    Type: AWS::DynamoDB::Table
  Handle:
    Type: AWS::Serverless::Function # what handles orders
    Metadata:
      BuildProperties:
        EntryPoints:
        - orders.ts
    Properties:
      Handler: orders.handler
`
const FILES = {
  'template.yaml': '',
  'src/orders.ts': 'export const handler = async () => {}\nexport function helper() {}',
  'other/thing.js': 'exports.run = () => {}',
}

function offered(last: string): { labels: readonly string[]; replaces: number } {
  const text = TEMPLATE + last
  const offset = text.indexOf('|')
  const completion = completeTemplate(text.replace('|', ''), offset, FILES)
  return { labels: completion?.suggestions.map(({ label }) => label) ?? [], replaces: completion?.replaces ?? 0 }
}

describe('names of the template', () => {
  test.each([
    ['!Ref', '      RoleName: !Ref Or|', ['Orders', 'Items', 'Stage', 'AWS::Region'], ['Handle', 'Orders.Arn']],
    ['Ref', '      RoleName: { Ref: |', ['Orders', 'Stage'], []],
    ['!GetAtt', '      RoleName: !GetAtt Orders.|', ['Orders.Arn', 'Items.StreamArn'], ['Orders']],
    ['!Sub', '      RoleName: !Sub "x-${|', ['Orders', 'Orders.QueueUrl', 'AWS::AccountId'], []],
    ['!If', '      Timeout: !If [|', ['IsProduction'], ['Orders']],
    ['DependsOn', '    DependsOn: |', ['Orders', 'Items'], ['Handle', 'Stage']],
    ['DependsOn, a list', '    DependsOn:\n      - |', ['Orders', 'Items'], ['Handle']],
    ['Condition', '    Condition: |', ['IsProduction'], []],
  ])('%s', (_, last, wanted, unwanted) => {
    const { labels } = offered(last)
    expect(labels).toEqual(expect.arrayContaining([...wanted]))
    for (const one of unwanted) expect(labels).not.toContain(one)
  })

  test('what was typed is replaced', () => {
    expect(offered('      RoleName: !GetAtt Orders.A|').replaces).toBe('Orders.A'.length)
  })
})

describe('what a property refers to, whole', () => {
  test.each([
    [
      '      Events:\n        E:\n          Type: SQS\n          Properties:\n            Queue: |',
      '!GetAtt Orders.Arn',
    ],
    [
      '      Events:\n        E:\n          Type: DynamoDB\n          Properties:\n            Stream: |',
      '!GetAtt Items.StreamArn',
    ],
    ['      Policies:\n        - SQSSendMessagePolicy:\n            QueueName: |', '!GetAtt Orders.QueueName'],
    ['      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: |', '!Ref Items'],
    ['      Environment:\n        Variables:\n          A: |', '!Ref'],
  ])('%s', (last, label) => expect(offered(last).labels).toContain(label))

  test('not for the name of the resource itself', () => {
    expect(offered('  More:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: |').labels).not.toContain(
      '!GetAtt Orders.QueueName',
    )
  })
})

describe('files of the project', () => {
  test('handlers, with what their files export', () => {
    expect(offered('      Handler: |').labels).toEqual(['orders.handler', 'orders.helper'])
  })

  test('handlers of a function with a folder of its own', () => {
    const last =
      '  Other:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: ./other\n      Handler: |'
    expect(offered(last).labels).toEqual(['thing.run'])
  })

  test.each(['      EntryPoints: [|', '      EntryPoints:\n        - o|'])('entry points: %s', (below) => {
    expect(offered(`    Metadata:\n${below}`).labels).toEqual(['orders.ts'])
  })

  test('folders', () => expect(offered('      CodeUri: |').labels).toEqual(['other/', 'src/']))
})

test.each(['# !Ref |', '      Description: a text with !|bang', '  |', '    Type: |'])('nothing in %s', (last) => {
  expect(offered(last).labels).toEqual([])
})
