/**
 * Lambda's invocation models against what AWS was recorded to do; the cases and their sources are in the JSON files.
 *
 * In other files: test_lambda_concurrency_crud and the configurations that the API returns (cases.ts),
 * test_invoke_lambda_eventbridge and test_sqs_event_source_mapping_update (sequences.test.ts).
 *
 * Recorded, and left out:
 * - test_uncaught_exception_invoke, test_introspection_invoke's context, test_invoke_nodejs_es6_lambda, the runtimes'
 *   own log lines: what happens inside an environment; these are scripted. The variables of test_introspection_invoke
 *   are in tests/unit/cloud/lambda/environment-variables.test.ts.
 * - /tmp in test_lambda_invoke_timed_out_environment_reuse, for the same reason; its payload of a timeout is of before
 *   2025, the case has today's.
 * - the 5 MB payload of test_echo_invoke: only its size is special; tests/unit/cloud/lambda/sync.test.ts has the limit.
 * - test_report_batch_item_failures, test_fifo_message_group_parallelism: no FIFO queues yet.
 * - event source mappings of Kinesis and DynamoDB streams, function URLs: no such sources yet.
 */

import { describe, expect, it } from 'vitest'
import asynchronous from './asynchronous.json'
import invoke from './invoke.json'
import { perform, type Case } from './runner'
import sqsMappings from './sqs-mappings.json'

const files = { invoke, asynchronous, 'sqs-mappings': sqsMappings } as unknown as Readonly<
  Record<string, { readonly cases: readonly Case[] }>
>
const all = Object.values(files).flatMap(({ cases }) => cases)

it('states where each fact comes from', () => {
  for (const { title, source, recorded, checked } of all) {
    expect(source, title).toMatch(/^tests\/aws\/services\/lambda_\/.+\.py::test_|::Test\w+::test_/)
    expect([recorded, checked], title).toEqual([
      expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    ])
  }
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length)
})

describe.each(Object.entries(files))('%s', (_, { cases }) => {
  it.each(cases.map((fact) => [fact.title, fact] as const))('%s', (_title, fact) => perform(fact))
})
