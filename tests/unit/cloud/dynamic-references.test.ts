/** `{{resolve:…}}` in templates. Source: CloudFormation User Guide, "Get values stored in other services". */

import { describe, expect, it } from 'vitest'
import { resolveReferences } from '../../../src/cloud/dynamic-references'
import { ResourceError } from '../../../src/cloud/services/contract'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import { respond } from './scripted-host'
import { deploy, lambdaFunction, resource } from './stack'

const shout = (name: string, reference: string): string => `${name}<${reference}>`

it('replaces whole texts and parts of texts, wherever they are', () => {
  expect(
    resolveReferences({ a: ['{{resolve:ssm:/x}}', 1], b: 'p-{{resolve:ssm:y:2}}-{{resolve:ssm:z}}' }, shout),
  ).toEqual({
    a: ['ssm</x>', 1],
    b: 'p-ssm<y:2>-ssm<z>',
  })
  expect(resolveReferences('{{ssm:x}} {{resolve:}}', shout)).toBe('{{ssm:x}} {{resolve:}}')
})

it('says where a reference is that cannot be resolved', () => {
  const refuse = (): never => {
    throw new ResourceError('no', [], 'hint')
  }
  expect(() => resolveReferences({ a: [{ b: '{{resolve:ssm:x}}' }] }, refuse)).toThrow(
    expect.objectContaining({ message: 'no', path: ['a', 0, 'b'], hint: 'hint' }) as Error,
  )
})

describe('a stack', () => {
  /** What the function sees of its variable VALUE, and what was complained of. */
  const withVariable = (value: TemplateValue) => {
    const seen: (string | undefined)[] = []
    const run = deploy(
      [
        resource('Level', 'AWS::SSM::Parameter', { Name: '/app/level', Type: 'String', Value: 'debug' }),
        resource('Db', 'AWS::SecretsManager::Secret', { Name: 'db', SecretString: '{"password":"pa55","port":5432}' }),
        lambdaFunction('reads', { Environment: { Variables: { VALUE: value } } }),
      ],
      {
        invoke(_event, _invocation, { configuration }) {
          seen.push(configuration.variables['VALUE'])
          return { outcome: respond(null) }
        },
      },
    )
    return { ...run, seen }
  }

  it.each<[TemplateValue, string]>([
    ['{{resolve:ssm:/app/level}}', 'debug'],
    ['level={{resolve:ssm:/app/level:1}}', 'level=debug'],
    ['{{resolve:secretsmanager:db:SecretString:password}}', 'pa55'],
    ['{{resolve:secretsmanager:db}}', '{"password":"pa55","port":5432}'],
    [{ 'Fn::Sub': '{{resolve:secretsmanager:${Db}:SecretString:port}}' }, '5432'],
    ['{{resolve:secretsmanager:db:SecretString:password:AWSCURRENT}}', 'pa55'],
  ])('gives the function the value of %j', async (value, expected) => {
    const { diagnostics, idle, invoke, seen } = withVariable(value)
    expect(diagnostics).toEqual([])
    const answer = invoke('reads')
    await idle()
    await answer
    expect(seen).toEqual([expected])
  })

  it.each([
    ['{{resolve:ssm:/none}}', 'There is no parameter /none.'],
    ['{{resolve:ssm:/app/level:2}}', 'The parameter /app/level has no version 2.'],
    [
      '{{resolve:ssm-secure:/app/level}}',
      'CloudFormation takes {{resolve:ssm-secure:…}} in few properties, none of which is simulated.',
    ],
    ['{{resolve:secretsmanager:none}}', 'There is no secret none.'],
    [
      '{{resolve:secretsmanager:db:SecretString:user}}',
      'The value of the secret db is no JSON object with the key user.',
    ],
    ['{{resolve:secretsmanager:db:SecretBinary}}', 'Only SecretString can be read of a secret.'],
    ['{{resolve:vault:x}}', 'Dynamic references to vault are not simulated.'],
  ])('refuses %s', (value, message) => {
    expect(withVariable(value).diagnostics).toMatchObject([
      { message, path: ['Environment', 'Variables', 'VALUE'], logicalId: 'reads' },
    ])
  })
})
