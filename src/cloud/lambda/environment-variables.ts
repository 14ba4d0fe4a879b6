/**
 * process.env as a Node.js function sees it.
 * Source: Guide, "Working with Lambda environment variables"; values recorded from AWS on nodejs24.x.
 */

import { RESERVED_VARIABLES } from '../aws/reserved-variables'
import type { Account } from '../aws/arn'
import type { Credentials } from '../services/contract'
import { RUNTIME_API } from './execution/runtime-api'
import type { FunctionConfiguration } from './function'
import type { InitializationType } from './platform-events'
import * as limits from './limits'

export function variablesOf(
  configuration: FunctionConfiguration,
  version: string,
  logStream: string,
  account: Account,
  credentials: Omit<Credentials, 'expiration'>,
  initializationType: InitializationType,
): Record<string, string> {
  const { logging } = configuration
  const isNode = configuration.runtime.startsWith('nodejs')
  const major = /\d+/.exec(configuration.runtime)?.[0] ?? ''
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
    ...(isNode && {
      NODE_PATH: `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
    }),
    PWD: '/var/task',
    SHLVL: '0',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1:2000',
    ...configuration.variables,
    _AWS_XRAY_DAEMON_ADDRESS: '169.254.100.1',
    _AWS_XRAY_DAEMON_PORT: '2000',
    _HANDLER: configuration.handler,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    // Not with custom runtimes.
    ...(isNode && { AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(logging.format === 'JSON' && {
      AWS_LAMBDA_LOG_FORMAT: logging.format,
      AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel,
    }),
    AWS_LAMBDA_RUNTIME_API: RUNTIME_API,
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  }
}

/** What extensions do not see. Source: Guide, "Using the Lambda Extensions API to create extensions". */
const HIDDEN_FROM_EXTENSIONS =
  /^(AWS_EXECUTION_ENV|AWS_LAMBDA_LOG_(GROUP|STREAM)_NAME|_?AWS_XRAY_.*|LAMBDA_RUNTIME_DIR|LAMBDA_TASK_ROOT|_HANDLER)$/

/** @param variables as the function has them */
export function extensionVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !HIDDEN_FROM_EXTENSIONS.test(name)))
}

/** Why Lambda does not take these variables; null if it does. Texts recorded from AWS, that of the pattern is ours. */
export function refusalOfVariables(variables: Readonly<Record<string, string>>): string | null {
  const subject =
    'Lambda was unable to configure your environment variables because the environment variables you have provided'
  const names = Object.keys(variables)
  const reserved = names.filter((name) => RESERVED_VARIABLES.has(name))
  if (reserved.length > 0) {
    return `${subject} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`
  }
  const misnamed = names.find((name) => !limits.VARIABLE_NAME.test(name))
  if (misnamed !== undefined) {
    return `The environment variable ${misnamed} must begin with a letter and consist of two or more letters, digits and underscores.`
  }
  const measured = JSON.stringify(variables)
  if (new TextEncoder().encode(measured).length > limits.VARIABLES_MAX) {
    return `${subject} exceeded the 4KB limit. String measured: ${measured}`
  }
  return null
}
