/** Packages inside a real environment worker, and their declarations in the editor. */

import { expect, test } from '@playwright/test'
import { invoke, logOf, openAnother, openProject, projectOf } from './coldstart'
import { test as sharedTest } from './shared-page'

const QUEUE = {
  properties: `
Environment:
  Variables:
    QUEUE: !Ref Queue
Policies:
  - SQSSendMessagePolicy:
      QueueName: !GetAtt Queue.QueueName`,
  resources: `
Queue:
  Type: AWS::SQS::Queue`,
}

test('the SDK works without a setting; only the layers that are needed are downloaded', async ({ page }) => {
  const layers: string[] = []
  page.on('request', (request) => {
    const name = /\/layer-(.*)-[\w-]{8}\.js$/.exec(request.url())?.[1]
    if (name !== undefined) layers.push(name)
  })
  const handler = `
    import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
    const client = new SQSClient({})
    export const handler = async (event) => {
      const { MD5OfMessageBody } = await client.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: 'hello' }))
      return [MD5OfMessageBody, typeof XMLHttpRequest, typeof DOMParser]
    }`
  expect(await openProject(page, projectOf(handler, QUEUE))).toMatchObject({ ok: true, diagnostics: [] })
  const answer = await invoke(page)
  // MD5 of "hello".
  expect(JSON.parse(answer.Payload)).toEqual(['5d41402abc4b2a76b9719d911017c592', 'undefined', 'undefined'])
  expect(layers.sort()).toEqual(['aws-lambda-invoke-store', 'aws-sdk-client-sqs', 'aws-sdk-core'])
  await page.evaluate(() => coldstart.deploy())
  expect(layers).toHaveLength(3)
})

sharedTest('libraries work together', async ({ page }) => {
  const handler = `
    import { Logger } from '@aws-lambda-powertools/logger'
    import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
    import { Tracer } from '@aws-lambda-powertools/tracer'
    import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware'
    import middy from '@middy/core'
    import { v4, validate } from 'uuid'
    import { z } from 'zod'
    const logger = new Logger({ serviceName: 'shop' })
    const tracer = new Tracer({ serviceName: 'shop' })
    export const handler = middy(async (event) => {
      const { id } = z.object({ id: z.coerce.number() }).parse(event)
      const segment = tracer.getSegment()
      await new Promise((resolve) => setTimeout(resolve, 50))
      logger.info('parsed', { id })
      return [id, validate(v4()), segment !== undefined && tracer.getSegment() === segment]
    }).use(injectLambdaContext(logger)).use(captureLambdaHandler(tracer))`
  expect(await openAnother(page, projectOf(handler))).toMatchObject({ ok: true, diagnostics: [] })
  const answer = await invoke(page, { id: '5' })
  expect(JSON.parse(answer.Payload)).toEqual([5, true, true])
  const line = logOf(answer)
    .split('\n')
    .find((text) => text.startsWith('{'))
  expect(JSON.parse(line ?? '')).toMatchObject({ message: 'parsed', id: 5, service: 'shop', cold_start: true })
})

sharedTest('inline code of a template gets its packages too', async ({ page }) => {
  const template = `
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: F
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: |
        const { marshall } = require('@aws-sdk/util-dynamodb')
        exports.handler = async () => marshall({ a: 1 })`
  expect(await openAnother(page, { 'template.yaml': template })).toMatchObject({ ok: true, diagnostics: [] })
  expect(JSON.parse((await invoke(page)).Payload)).toEqual({ a: { N: '1' } })
})

test('a package that cannot be downloaded is named by the deployment, and tried again', async ({ page }) => {
  await page.route(/\/layer-zod-/, (route) => route.abort())
  const handler = `import { z } from 'zod'\nexport const handler = async () => z.string().safeParse(1).success`
  expect(await openProject(page, projectOf(handler))).toMatchObject({
    ok: false,
    diagnostics: [{ severity: 'error', code: 'layers/not-loaded', message: expect.stringContaining('"zod"') }],
  })
  await page.unroute(/\/layer-zod-/)
  expect(await page.evaluate(() => coldstart.deploy())).toMatchObject({ ok: true, diagnostics: [] })
  expect((await invoke(page)).Payload).toBe('false')
})

sharedTest('a module that no layer has is a warning at its import', async ({ page }) => {
  const handler = `import { Redis } from 'ioredis'\nexport const handler = async () => Redis`
  const { diagnostics } = await openAnother(page, projectOf(handler))
  expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'bundle/package-not-available' }])
})

test('the editor checks against declarations that it downloads when a project imports the package', async ({
  page,
}) => {
  test.slow()
  const types: string[] = []
  page.on('request', (request) => {
    const name = /\/types-(.*)-[\w-]{8}\.json$/.exec(request.url())?.[1]
    if (name !== undefined) types.push(name)
  })
  const code = `import { SQSClient } from '@aws-sdk/client-sqs'\nexport const handler = async () => new SQSClient({}).nothing()\n`
  await page.goto('./')
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible({ timeout: 30_000 })
  expect(types).toEqual([])
  await page.evaluate((text) => {
    return coldstart.open({ files: { 'template.yaml': '', 'index.ts': text }, settings: { openFile: 'index.ts' } })
  }, code)
  await expect(page.locator('.monaco-editor .squiggly-error')).toHaveCount(1, { timeout: 60_000 })
  expect(types).toEqual(expect.arrayContaining(['aws-sdk-client-sqs', 'smithy-types']))
  expect(types).not.toContain('aws-sdk-client-s3')
})
