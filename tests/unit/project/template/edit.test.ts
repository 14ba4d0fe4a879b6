import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import {
  addResource,
  removeValue,
  renameResource,
  setValue,
  TemplateEditError,
} from '../../../../src/project/template/edit'

const TEMPLATE = `# The shop.
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31

Resources:
  # Takes orders.
  Orders: # the front door
    Type: AWS::Serverless::Function
    Properties:
      Handler:   app.handler   # two blanks
      Runtime: 'nodejs22.x'

      Timeout: 5 # seconds
      Environment:
        Variables: { QUEUE: !Ref   Queue }
      Events:
        Poll:
          Type: SQS
          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}
  # End of Orders.

  Queue:
    Type: AWS::SQS::Queue # standard
    Properties:
      # Six times the timeout.
      # At least.
      VisibilityTimeout: 30
      Tags:
        - Key: team
          Value: shop

Outputs:
  Url: {Value: !Ref Queue} # the end
`
const fn = (...path: (string | number)[]) => ['Resources', 'Orders', 'Properties', ...path]
const queue = (...path: (string | number)[]) => ['Resources', 'Queue', 'Properties', ...path]

/** The lines that an edit took away (`-`) and brought (`+`). */
function difference(before: string, after: string): string[] {
  const [old, next] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < old.length && old[start] === next[start]) start++
  let end = 0
  while (end < Math.min(old.length, next.length) - start && old.at(-1 - end) === next.at(-1 - end)) end++
  return [
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...next.slice(start, next.length - end).map((line) => `+${line}`),
  ]
}

describe('setValue touches only the lines it must', () => {
  it.each<[string, (string | number)[], Parameters<typeof setValue>[2], string[]]>([
    [
      'a number, keeping its comment',
      fn('Timeout'),
      10,
      ['-      Timeout: 5 # seconds', '+      Timeout: 10 # seconds'],
    ],
    [
      'a text',
      fn('Handler'),
      'x.y',
      ['-      Handler:   app.handler   # two blanks', '+      Handler: x.y   # two blanks'],
    ],
    ['a text that needs quotes', fn('Runtime'), 'yes', ["-      Runtime: 'nodejs22.x'", "+      Runtime: 'yes'"]],
    ['a new property, after the last', fn('MemorySize'), 256, ['+      MemorySize: 256']],
    ['a new mapping', fn('EphemeralStorage', 'Size'), 512, ['+      EphemeralStorage:', '+        Size: 512']],
    [
      'within a mapping on one line',
      fn('Environment', 'Variables', 'LEVEL'),
      'info',
      ['-        Variables: { QUEUE: !Ref   Queue }', '+        Variables: {QUEUE: !Ref Queue, LEVEL: info}'],
    ],
    [
      'deep within one',
      fn('Events', 'Poll', 'Properties', 'BatchSize'),
      10,
      [
        '-          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}',
        '+          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 10}',
      ],
    ],
    [
      'a function in its short form',
      queue('QueueName'),
      { 'Fn::Sub': '${AWS::StackName}-q' },
      ['+      QueueName: !Sub ${AWS::StackName}-q'],
    ],
    [
      'functions within functions',
      queue('QueueName'),
      { 'Fn::Join': ['-', [{ Ref: 'AWS::Region' }, 'q']] },
      ["+      QueueName: !Join ['-', [!Ref AWS::Region, q]]"],
    ],
    ['a list', fn('Architectures'), ['arm64'], ['+      Architectures:', '+        - arm64']],
    ['an entry of a list', queue('Tags', 0, 'Value'), 'café', ['-          Value: shop', '+          Value: café']],
    ['a new entry of a list', queue('Tags', 1), { Key: 'a', Value: 'b' }, ['+        - Key: a', '+          Value: b']],
    ['a new section', ['Description'], 'A shop.', ['+Description: A shop.']],
    ['a text of several lines', fn('InlineCode'), 'a\nb\n', ['+      InlineCode: |', '+        a', '+        b']],
    ['an attribute of a resource', ['Resources', 'Queue', 'DeletionPolicy'], 'Retain', ['+    DeletionPolicy: Retain']],
  ])('%s', (_, path, value, expected) =>
    expect(difference(TEMPLATE, setValue(TEMPLATE, path, value))).toEqual(expected),
  )

  it('a property without a value', () => {
    expect(
      setValue('Resources:\n  A:\n    Type: x\n    Properties: # none\n', ['Resources', 'A', 'Properties', 'B'], 1),
    ).toBe('Resources:\n  A:\n    Type: x\n    Properties:\n      B: 1 # none\n')
  })

  it('keeps line ends as they are', () => {
    const edited = setValue(TEMPLATE.replaceAll('\n', '\r\n'), fn('MemorySize'), 256)
    expect(edited).toBe(setValue(TEMPLATE, fn('MemorySize'), 256).replaceAll('\n', '\r\n'))
  })

  it('comes to the value that was set, whatever it is', () => {
    const values = [
      '',
      ' ',
      '# no',
      'a: b',
      '- a',
      '012',
      '1e3',
      'null',
      '~',
      'on',
      '2020-01-01',
      '12:30:45',
      '!Ref x',
      '"',
      "it's",
      '${x}',
      '{',
      'ü\u2028',
      'a\n\n b\n',
      true,
      null,
      0,
      -1.5,
      [],
      {},
      [[1], { a: [] }],
    ]
    for (const value of values) {
      const edited = setValue(TEMPLATE, queue('Tags', 0, 'Value'), value)
      expect(edited.split('\n').slice(0, 10), JSON.stringify(value)).toEqual(TEMPLATE.split('\n').slice(0, 10))
      const again = setValue(edited, queue('Tags', 0, 'Value'), 'shop')
      expect(readTemplate(again).diagnostics).toEqual(readTemplate(TEMPLATE).diagnostics)
    }
  })
})

