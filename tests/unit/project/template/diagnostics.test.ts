import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { marked, serverless } from './template'

/** What is said, at which text, with which hint. */
function problems(text: string): (string | undefined)[][] {
  return readTemplate(text).diagnostics.map((one) => [
    `${one.severity === 'warning' ? 'warning ' : ''}${one.code.replace('template/', '')}`,
    marked(text, one) ?? undefined,
    one.message,
    ...(one.hint === undefined ? [] : [one.hint]),
  ])
}

const QUEUE = '  Queue: {Type: AWS::SQS::Queue}\n'
const fn = (properties: string): string =>
  serverless(`
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
${properties.replace(/^/gm, '      ')}
${QUEUE}`)
const mapping = (properties: string): string =>
  fn(`Events:
  Poll:
    Type: SQS
    Properties:
      Queue: !GetAtt Queue.Arn
${properties.replace(/^/gm, '      ')}`)

const constraint = (value: string | number, member: string, bound: string): string =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${bound}`

describe('the text', () => {
  it.each<[string, string, string, string]>([
    ['a tab', 'Resources:\n\tQueue: 1', 'yaml', 'YAML not well-formed'],
    ['an open bracket', 'Resources: [', 'yaml', 'YAML not well-formed'],
    ['bad indentation', 'Resources:\n  A:\n    Type: x\n   Properties: 1\n', 'yaml', 'YAML not well-formed'],
    ['a key twice', `Resources:\n${QUEUE}${QUEUE}`, 'duplicate-key', 'Duplicate key'],
    [
      'an unknown function',
      `Resources:\n${QUEUE}Outputs: {A: {Value: !GetAttr Queue.Arn}}`,
      'unknown-tag',
      '!GetAttr is no',
    ],
    ['nothing', '', 'no-resources', 'At least one Resources member must be defined.'],
    ['a list', '- a\n', 'no-resources', 'unsupported structure'],
    ['no Resources', 'Description: x', 'no-resources', 'At least one Resources member must be defined.'],
    ['empty Resources', 'Resources:\n', 'no-resources', 'At least one Resources member must be defined.'],
    ['Resources that are a list', 'Resources: []\n', 'not-a-mapping', 'Resources must be an object.'],
    [
      'an unknown section',
      `Resorces: {}\nResources:\n${QUEUE}`,
      'unknown-section',
      'Invalid template property or properties [Resorces]',
    ],
    [
      'an old version',
      `AWSTemplateFormatVersion: '2011-01-01'\nResources:\n${QUEUE}`,
      'format-version',
      'unsupported value for AWSTemplateFormatVersion',
    ],
    [
      'an unknown transform',
      `Transform: AWS::Serverless\nResources:\n${QUEUE}`,
      'unknown-transform',
      'No transform named AWS::Serverless found.',
    ],
    [
      'no transform',
      'Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: nodejs22.x}}}',
      'missing-transform',
      'Unrecognized resource types: [AWS::Serverless::Function]',
    ],
  ])('%s', (_, text, code, message) => {
    const found = readTemplate(text).diagnostics
    expect(found.map((one) => one.code)).toEqual([`template/${code}`])
    expect(found[0]?.message).toContain(message)
    expect(found[0]?.range).not.toBeNull()
  })

  it('an alias that multiplies itself is not followed to its end', () => {
    const levels = Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n')
    const { stack, diagnostics } = readTemplate(`a0: &a0 x\n${levels}\nResources:\n${QUEUE}`)
    expect(stack).toBeNull()
    expect(diagnostics).toMatchObject([{ message: 'A template may hold 10000 values at most.' }])
  })

  it.each([
    ['one that is too long', `Resources: {}\n${'#'.repeat(200_000)}`, 'A template may have 200000 characters here.'],
    ['lists in lists', '['.repeat(100_000), 'A template may be nested 100 levels deep at most.'],
    ['lists in lists by dashes', '- '.repeat(90_000), 'A template may be nested 100 levels deep at most.'],
    ['mappings in mappings', 'a: {'.repeat(120) + '}'.repeat(120), 'A template may be nested 100 levels deep at most.'],
    [
      'an alias of itself',
      'a: &a [*a]\nResources:\n  A: {Type: AWS::SQS::Queue}\n',
      'A template may be nested 100 levels deep at most.',
    ],
    [
      'very many keys',
      Array.from({ length: 25_000 }, (_, i) => `a${i}:`).join('\n'),
      'A template may hold 10000 values at most.',
    ],
    [
      'very many resources',
      `Resources:\n${Array.from({ length: 501 }, (_, i) => `  Q${i}: {Type: AWS::SQS::Queue}`).join('\n')}`,
      'Template format error: Number of resources, 501, is greater than maximum allowed, 500',
    ],
    [
      'a long chain of conditions',
      `Conditions:\n${Array.from({ length: 2000 }, (_, i) => `  C${i}: !Not [!Condition C${i + 1}]`).join('\n')}\nResources:\n${QUEUE}`,
      'Conditions refer to each other over too many steps.',
    ],
  ])('%s does not keep the page busy', (_, text, message) => {
    const started = performance.now()
    const [first] = readTemplate(text).diagnostics
    expect(first).toMatchObject({ severity: 'error', message })
    expect(first?.range).not.toBeNull()
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('aliases are followed', () => {
    const text = `Resources:\n  A: &queue {Type: AWS::SQS::Queue}\n  B: *queue\n`
    expect(readTemplate(text).summary.queues.map(({ logicalId }) => logicalId)).toEqual(['A', 'B'])
  })
})

describe('a resource', () => {
  it.each<[string, string, string[]]>([
    [
      'of no AWS type',
      'Resources: {A: {Type: AWS::SQS::Quue}}',
      [
        'unknown-type',
        'AWS::SQS::Quue',
        'Template format error: Unrecognized resource types: [AWS::SQS::Quue]',
        'Did you mean AWS::SQS::Queue?',
      ],
    ],
    [
      'that is not simulated',
      'Resources: {T: {Type: AWS::Cognito::UserPool}}',
      [
        'warning not-simulated',
        'AWS::Cognito::UserPool',
        'AWS::Cognito::UserPool is not simulated yet: T will not exist here, and references to it are plain text.',
      ],
    ],
    [
      'without a type',
      'Resources: {A: {Properties: {}}}',
      ['missing-type', 'A', 'Template format error: [/Resources/A] Every Resources object must contain a Type member.'],
    ],
    [
      'with a hyphen',
      'Resources: {My-Q: {Type: AWS::SQS::Queue}}',
      ['logical-id', 'My-Q', 'Template format error: Resource name My-Q is non alphanumeric.'],
    ],
    [
      'that is a text',
      'Resources: {A: hello}',
      ['not-a-mapping', 'A', 'Template format error: Every Resources member must be an object.'],
    ],
    [
      'with properties beside Type',
      'Resources: {A: {Type: AWS::SQS::Queue, DelaySeconds: 1}}',
      [
        'unknown-attribute',
        'DelaySeconds',
        "Invalid template resource property 'DelaySeconds'",
        'Properties of the resource stand below Properties.',
      ],
    ],
    [
      'with an unknown condition',
      'Conditions: {IsProd: !Equals [a, b]}\nResources: {A: {Type: AWS::SQS::Queue, Condition: IsProt}}',
      [
        'invalid-condition',
        'IsProt',
        'Template format error: Unresolved condition dependency IsProt in the Resources block of the template',
        'Did you mean IsProd?',
      ],
    ],
    [
      'with an unknown property',
      'Resources: {A: {Type: AWS::SQS::Queue, Properties: {VisibilityTimout: 1}}}',
      [
        'unknown-property',
        'VisibilityTimout',
        'Encountered unsupported property VisibilityTimout',
        'Did you mean VisibilityTimeout?',
      ],
    ],
    [
      'with a property that has no effect yet',
      'Resources: {A: {Type: AWS::SNS::Topic, Properties: {ArchivePolicy: {}}}}',
      ['warning not-simulated', 'ArchivePolicy', 'ArchivePolicy is not simulated yet: it has no effect here.'],
    ],
    [
      'out of SQS’s ranges',
      'Resources: {A: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 43201}}}',
      [
        'invalid-value',
        '43201',
        'Invalid value for the parameter VisibilityTimeout.',
        'VisibilityTimeout can be 0 to 43200.',
      ],
    ],
    [
      'without what it needs',
      'Resources: {A: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: arn:aws:sqs:x}}}',
      [
        'missing-property',
        'Properties',
        'Properties validation failed for resource A with message: #: required key [FunctionName] not found',
      ],
    ],
    [
      'with a malformed function',
      'Resources: {A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Join [x]}}}',
      ['invalid-function', '[x]', 'Template error: every Fn::Join object requires a list of 2 elements.'],
    ],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual([expected]))
})

describe('a function', () => {
  it.each<[string, string[]]>([
    [
      'Timeout: 901',
      [
        'invalid-value',
        '901',
        constraint(901, 'timeout', 'have value less than or equal to 900'),
        'Timeout can be 1 to 900.',
      ],
    ],
    [
      'Timeout: 0',
      [
        'invalid-value',
        '0',
        constraint(0, 'timeout', 'have value greater than or equal to 1'),
        'Timeout can be 1 to 900.',
      ],
    ],
    ['Timeout: soon', ['invalid-value', 'soon', 'Value of property Timeout must be of type Number']],
    [
      'MemorySize: 127',
      [
        'invalid-value',
        '127',
        constraint(127, 'memorySize', 'have value greater than or equal to 128'),
        'MemorySize can be 128 to 10240.',
      ],
    ],
    [
      'MemorySize: 10241',
      [
        'invalid-value',
        '10241',
        constraint(10241, 'memorySize', 'have value less than or equal to 10240'),
        'MemorySize can be 128 to 10240.',
      ],
    ],
    [
      'EphemeralStorage: {Size: 511}',
      [
        'invalid-value',
        '511',
        constraint(511, 'size', 'have value greater than or equal to 512'),
        'Size can be 512 to 10240.',
      ],
    ],
    [
      'Architectures: [arm]',
      ['invalid-value', 'arm', constraint('arm', 'architectures', 'satisfy enum value set: [x86_64, arm64]')],
    ],
    [
      'Architectures: [arm64, x86_64]',
      [
        'invalid-value',
        '[arm64, x86_64]',
        constraint('[arm64, x86_64]', 'architectures', 'have length less than or equal to 1'),
      ],
    ],
    [
      'FunctionName: my fn',
      [
        'invalid-value',
        'my fn',
        constraint('my fn', 'functionName', 'satisfy regular expression pattern: [a-zA-Z0-9-_]+'),
      ],
    ],
    ['Environment: {Variables: [A]}', ['invalid-value', '[A]', 'Value of property Variables must be an object']],
    [
      'Environment: {Variable: {A: b}}',
      ['unknown-property', 'Variable', 'Encountered unsupported property Variable', 'Did you mean Variables?'],
    ],
    [
      'Environment: {Variables: {AWS_REGION: x}}',
      [
        'reserved-variable',
        'AWS_REGION',
        'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
      ],
    ],
    [
      'Environment: {Variables: {1ST: x}}',
      [
        'invalid-value',
        '1ST',
        "Value '1ST' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
      ],
    ],
    [
      'Memory: 1',
      [
        'unknown-property',
        'Memory',
        'Resource with id [Fn] is invalid. property Memory not defined for resource of type AWS::Serverless::Function',
      ],
    ],
    [
      'Timeuot: 1',
      [
        'unknown-property',
        'Timeuot',
        'Resource with id [Fn] is invalid. property Timeuot not defined for resource of type AWS::Serverless::Function',
        'Did you mean Timeout?',
      ],
    ],
    [
      'CodeUri: s3://bucket/key',
      ['code-elsewhere', 's3://bucket/key', 'The code of a function must be in this project: a folder, such as src/.'],
    ],
    [
      'DeadLetterQueue: {Type: SQS, TargetArn: !Ref Queue}',
      ['not-an-arn', 'Queue', 'TargetArn must be an ARN; Ref of a queue gives its URL.', 'Use !GetAtt Queue.Arn.'],
    ],
    [
      'DeadLetterQueue: {Type: SQS}',
      ['missing-property', 'DeadLetterQueue', 'Property DeadLetterQueue: required key [TargetArn] not found'],
    ],
    [
      'EventInvokeConfig: {MaximumRetryAttempts: 3}',
      [
        'invalid-value',
        '3',
        constraint(3, 'maximumRetryAttempts', 'have value less than or equal to 2'),
        'MaximumRetryAttempts can be 0 to 2.',
      ],
    ],
    [
      'EventInvokeConfig: {MaximumEventAgeInSeconds: 59}',
      [
        'invalid-value',
        '59',
        constraint(59, 'maximumEventAgeInSeconds', 'have value greater than or equal to 60'),
        'MaximumEventAgeInSeconds can be 60 to 21600.',
      ],
    ],
    [
      'EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda}}}',
      [
        'missing-property',
        'OnSuccess',
        "Resource with id [Fn] is invalid. Destination is required if Type is not ['SQS', 'SNS']",
      ],
    ],
    [
      'EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: S3Bucket}}}',
      [
        'missing-property',
        'OnFailure',
        "Resource with id [Fn] is invalid. Destination is required if Type is not ['SQS', 'SNS']",
      ],
    ],
    [
      'Events: {Api: {Type: IoTRule}}',
      ['warning not-simulated', 'IoTRule', 'AWS IoT is not simulated: Api will not invoke the function.'],
    ],
    [
      'Events: {E: {Type: SQSS}}',
      ['invalid-event', 'SQSS', 'Event with id [FnE] is invalid. SQSS is not a type of event.', 'Did you mean SQS?'],
    ],
    [
      'Events: {E: {Type: SQS, Properties: {BatchSize: 1}}}',
      ['missing-property', 'Properties', "Event with id [FnE] is invalid. Missing required property 'Queue'."],
    ],
  ])('%s', (text, expected) => expect(problems(fn(text))).toEqual([expected]))

  it.each([
    [
      'python3.12',
      'Coldstart runs Node.js runtimes; python3.12 is not one it has.',
      'Use one of nodejs24.x, nodejs22.x, nodejs20.x, provided.al2023, provided.al2.',
    ],
    [
      'nodejs18.x',
      'Coldstart runs Node.js runtimes; nodejs18.x is not one it has.',
      'Use one of nodejs24.x, nodejs22.x, nodejs20.x, provided.al2023, provided.al2.',
    ],
    ['nodejs22', 'Coldstart runs Node.js runtimes; nodejs22 is not one it has.', 'Did you mean nodejs22.x?'],
    [
      'cobol',
      'Coldstart runs Node.js runtimes; cobol is no runtime of AWS Lambda.',
      'Use one of nodejs24.x, nodejs22.x, nodejs20.x, provided.al2023, provided.al2.',
    ],
  ])('Runtime: %s', (runtime, message, hint) => {
    const text = fn('').replace('nodejs22.x', runtime)
    expect(problems(text)).toEqual([['unsupported-runtime', runtime, message, hint]])
    expect(readTemplate(text).functions).toEqual([])
  })

  it.each([
    ['index', 'Runtime.MalformedHandlerName: Bad handler'],
    [
      '../src/app.handler',
      "Runtime.MalformedHandlerName: '../src/app.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ],
  ])('Handler: %s', (handler, message) => {
    const found = problems(fn('').replace('app.handler', handler))
    expect(found.map((one) => one.slice(0, 3))).toEqual([['warning malformed-handler', handler, message]])
  })

  it.each(['app.handler', 'src/app.handler', 'a/b/c.d.e', 'index.default'])('Handler: %s is fine', (handler) => {
    expect(problems(fn('').replace('app.handler', handler))).toEqual([])
  })

  it('without handler and runtime', () => {
    const text = serverless('  Fn: {Type: AWS::Serverless::Function}\n')
    expect(problems(text)).toEqual([
      [
        'missing-property',
        'Fn',
        'Resource with id [Fn] is invalid. Runtime and Handler needs to be present when PackageType is of type `Zip`',
      ],
    ])
  })

  it('with variables of more than 4 KB, measured as compact JSON', () => {
    const fits = `Environment: {Variables: {TEXT: ${'x'.repeat(4096 - '{"TEXT":""}'.length)}}}`
    expect(problems(fn(fits))).toEqual([])
    expect(problems(fn(fits.replace('xxx', 'xxxx')))[0]?.[2]).toMatch(
      /exceeded the 4KB limit\. String measured: \{"TEXT":"x+"\}$/,
    )
  })
})

describe('an SQS event', () => {
  const rule = 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10'
  it.each<[string, string[]]>([
    ['BatchSize: 11', ['batch-without-window', '11', rule, 'Add MaximumBatchingWindowInSeconds, 1 to 300.']],
    [
      'BatchSize: 11\nMaximumBatchingWindowInSeconds: 0',
      ['batch-without-window', '11', rule, 'Add MaximumBatchingWindowInSeconds, 1 to 300.'],
    ],
    [
      'BatchSize: 10001\nMaximumBatchingWindowInSeconds: 1',
      [
        'invalid-value',
        '10001',
        constraint(10001, 'batchSize', 'have value less than or equal to 10000'),
        'BatchSize can be 1 to 10000.',
      ],
    ],
    [
      'MaximumBatchingWindowInSeconds: 301',
      [
        'invalid-value',
        '301',
        constraint(301, 'maximumBatchingWindowInSeconds', 'have value less than or equal to 300'),
        'MaximumBatchingWindowInSeconds can be 0 to 300.',
      ],
    ],
    [
      'ScalingConfig: {MaximumConcurrency: 1}',
      [
        'invalid-value',
        '1',
        constraint(1, 'maximumConcurrency', 'have value greater than or equal to 2'),
        'MaximumConcurrency can be 2 to 1000.',
      ],
    ],
    [
      'FunctionResponseTypes: [ReportBatchFailures]',
      [
        'invalid-value',
        'ReportBatchFailures',
        constraint('ReportBatchFailures', 'functionResponseTypes', 'satisfy enum value set: [ReportBatchItemFailures]'),
        'Did you mean ReportBatchItemFailures?',
      ],
    ],
    ['Enabled: maybe', ['invalid-value', 'maybe', 'Value of property Enabled must be of type Boolean']],
    [
      'BatchSise: 1',
      [
        'unknown-property',
        'BatchSise',
        'Event with id [FnPoll] is invalid. property BatchSise not defined for resource of type SQS',
        'Did you mean BatchSize?',
      ],
    ],
  ])('%s', (text, expected) => expect(problems(mapping(text))).toEqual([expected]))

  it.each([
    'BatchSize: 11\nMaximumBatchingWindowInSeconds: 1',
    'BatchSize: 10',
    'Enabled: false',
    "Enabled: 'true'",
    'MaximumBatchingWindowInSeconds: 300',
  ])('%s is fine', (text) => expect(problems(mapping(text))).toEqual([]))

  it('whose queue is given by its URL', () => {
    const text = mapping('').replace('!GetAtt Queue.Arn', '!Ref Queue')
    expect(problems(text)).toEqual([
      ['not-an-arn', 'Queue', 'Queue must be an ARN; Ref of a queue gives its URL.', 'Use !GetAtt Queue.Arn.'],
    ])
  })
})

describe('references', () => {
  it.each<[string, string, string[]]>([
    [
      'Ref',
      '!Ref Queu',
      [
        'Queu',
        'Template format error: Unresolved resource dependencies [Queu] in the Resources block of the template',
        'Did you mean Queue?',
      ],
    ],
    [
      'GetAtt',
      '!GetAtt Queu.Arn',
      ['Queu.Arn', 'Template error: instance of Fn::GetAtt references undefined resource Queu', 'Did you mean Queue?'],
    ],
    [
      'Sub',
      '!Sub "x-${Queu.Arn}"',
      [
        '"x-${Queu.Arn}"',
        'Template format error: Unresolved resource dependencies [Queu] in the Resources block of the template',
        'Did you mean Queue?',
      ],
    ],
    [
      'a pseudo parameter',
      '!Ref AWS::Regoin',
      [
        'AWS::Regoin',
        'Template format error: Unresolved resource dependencies [AWS::Regoin] in the Resources block of the template',
        'Did you mean AWS::Region?',
      ],
    ],
  ])('%s', (_, value, expected) => {
    const text = fn(`Environment: {Variables: {VALUE: ${value}}}`)
    expect(problems(text)).toEqual([['unresolved-reference', ...expected]])
  })

  it('to an attribute that the resource does not have', () => {
    const text = fn('Environment: {Variables: {VALUE: !GetAtt Queue.Url}}')
    expect(problems(text)).toEqual([
      [
        'unknown-attribute',
        'Queue.Url',
        'Template error: resource Queue does not support attribute type Url in Fn::GetAtt',
        'It has Arn, QueueName, QueueUrl.',
      ],
    ])
  })

  it('to what SAM makes and what is only in Policies are followed', () => {
    const text = fn(
      'Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Nowhere.QueueName}}]\nDescription: !Ref FnRole',
    )
    expect(problems(text).map((one) => one.slice(0, 2))).toEqual([['unresolved-reference', 'Nowhere.QueueName']])
  })

  it('of DependsOn and Outputs', () => {
    const text = `Resources:\n  A: {Type: AWS::SQS::Queue, DependsOn: [B]}\nOutputs:\n  Url: {Value: !Ref C}\n  None: {Description: x}\n`
    expect(problems(text)).toEqual([
      [
        'unresolved-reference',
        '[B]',
        'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
        'Did you mean A?',
      ],
      [
        'unresolved-reference',
        'C',
        'Template format error: Unresolved resource dependencies [C] in the Outputs block of the template',
        'Did you mean A?',
      ],
      [
        'invalid-output',
        'None',
        'Template format error: [/Outputs/None] Every Outputs member must contain a Value object',
      ],
    ])
  })

  it('to a resource whose condition is false', () => {
    const text = `Conditions: {Never: !Equals [a, b]}\nResources:\n  A: {Type: AWS::SQS::Queue, Condition: Never}\n  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt A.QueueName}}\n`
    expect(problems(text)[0]).toContain('Template error: instance of Fn::GetAtt references undefined resource A')
  })

  it('in a circle', () => {
    const dead = (target: string): string =>
      `{Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: !GetAtt ${target}.Arn}}}`
    const text = `Resources:\n  First: ${dead('Second')}\n  Second: ${dead('First')}\n  Third: ${dead('Third')}\n  Fourth: ${dead('First')}\n`
    expect(problems(text)).toEqual([
      ['circular-dependency', 'First', 'Circular dependency between resources: [First, Second]'],
      ['circular-dependency', 'Third', 'Circular dependency between resources: [Third]'],
    ])
  })
})

describe('names', () => {
  it.each<[string, string, string[]]>([
    [
      'a parameter without Default',
      `Parameters: {Stage: {Type: String}}\nResources:\n${QUEUE}`,
      ['parameter-without-value', 'Stage', 'Parameters: [Stage] must have values', 'Give it a Default.'],
    ],
    [
      'a Default that is not allowed',
      `Parameters: {Stage: {Type: String, Default: dev, AllowedValues: [prod]}}\nResources:\n${QUEUE}`,
      ['parameter-not-allowed', 'dev', "Parameter 'Stage' must be one of AllowedValues"],
    ],
    [
      'an unknown condition in a condition',
      `Conditions: {A: !Not [!Condition B]}\nResources:\n${QUEUE}`,
      [
        'invalid-condition',
        'B',
        'Template format error: Unresolved condition dependency B in the Conditions block of the template',
        'Did you mean A?',
      ],
    ],
    [
      'a condition that is none',
      `Conditions: {A: 'yes'}\nResources:\n${QUEUE}`,
      [
        'invalid-condition',
        "'yes'",
        'Template format error: Every Condition member must be an intrinsic function: Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition.',
      ],
    ],
    [
      'an unknown global section',
      `Globals: {Functions: {}}\nResources:\n${QUEUE}`,
      [
        'invalid-globals',
        'Functions',
        "'Globals' section is invalid. 'Functions' is not supported. Must be one of the following values - [Function, Api, HttpApi, SimpleTable, StateMachine, LayerVersion, CapacityProvider, WebSocketApi]",
        'Did you mean Function?',
      ],
    ],
    [
      'a property that cannot be global',
      `Globals: {Function: {FunctionName: x}}\nResources:\n${QUEUE}`,
      [
        'invalid-globals',
        'FunctionName',
        "'Globals' section is invalid. 'FunctionName' is not a supported property of 'Function'.",
      ],
    ],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual([expected]))

  it('conditions in a circle', () => {
    const text = `Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\nResources:\n${QUEUE}`
    expect(problems(text).map((one) => one[2])).toContain('Template error: Circular dependency in conditions: [A, B]')
  })

  it('a wrong global value is said once, where it stands', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 1000, Runtime: nodejs22.x, Handler: a.b}}
Resources:
  A: {Type: AWS::Serverless::Function}
  B: {Type: AWS::Serverless::Function}
`
    expect(problems(text).map((one) => one.slice(0, 2))).toEqual([['invalid-value', '1000']])
  })

  it('SAM cannot make a resource that is already there', () => {
    const text = fn('').replace('  Queue:', '  FnRole: {Type: AWS::SQS::Queue}\n  Queue:')
    expect(problems(text)).toEqual([
      [
        'duplicate-id',
        'FnRole',
        'Transforming resource with id [Fn] attempts to create a new resource with id [FnRole] and type "AWS::IAM::Role". A resource with that id already exists within this template. Please use a different id for that resource.',
      ],
    ])
  })
})
