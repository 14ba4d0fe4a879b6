/** Secrets from a template, and rotation by a function that does what a rotation function should. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { arnOf, deploy, lambdaFunction, resource, type Run } from '../../stack'
import { fail, respond } from '../../scripted-host'
import { call } from '../json-api'

const secret = (properties: Record<string, TemplateValue> = {}) =>
  resource('Db', 'AWS::SecretsManager::Secret', { Name: 'db', ...properties })
const start = (properties: Record<string, TemplateValue> = {}) => deploy([secret(properties)], { invoke: () => ({}) })

const valueOf = async (run: Run): Promise<string> =>
  String((await call(run.cloud, 'secretsmanager', 'GetSecretValue', { SecretId: 'db' }))['SecretString'])

describe('a secret from a template', () => {
  it('has the value that is written', async () => {
    expect(await valueOf(start({ SecretString: 'plain' }))).toBe('plain')
  })

  it('has a value made by rules, in a template of JSON', async () => {
    const run = start({
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"admin"}',
        GenerateStringKey: 'password',
        PasswordLength: 16,
        ExcludePunctuation: true,
      },
    })
    expect(run.diagnostics).toEqual([])
    const value = JSON.parse(await valueOf(run)) as Record<string, string>
    expect(value).toEqual({ username: 'admin', password: expect.stringMatching(/^[A-Za-z0-9]{16}$/) })
  })

  it('keeps its value until its rules change', async () => {
    const run = start({ GenerateSecretString: { PasswordLength: 20 } })
    const before = await valueOf(run)
    const again = (properties: Record<string, TemplateValue>) =>
      run.cloud.deploy({ stackName: 'test', resources: [secret(properties)], parameters: {}, outputs: {} }, new Map())
    again({ GenerateSecretString: { PasswordLength: 20 }, Description: 'changed' })
    expect(await valueOf(run)).toBe(before)
    again({ GenerateSecretString: { PasswordLength: 21 } })
    expect(await valueOf(run)).toHaveLength(21)
  })

  it.each([
    [['Name'], { Name: 'a b' }],
    [['GenerateSecretString'], { SecretString: 'x', GenerateSecretString: {} }],
    [
      ['GenerateSecretString', 'SecretStringTemplate'],
      { GenerateSecretString: { SecretStringTemplate: '[]', GenerateStringKey: 'k' } },
    ],
    [['GenerateSecretString', 'GenerateStringKey'], { GenerateSecretString: { SecretStringTemplate: '{}' } }],
    [['KmsKeyId'], { SecretString: 'x', KmsKeyId: 'alias/none' }],
  ] as const)('is refused at %j', (path, properties) => {
    expect(start(properties as never).diagnostics).toMatchObject([{ path }])
  })

  it('has its policy from the template', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
    }
    const run = deploy(
      [
        secret({ SecretString: 'x' }),
        resource('Policy', 'AWS::SecretsManager::ResourcePolicy', { SecretId: { Ref: 'Db' }, ResourcePolicy: policy }),
      ],
      { invoke: () => ({}) },
    )
    expect(run.diagnostics).toEqual([])
    await expect(valueOf(run)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})

describe('rotation', () => {
  interface StepEvent {
    readonly Step: string
    readonly SecretId: string
    readonly ClientRequestToken: string
  }

  /** @param broken step that fails */
  function rotating(broken?: string) {
    const steps: string[] = []
    const run: ReturnType<typeof deploy> = deploy(
      [
        secret({ SecretString: 'first' }),
        lambdaFunction('rotate'),
        resource('Permission', 'AWS::Lambda::Permission', {
          FunctionName: { Ref: 'rotate' },
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
        }),
        {
          ...resource('Schedule', 'AWS::SecretsManager::RotationSchedule', {
            SecretId: { Ref: 'Db' },
            RotationLambdaARN: arnOf('rotate'),
            RotationRules: { AutomaticallyAfterDays: 7 },
            RotateImmediatelyOnUpdate: false,
          }),
          dependsOn: ['Permission'],
        },
      ],
      {
        invoke(event) {
          const { Step, SecretId, ClientRequestToken } = event as StepEvent
          steps.push(Step)
          if (Step === broken) return { outcome: fail('the database is away') }
          const api = (operation: string, input: object) =>
            void call(run.cloud, 'secretsmanager', operation, { SecretId, ...input })
          if (Step === 'createSecret') {
            // As a rotation function should, it makes the same of the same token.
            const value = `of ${ClientRequestToken}`
            api('PutSecretValue', { ClientRequestToken, SecretString: value, VersionStages: ['AWSPENDING'] })
          }
          if (Step === 'finishSecret') {
            api('UpdateSecretVersionStage', {
              VersionStage: 'AWSCURRENT',
              MoveToVersionId: ClientRequestToken,
              RemoveFromVersionId: current,
            })
            current = ClientRequestToken
          }
          return { outcome: respond(null) }
        },
      },
    )
    let current = ''
    const ready = call(run.cloud, 'secretsmanager', 'GetSecretValue', { SecretId: 'db' }).then(
      ({ VersionId }) => (current = String(VersionId)),
    )
    return { run, steps, ready }
  }
  const DAY = 86_400_000

  it('runs its four steps when it is due, again and again', async () => {
    const { run, steps, ready } = rotating()
    await ready
    expect(run.diagnostics).toEqual([])
    expect(await valueOf(run)).toBe('first')
    await run.advance(7 * DAY + 60_000)
    expect(steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
    const [started, succeeded] = run.trace('secrets.rotation')
    expect([started?.status, succeeded?.status]).toEqual(['started', 'succeeded'])
    expect(await valueOf(run)).toBe(`of ${started?.versionId}`)
    await run.advance(7 * DAY + 60_000)
    expect(steps).toHaveLength(8)
    expect(await valueOf(run)).toBe(`of ${run.trace('secrets.rotation').at(-1)?.versionId}`)
    expect(run.trace('secrets.rotation').at(-1)?.versionId).not.toBe(started?.versionId)
    const { Versions } = await call(run.cloud, 'secretsmanager', 'ListSecretVersionIds', { SecretId: 'db' })
    expect((Versions as { VersionStages: string[] }[]).map(({ VersionStages }) => VersionStages)).toEqual([
      ['AWSPREVIOUS'],
      ['AWSCURRENT', 'AWSPENDING'],
    ])
  })

  it('ends with a step that fails; the value stays, and the next one goes on with the same version', async () => {
    const { run, steps, ready } = rotating('setSecret')
    await ready
    await run.advance(7 * DAY + 60_000)
    expect(steps).toEqual(['createSecret', 'setSecret'])
    expect(await valueOf(run)).toBe('first')
    const [, failure] = run.trace('secrets.rotation')
    expect(failure).toMatchObject({
      status: 'failed',
      step: 'setSecret',
      message: expect.stringContaining('the database is away'),
    })
    await run.advance(7 * DAY + 60_000)
    const versions = run.trace('secrets.rotation').map(({ versionId }) => versionId)
    expect(new Set(versions).size).toBe(1)
  })

  it('does not keep the run from being idle', async () => {
    const { run, ready } = rotating()
    await ready
    await run.idle()
    expect(run.cloud.kernel.nextForegroundAt).toBeNull()
    expect(run.trace('secrets.rotation')).toEqual([])
  })
})

it('the trace never tells a value', async () => {
  const run = start({ SecretString: 'pa55' })
  await call(run.cloud, 'secretsmanager', 'PutSecretValue', {
    SecretId: 'db',
    SecretString: 'w0rd',
    ClientRequestToken: 'x'.repeat(32),
  })
  expect(run.trace('secrets.version')).toHaveLength(2)
  expect(JSON.stringify(run.cloud.kernel.trace.since(0))).not.toMatch(/pa55|w0rd/)
})
