import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const sts = new STSClient({})

const send = (client: SQSClient, MessageBody: string) =>
  client.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody })).then(
    () => 'sent',
    (error: Error) => `${error.name}: ${error.message}`,
  )

export const handler = async () => {
  const { Arn: self } = await sts.send(new GetCallerIdentityCommand({}))
  const asMyself = await send(new SQSClient({}), 'from myself')
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: process.env.ROLE_ARN, RoleSessionName: 'sender' }),
  )
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
  const asSender = await send(new SQSClient({ credentials }), 'from the sender')
  return { self, asMyself, asSender }
}
