import { expect, test } from 'vitest'
import { LayeredEnvironment } from './environment'

test('a client sends the trace header of the invocation, by which Lambda knows recursive loops', async () => {
  const environment = await LayeredEnvironment.start(
    `import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
    export const handler = async () => {
      await new SQSClient({}).send(new ListQueuesCommand({}))
      return process.env._X_AMZN_TRACE_ID
    }`,
  )
  try {
    const { value, calls } = await environment.run({}, () => ({ status: 200, body: '{}' }))
    expect(value).toMatch(/^Root=1-/)
    expect(calls[0]?.headers['x-amzn-trace-id']).toBe(value)
  } finally {
    await environment.stop()
  }
})
