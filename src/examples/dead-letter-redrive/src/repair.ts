import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'

const parameters = new SSMClient({})
const queues = new SQSClient({})

/** What one would do by hand, in this order: sent back before the repair, they would only die again. */
export async function handler() {
  await parameters.send(new PutParameterCommand({ Name: process.env.COURIER, Value: 'up', Overwrite: true }))
  // Without a destination, each message goes back to the queue that it came from.
  await queues.send(new StartMessageMoveTaskCommand({ SourceArn: process.env.DEAD_LETTERS_ARN }))
}
