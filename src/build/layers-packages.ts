/** Which npm packages become layers, and under which names handlers may import them. */

import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const CLIENTS = [
  'sqs',
  'sns',
  's3',
  'dynamodb',
  'kinesis',
  'eventbridge',
  'scheduler',
  'lambda',
  'sts',
  'ssm',
  'secrets-manager',
  'cloudwatch',
  'cloudwatch-logs',
  'xray',
  'kms',
  'sfn',
]

const MIDDLEWARES = [
  'core',
  'do-not-wait-for-empty-event-loop',
  'error-logger',
  'event-normalizer',
  'http-content-negotiation',
  'http-cors',
  'http-error-handler',
  'http-event-normalizer',
  'http-header-normalizer',
  'http-json-body-parser',
  'http-multipart-body-parser',
  'http-partial-response',
  'http-response-serializer',
  'http-router',
  'http-security-headers',
  'http-urlencode-body-parser',
  'input-output-logger',
  'sqs-json-body-parser',
  'sqs-partial-batch-failure',
  'util',
  'validator',
  'warmup',
]

export interface PackageSource {
  readonly name: string
  /**
   * Whose code is chosen where a package has several: `browser` for the AWS SDK, which is patched (layers-patches.ts)
   * and talks through fetch; `node` for what runs on Node's built-ins.
   */
  readonly platform: 'browser' | 'node'
  /** Subpaths of its `exports` that are left out, because something they need is not here. */
  readonly without?: readonly string[]
}

/** Each package becomes one layer. */
export const PACKAGES: readonly PackageSource[] = [
  ...CLIENTS.map((client) => ({ name: `@aws-sdk/client-${client}`, platform: 'browser' as const })),
  { name: '@aws-sdk/lib-dynamodb', platform: 'browser' },
  { name: '@aws-sdk/s3-request-presigner', platform: 'browser' },
  { name: '@aws-sdk/util-dynamodb', platform: 'browser' },
  { name: '@aws/durable-execution-sdk-js', platform: 'node' },
  { name: '@aws/lambda-invoke-store', platform: 'node' },
  { name: '@aws-lambda-powertools/batch', platform: 'node' },
  { name: '@aws-lambda-powertools/commons', platform: 'node' },
  { name: '@aws-lambda-powertools/event-handler', platform: 'node' },
  // The cache wants a Redis or Valkey server.
  { name: '@aws-lambda-powertools/idempotency', platform: 'node', without: ['./cache'] },
  { name: '@aws-lambda-powertools/jmespath', platform: 'node' },
  { name: '@aws-lambda-powertools/logger', platform: 'node' },
  { name: '@aws-lambda-powertools/metrics', platform: 'node' },
  // AppConfig is not simulated.
  { name: '@aws-lambda-powertools/parameters', platform: 'node', without: ['./appconfig', './appconfig-agent'] },
  { name: '@aws-lambda-powertools/parser', platform: 'node' },
  { name: '@aws-lambda-powertools/tracer', platform: 'node' },
  ...MIDDLEWARES.map((name) => ({ name: `@middy/${name}`, platform: 'node' as const })),
  { name: 'uuid', platform: 'node' },
  { name: 'zod', platform: 'node', without: ['./v4/locales/*'] },
]

/** Packages whose modules several layers share go into this layer, each specifier that two or more of them import. */
export const CORE_LAYER = 'aws-sdk-core'
export const isCorePackage = (name: string): boolean => /^@(aws-sdk|smithy|aws-crypto)\//.test(name)

const require = createRequire(import.meta.url)

export interface PackageDescription {
  readonly version: string
  readonly exports?: Readonly<Record<string, unknown>>
}

/** Real path of an installed package. */
export function folderOfPackage(name: string): string {
  const folders = (require.resolve.paths(name) ?? []).map((modules) => path.join(modules, name))
  const folder = folders.find((candidate) => existsSync(path.join(candidate, 'package.json')))
  if (folder === undefined) throw new Error(`${name} is not installed`)
  return realpathSync(folder)
}

export function describePackage(name: string): PackageDescription {
  return JSON.parse(readFileSync(path.join(folderOfPackage(name), 'package.json'), 'utf8')) as PackageDescription
}

/** What a package can be imported as: its name, and its name with each subpath that it exports. */
export function specifiersOf({ name, without = [] }: PackageSource): readonly string[] {
  const { exports } = describePackage(name)
  const isConditional = exports !== undefined && !Object.keys(exports).some((key) => key.startsWith('.'))
  if (exports === undefined || isConditional) return [name]
  const subpaths = Object.keys(exports).filter(
    (subpath) => subpath !== './package.json' && !without.some((left) => subpath === left || isTypesOf(subpath, left)),
  )
  return subpaths.flatMap((subpath) =>
    subpath.includes('*') ? expand(name, subpath, exports[subpath]) : [name + subpath.slice(1)],
  )
}

const isTypesOf = (subpath: string, left: string): boolean => subpath === `${left}/types`

/** `./schemas/*` → a specifier for each file that the pattern matches. */
function expand(name: string, subpath: string, target: unknown): readonly string[] {
  const pattern = targetOf(target)
  const [before = '', after = ''] = pattern.split('*')
  const folder = path.join(folderOfPackage(name), before)
  return readdirSync(folder)
    .filter((file) => file.endsWith(after))
    .map((file) => name + subpath.slice(1).replace('*', file.slice(0, file.length - after.length)))
    .sort()
}

/** The file that `import` takes. */
function targetOf(target: unknown): string {
  if (typeof target === 'string') return target
  const conditions = target as Readonly<Record<string, unknown>>
  for (const condition of ['import', 'default']) if (conditions[condition]) return targetOf(conditions[condition])
  throw new Error(`No import in ${JSON.stringify(target)}`)
}

/** Everything that handlers can import beside Node's built-ins. */
export function vendoredModules(): readonly string[] {
  return PACKAGES.flatMap(specifiersOf)
}
