/** Parameters from a template, names of parameters, and what the trace tells. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { liesBelow, readName, readNewName } from '../../../../../src/cloud/services/ssm/names'
import { deploy, resource } from '../../stack'
import { call } from '../json-api'

const parameter = (properties: Record<string, TemplateValue> = {}) =>
  resource('Level', 'AWS::SSM::Parameter', { Name: '/app/level', Type: 'String', Value: 'info', ...properties })
const start = (properties: Record<string, TemplateValue> = {}) =>
  deploy([parameter(properties)], { invoke: () => ({}) })

describe('a parameter from a template', () => {
  it('is there, with tags', async () => {
    const run = start({ Tags: { team: 'red' }, Description: 'd' })
    expect(run.diagnostics).toEqual([])
    expect(await call(run.cloud, 'ssm', 'GetParameter', { Name: '/app/level' })).toMatchObject({
      Parameter: { Value: 'info', Version: 1 },
    })
    const input = { ResourceType: 'Parameter', ResourceId: '/app/level' }
    expect(await call(run.cloud, 'ssm', 'ListTagsForResource', input)).toEqual({
      TagList: [{ Key: 'team', Value: 'red' }],
    })
  })

  it('gets a version when its value changes, and goes with the stack', async () => {
    const run = start()
    const again = (...resources: ReturnType<typeof parameter>[]) =>
      run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, new Map())
    again(parameter({ Value: 'debug' }))
    expect(await call(run.cloud, 'ssm', 'GetParameter', { Name: '/app/level' })).toMatchObject({
      Parameter: { Value: 'debug', Version: 2 },
    })
    again()
    await expect(call(run.cloud, 'ssm', 'GetParameter', { Name: '/app/level' })).rejects.toMatchObject({
      name: 'ParameterNotFound',
    })
  })

  it.each([
    ['Type', { Type: 'SecureString' }],
    ['Name', { Name: '/aws/level' }],
    ['Value', { Value: 'x'.repeat(4097) }],
    ['Value', { Value: 'abc', AllowedPattern: '^\\d+$' }],
    ['AllowedPattern', { AllowedPattern: '(' }],
  ] as const)('is refused for its %s', (path, properties) => {
    expect(start(properties).diagnostics).toMatchObject([{ path: [path] }])
  })
})

describe('names', () => {
  it.each([
    ['db', { key: 'db', shown: 'db', selector: null }],
    ['/db', { key: 'db', shown: '/db', selector: null }],
    ['/app/db:3', { key: '/app/db', shown: '/app/db', selector: '3' }],
    ['/app/db:stable', { key: '/app/db', shown: '/app/db', selector: 'stable' }],
    ['arn:aws:ssm:us-east-1:123456789012:parameter/db', { key: 'db', shown: null, selector: null }],
    ['arn:aws:ssm:us-east-1:123456789012:parameter/app/db:3', { key: '/app/db', shown: null, selector: '3' }],
  ])('%s', (given, name) => expect(readName(given)).toEqual(name))

  it.each(['app/db', '/app//db', '/app/', 'a b', '/db:1:2', ''])('%j is none', (given) => {
    expect(() => readName(given)).toThrow(/sub-paths divided by slash symbol/)
  })

  it.each(['ssm-x', 'AWSx', '/aws/x', '/SSM/x'])('%s is reserved', (name) => {
    expect(() => readNewName(name)).toThrow()
  })

  it.each([
    ['/app/db', '/app/', false, true],
    ['/app/db/user', '/app/', false, false],
    ['/app/db/user', '/app/', true, true],
    ['/application', '/app/', true, false],
    ['db', '/', false, true],
  ])('%s lies below %s (recursive: %s): %s', (key, path, recursive, expected) => {
    expect(liesBelow(key, path, recursive)).toBe(expected)
  })
})

it('the trace tells values, but not those of SecureStrings', async () => {
  const run = start()
  await call(run.cloud, 'ssm', 'PutParameter', { Name: '/secret', Value: 'pa55', Type: 'SecureString' })
  expect(run.trace('ssm.put')).toMatchObject([
    { name: '/app/level', value: 'info' },
    { name: '/secret', value: null },
  ])
  expect(JSON.stringify(run.trace('ssm.put', 'kms.used'))).not.toContain('pa55')
})
