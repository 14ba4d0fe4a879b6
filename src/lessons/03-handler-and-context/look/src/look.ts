import type { Context } from 'aws-lambda'
import { setTimeout as sleep } from 'node:timers/promises'

console.log('module code')

export async function handler(event: unknown, context: Context) {
  console.log('event', event)
  console.log('request', context.awsRequestId)
  console.log('stage', process.env.STAGE)
  console.log('time left', context.getRemainingTimeInMillis())
  await sleep(1000)
  console.log('time left', context.getRemainingTimeInMillis())
  return { at: new Date(0), list: [1, undefined], nothing: undefined }
}
