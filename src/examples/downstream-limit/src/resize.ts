import type { SQSEvent } from 'aws-lambda'

export async function handler({ Records }: SQSEvent) {
  for (const { body } of Records) {
    await new Promise((resolve) => setTimeout(resolve, 800)) // the database that takes two connections
    console.log('resized', body)
  }
}
