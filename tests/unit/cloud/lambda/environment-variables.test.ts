import { describe, expect, it } from 'vitest'
import type { EnvironmentConfiguration } from '../../../../src/runtime/protocol'
import { respond } from '../scripted-host'
import { deploy, lambdaFunction } from '../stack'

/** What an environment is told about itself. */
async function configurationOf(properties: Parameters<typeof lambdaFunction>[1]): Promise<EnvironmentConfiguration> {
  const seen: EnvironmentConfiguration[] = []
  const run = deploy([lambdaFunction('F', properties)], {
    invoke: (_event, _invocation, { configuration }) => {
      seen.push(configuration)
      return { outcome: respond(null) }
    },
  })
  void run.invoke('F')
  await run.idle()
  const [configuration] = seen
  if (!configuration) throw new Error(run.diagnostics.map(({ message }) => message).join('\n'))
  return configuration
}

const own = (Variables: Record<string, string>) => ({ Environment: { Variables } })

describe('process.env (fact sheet 2.4)', () => {
  it('is what AWS gives on nodejs24.x, but for the trace id, which the runtime sets (recorded, 2026-01-12)', async () => {
    const { logStreamName, variables } = await configurationOf({
      Runtime: 'nodejs24.x',
      MemorySize: 1024,
      ...own({ TEST_KEY: 'TEST_VAL' }),
    })
    expect(logStreamName).toMatch(/^2026\/01\/31\/\[\$LATEST\][0-9a-f]{32}$/)
    expect(variables).toEqual({
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/) as string,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_LAMBDA_FUNCTION_NAME: 'F',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/F',
      AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
      AWS_LAMBDA_RUNTIME_API: '169.254.100.1:9001',
      AWS_REGION: 'us-east-1',
      AWS_SECRET_ACCESS_KEY: expect.stringMatching(/^.{40}$/) as string,
      AWS_SESSION_TOKEN: expect.any(String) as string,
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1:2000',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      LAMBDA_TASK_ROOT: '/var/task',
      LANG: 'en_US.UTF-8',
      LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
      NODE_PATH:
        '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
      PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      PWD: '/var/task',
      SHLVL: '0',
      TEST_KEY: 'TEST_VAL',
      TZ: ':UTC',
      _AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1',
      _AWS_XRAY_DAEMON_PORT: '2000',
      _HANDLER: 'index.handler',
    })
  })

  it.each([['nodejs20.x'], ['nodejs22.x']])('names the runtime: %s', async (Runtime) => {
    const { variables } = await configurationOf({ Runtime })
    expect(variables['AWS_EXECUTION_ENV']).toBe(`AWS_Lambda_${Runtime}`)
    expect(variables['NODE_PATH']).toMatch(new RegExp(`^/opt/nodejs/node${Runtime.slice(6, 8)}/node_modules:`))
  })

  it('lets a function set what is not reserved, text or number', async () => {
    const { variables } = await configurationOf({ Environment: { Variables: { TZ: 'Europe/Berlin', LIMIT: 7 } } })
    expect(variables).toMatchObject({ TZ: 'Europe/Berlin', LIMIT: '7' })
  })

  it('follows a log group of one’s own', async () => {
    const { variables } = await configurationOf({ LoggingConfig: { LogGroup: '/my/group' } })
    expect(variables['AWS_LAMBDA_LOG_GROUP_NAME']).toBe('/my/group')
  })
})

describe('variables that Lambda refuses', () => {
  const subject =
    'Lambda was unable to configure your environment variables because the environment variables you have provided'
  const long = 'x'.repeat(4096 - '{"KEY":""}'.length)

  it.each([
    [
      'a reserved one (recorded)',
      { AWS_REGION: 'eu-west-1' },
      `${subject} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION`,
    ],
    [
      'more than 4 KB as JSON (recorded)',
      { KEY: `${long}x` },
      `${subject} exceeded the 4KB limit. String measured: {"KEY":"${long}x"}`,
    ],
    ['a name of one letter', { A: '1' }, expect.stringContaining('variable A must')],
    ['a name with a hyphen', { 'MY-KEY': '1' }, expect.stringContaining('variable MY-KEY must')],
    ['a name that begins with a digit', { '1KEY': '1' }, expect.stringContaining('variable 1KEY must')],
  ])('%s', (_, variables, message) => {
    expect(deploy([lambdaFunction('F', own(variables))], { invoke: () => ({}) }).diagnostics).toMatchObject([
      { message, path: ['Environment', 'Variables'] },
    ])
  })

  it('takes exactly 4 KB', async () => {
    expect((await configurationOf(own({ KEY: long }))).variables['KEY']).toBe(long)
  })
})
