import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

const client = new LambdaClient({})
const FunctionName = process.env.CALLEE

export const handler = async (numbers: readonly number[]) => {
  const Payload = JSON.stringify(numbers)
  const waited = await client.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }))
  const sent = await client.send(new InvokeCommand({ FunctionName, Payload, InvocationType: 'Event' }))
  return {
    sum: JSON.parse(Buffer.from(waited.Payload ?? []).toString()) as unknown,
    error: waited.FunctionError,
    log: Buffer.from(waited.LogResult ?? '', 'base64')
      .toString()
      .split('\n')[0],
    accepted: sent.StatusCode,
  }
}
