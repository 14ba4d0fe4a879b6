/** What users get wrong, each with the answer Lambda or CloudFormation would give; and the page goes on. */

import { expect, type Page } from '@playwright/test'
import { invoke, logOf, openAnother, projectOf, traceOf } from './coldstart'
import { test } from './shared-page'

async function stillAlive(page: Page): Promise<void> {
  await openAnother(page, projectOf(`export const handler = async () => 'alive'`))
  expect((await invoke(page)).Payload).toBe('"alive"')
}

const CASES: readonly [name: string, handler: string, error: Record<string, unknown>, log?: RegExp][] = [
  [
    'throws',
    `export const handler = () => { throw new RangeError('bad') }`,
    { errorType: 'RangeError', errorMessage: 'bad' },
  ],
  [
    'rejects',
    `export const handler = async () => Promise.reject(new Error('no'))`,
    { errorType: 'Error', errorMessage: 'no' },
  ],
  [
    'throws a string',
    `export const handler = async () => { throw 'text' }`,
    { errorType: 'string', errorMessage: 'text', trace: [] },
  ],
  [
    'returns something unserialisable',
    `export const handler = async () => ({ big: 1n })`,
    { errorMessage: 'Unable to stringify response body' },
  ],
  [
    'never settles',
    `export const handler = async () => new Promise(() => {})`,
    {
      errorType: 'Runtime.NodeJsExit',
      errorMessage:
        'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
    },
  ],
  [
    'waits longer than its timeout',
    `export const handler = async () => { console.log('waiting'); await new Promise((resolve) => setTimeout(resolve, 60_000)) }`,
    { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('Task timed out after 3.00 seconds') },
    /waiting/,
  ],
  [
    'calls process.exit',
    `export const handler = async () => process.exit(1)`,
    {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: .* Error: Runtime exited with error: exit status 1$/),
    },
  ],
  [
    'imports what does not exist',
    `import nothing from 'no-such-package'\nexport const handler = async () => nothing`,
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Error: Cannot find module 'no-such-package'"),
    },
  ],
  [
    'does not export the handler',
    `export const other = async () => 1`,
    { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  ],
  [
    'fails while loading',
    `throw new Error('at the top')\nexport const handler = async () => 1`,
    { errorType: 'Error', errorMessage: 'at the top' },
  ],
]

for (const [name, handler, error, log] of CASES) {
  test(`a handler that ${name}`, async ({ page }) => {
    await openAnother(page, projectOf(handler))
    const answer = await invoke(page)
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
    expect(JSON.parse(answer.Payload)).toMatchObject(error)
    if (log) expect(logOf(answer)).toMatch(log)
    await stillAlive(page)
  })
}

test('a handler that loops for ever is the function’s timeout', async ({ page }) => {
  await openAnother(page, projectOf(`export const handler = async () => { for (;;); }`, { properties: 'Timeout: 1' }))
  const answer = await invoke(page)
  expect(JSON.parse(answer.Payload)).toMatchObject({ errorType: 'Sandbox.Timedout' })
  await stillAlive(page)
})

test('a handler that floods the log', async ({ page }) => {
  await openAnother(
    page,
    projectOf(
      `export const handler = async () => { for (let line = 0; line < 100_000; line++) console.log('line', line); return 'done' }`,
    ),
  )
  expect((await invoke(page)).Payload).toBe('"done"')
  const dropped = await traceOf(page, 'log.dropped')
  expect(dropped.length).toBeGreaterThan(0)
  await stillAlive(page)
})

test('a handler that allocates without end is stopped', async ({ page }) => {
  await openAnother(
    page,
    projectOf(
      `export const handler = async () => { const all: number[][] = []; for (;;) all.push(new Array(100_000).fill(1)) }`,
      {
        properties: 'Timeout: 1',
      },
    ),
  )
  const answer = await invoke(page)
  expect(JSON.parse(answer.Payload).errorType).toMatch(/^(Sandbox\.Timedout|Runtime\.OutOfMemory)$/)
  await stillAlive(page)
})

test('payloads that are no JSON or over 6 MB are refused as by Lambda', async ({ page }) => {
  await openAnother(page, projectOf(`export const handler = async () => 1`))
  const refused = await page.evaluate(() =>
    coldstart.invoke('F', 'x'.repeat(6_291_456)).then(
      () => null,
      (error: Error) => ({ name: error.name, message: error.message }),
    ),
  )
  expect(refused).toEqual({
    name: 'RequestTooLargeException',
    message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  })
})

const TEMPLATES: readonly [name: string, template: string, message: RegExp, line: number][] = [
  ['that is not YAML', 'Resources:\n  F: [unclosed', /./, 2],
  [
    'with a reference to nothing',
    'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Ref Nothing',
    /Unresolved resource dependencies \[Nothing\]/,
    5,
  ],
  [
    'with a cycle',
    'Resources:\n  A:\n    Type: AWS::SQS::Queue\n    DependsOn: B\n  B:\n    Type: AWS::SQS::Queue\n    DependsOn: A',
    /Circular dependency between resources: \[A, B\]/,
    2,
  ],
  [
    'with a name twice',
    'Resources:\n  A:\n    Type: AWS::SQS::Queue\n  A:\n    Type: AWS::SQS::Queue',
    /unique|duplicate/i,
    4,
  ],
  ['with an unknown type', 'Resources:\n  A:\n    Type: AWS::SQS::Quue', /AWS::SQS::Quue/, 3],
]

for (const [name, template, message, line] of TEMPLATES) {
  test(`a template ${name} is reported at its line`, async ({ page }) => {
    const report = await openAnother(page, { 'template.yaml': template })
    const errors = report.diagnostics.filter(({ message: text }) => message.test(text))
    expect(errors.length).toBeGreaterThan(0)
    expect(errors.map(({ file, range }) => [file, range?.startLine])).toContainEqual(['template.yaml', line])
    await stillAlive(page)
  })
}

test('a syntax error is reported with file, line and column', async ({ page }) => {
  const report = await openAnother(page, projectOf(`export const handler = async () => {\n  return ][\n}`))
  expect(report.ok).toBe(false)
  expect(report.diagnostics).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      file: 'src/index.ts',
      range: expect.objectContaining({ startLine: 2, startColumn: 10 }) as object,
    }),
  )
  await stillAlive(page)
})
