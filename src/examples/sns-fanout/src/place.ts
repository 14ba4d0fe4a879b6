import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'

const client = new SNSClient({})

export const handler = async (order: { readonly customer: string; readonly total: number }) => {
  const { MessageId } = await client.send(
    new PublishCommand({
      TopicArn: process.env.TOPIC_ARN,
      Subject: 'Order placed',
      Message: JSON.stringify(order),
      MessageAttributes: { total: { DataType: 'Number', StringValue: String(order.total) } },
    }),
  )
  return MessageId
}