describe('addResource', () => {
  it('stands behind the last, with a blank line as between the others', () => {
    expect(difference(TEMPLATE, addResource(TEMPLATE, 'Dead', { Type: 'AWS::SQS::Queue' }))).toEqual([
      '+  Dead:',
      '+    Type: AWS::SQS::Queue',
      '+',
    ])
  })

  it('makes the section, and a template out of nothing', () => {
    const made = addResource('# nothing yet\n', 'Dead', { Type: 'AWS::SQS::Queue' })
    expect(made).toBe('# nothing yet\nResources:\n  Dead:\n    Type: AWS::SQS::Queue\n')
    expect(addResource('Resources:\n', 'A', { Type: 'x' })).toBe('Resources:\n  A:\n    Type: x\n')
  })

  it('refuses a name that is taken', () => {
    expect(() => addResource(TEMPLATE, 'Queue', {})).toThrow(TemplateEditError)
  })
})

describe('removeValue', () => {
  it.each<[string, (string | number)[], string[]]>([
    ['a line', fn('Timeout'), ['-      Timeout: 5 # seconds']],
    [
      'with the comment above it',
      queue('VisibilityTimeout'),
      ['-      # Six times the timeout.', '-      # At least.', '-      VisibilityTimeout: 30'],
    ],
    [
      'a mapping',
      fn('Events'),
      [
        '-      Events:',
        '-        Poll:',
        '-          Type: SQS',
        '-          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}',
      ],
    ],
    [
      'the only one of its mapping',
      fn('Events', 'Poll'),
      [
        '-      Events:',
        '-        Poll:',
        '-          Type: SQS',
        '-          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}',
        '+      Events: {}',
      ],
    ],
    [
      'within one line',
      fn('Events', 'Poll', 'Properties', 'BatchSize'),
      [
        '-          Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}',
        '+          Properties: {Queue: !GetAtt Queue.Arn}',
      ],
    ],
    ['a section', ['Outputs'], ['-Outputs:', '-  Url: {Value: !Ref Queue} # the end']],
    ['what is not there', fn('Nothing'), []],
  ])('%s', (_, path, expected) => expect(difference(TEMPLATE, removeValue(TEMPLATE, path))).toEqual(expected))
})

describe('renameResource', () => {
  it('follows every reference', () => {
    const text = `${TEMPLATE}  Sub: {Value: !Sub 'a \${Queue} \${Queue.Arn} \${!Queue} \${Queues}'}
  Own: {Value: !Sub ['\${Queue}', {Queue: x}]}
  Long: {Value: {Fn::GetAtt: [Queue, Arn]}}
  Text: {Value: Queue}
`.replace('  # End of Orders.', "    DependsOn: ['Queue']")
    const renamed = renameResource(text, 'Queue', 'Letters')
    expect(renamed).toContain('\n  Letters:\n    Type: AWS::SQS::Queue # standard')
    expect(renamed).toContain('{ QUEUE: !Ref   Letters }')
    expect(renamed).toContain('{Queue: !GetAtt Letters.Arn, BatchSize: 5}')
    expect(renamed).toContain("DependsOn: ['Letters']")
    expect(renamed).toContain("'a ${Letters} ${Letters.Arn} ${!Queue} ${Queues}'")
    expect(renamed).toContain("['${Queue}', {Queue: x}]")
    expect(renamed).toContain('{Fn::GetAtt: [Letters, Arn]}')
    expect(renamed).toContain('Text: {Value: Queue}')
    expect(renamed.split('\n')).toHaveLength(text.split('\n').length)
  })

  it.each([
    ['Nothing', 'A'],
    ['Queue', 'Orders'],
    ['Queue', 'My-Queue'],
  ])('%s to %s is refused', (from, to) => expect(() => renameResource(TEMPLATE, from, to)).toThrow(TemplateEditError))
})

describe('a JSON template', () => {
  it('stays one', () => {
    const edited = setValue(
      '{"Resources":{"A":{"Type":"AWS::SQS::Queue"}}}',
      ['Resources', 'A', 'Properties', 'DelaySeconds'],
      1,
    )
    expect(JSON.parse(edited)).toEqual({
      Resources: { A: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } } },
    })
  })
})

it('a template that is no YAML is not touched', () => {
  expect(() => setValue('Resources: [', ['A'], 1)).toThrow(TemplateEditError)
  expect(() => setValue(TEMPLATE, fn('Timeout', 'Deep'), 1)).toThrow(TemplateEditError)
})
