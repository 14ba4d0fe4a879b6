/** The declarations that the editor downloads, given to TypeScript as Monaco gives them: below /node_modules. */

import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  collectDeclarations,
  collectPackageDeclarations,
  type PackageDeclarations,
} from '../../../src/build/editor-types'
import { vendoredModules } from '../../../src/build/layers-packages'

let base: Readonly<Record<string, string>>
let packages: ReadonlyMap<string, PackageDeclarations>

beforeAll(async () => {
  base = await collectDeclarations()
  packages = await collectPackageDeclarations(vendoredModules())
}, 60_000)

/** Files of a package and of all that it needs. */
function closureOf(name: string): Record<string, string> {
  const reached = new Set([name])
  for (const one of reached) for (const other of packages.get(one)?.needs ?? []) reached.add(other)
  return Object.assign({}, ...[...reached].map((one) => packages.get(one)?.files ?? {})) as Record<string, string>
}

/** What TypeScript complains about in a handler, with the declarations of these packages. */
function check(handler: string, names: readonly string[]): string[] {
  const files = new Map<string, string>([['/handler.ts', handler]])
  const declarations = Object.assign({}, base, ...names.map(closureOf)) as Record<string, string>
  for (const [path, text] of Object.entries(declarations)) files.set(`/node_modules/${path}`, text)
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    esModuleInterop: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  }
  const folders = new Set(
    [...files.keys()].flatMap((file) => file.split('/').map((_, index, all) => all.slice(0, index).join('/') || '/')),
  )
  const fallback = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...fallback,
    getCurrentDirectory: () => '/',
    realpath: (file) => file,
    fileExists: (file) => files.has(file) || (!file.startsWith('/node_modules/') && fallback.fileExists(file)),
    directoryExists: (folder) => folders.has(folder),
    getDirectories: () => [],
    readFile: (file) => files.get(file) ?? fallback.readFile(file),
    getSourceFile: (file, version) => {
      const text = files.get(file)
      return text === undefined ? fallback.getSourceFile(file, version) : ts.createSourceFile(file, text, version)
    },
  }
  const program = ts.createProgram(['/handler.ts'], options, host)
  return program
    .getSemanticDiagnostics(program.getSourceFile('/handler.ts'))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('declarations of packages', () => {
  test('are of those that are needed, and not for older compilers', () => {
    expect([...packages.keys()]).toEqual(
      expect.arrayContaining(['@aws-sdk/client-sqs', '@smithy/types', 'zod', 'uuid']),
    )
    const files = [...packages.values()].flatMap((one) => Object.keys(one.files))
    expect(files.filter((file) => file.includes('ts3.4') || file.startsWith('@types/node/'))).toEqual([])
    for (const { needs } of packages.values()) for (const needed of needs) expect(packages.has(needed)).toBe(true)
  })

  test.each([
    [
      '@aws-sdk/client-sqs',
      `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
      export const handler = async () => (await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'b' }))).MessageId`,
      `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
      export const handler = async () => (await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'b' }))).NoSuchThing`,
      /Property 'NoSuchThing' does not exist on type 'SendMessageCommandOutput'/,
    ],
    [
      '@aws-sdk/lib-dynamodb',
      `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
      import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
      const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))
      export const handler = async () => (await client.send(new GetCommand({ TableName: 't', Key: { id: 1 } }))).Item`,
      `import { GetCommand } from '@aws-sdk/lib-dynamodb'
      export const command = new GetCommand({ TableName: 5, Key: {} })`,
      /Type 'number' is not assignable to type 'string'/,
    ],
    [
      '@aws-lambda-powertools/logger',
      `import { Logger } from '@aws-lambda-powertools/logger'
      import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
      import { correlationPaths } from '@aws-lambda-powertools/logger/correlationId'
      export const all = [new Logger({ serviceName: 's' }).info('x'), injectLambdaContext, correlationPaths.EVENT_BRIDGE]`,
      `import { Logger } from '@aws-lambda-powertools/logger'
      new Logger({ serviceName: 5 })`,
      /Type 'number' is not assignable/,
    ],
    [
      '@aws-lambda-powertools/parser',
      `import { SqsEnvelope } from '@aws-lambda-powertools/parser/envelopes/sqs'
      import { SqsSchema } from '@aws-lambda-powertools/parser/schemas'
      export const body: string = SqsSchema.parse({}).Records[0]!.body; export { SqsEnvelope }`,
      `import { SqsSchema } from '@aws-lambda-powertools/parser/schemas'
      export const body: number = SqsSchema.parse({}).Records[0]!.body`,
      /Type 'string' is not assignable to type 'number'/,
    ],
    [
      '@middy/core',
      `import middy from '@middy/core'
      export const handler = middy(async (event: { a: number }) => event.a)`,
      `import middy from '@middy/core'
      middy().nothing()`,
      /Property 'nothing' does not exist/,
    ],
    [
      'zod',
      `import { z } from 'zod'
      export const a: number = z.object({ a: z.number() }).parse({}).a`,
      `import { z } from 'zod'
      export const a: string = z.object({ a: z.number() }).parse({}).a`,
      /Type 'number' is not assignable to type 'string'/,
    ],
    [
      'uuid',
      `import { v4 } from 'uuid'
      export const id: string = v4()`,
      `import { v4 } from 'uuid'
      export const id: number = v4()`,
      /Type 'string' is not assignable/,
    ],
  ])(
    'of %s check handlers',
    (name, right, wrong, complaint) => {
      expect(check(right, [name])).toEqual([])
      expect(check(wrong, [name])).toEqual([expect.stringMatching(complaint)])
    },
    60_000,
  )
})
