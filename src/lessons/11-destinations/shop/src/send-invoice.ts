import type { SNSEvent } from 'aws-lambda'

export const handler = async ({ Records }: SNSEvent) => {
  for (const { Sns } of Records) {
    const { order, email } = JSON.parse(Sns.Message)
    if (!email.includes('@')) throw new Error(`${order}: "${email}" is no address`)
    console.log(`invoice for ${order} sent to ${email}`)
  }
}
