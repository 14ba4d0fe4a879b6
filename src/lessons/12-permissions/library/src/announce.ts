import type { SNSEvent } from 'aws-lambda'

export const handler = async ({ Records }: SNSEvent) => {
  for (const { Sns } of Records) console.log(`announced: ${Sns.Message}`)
}
