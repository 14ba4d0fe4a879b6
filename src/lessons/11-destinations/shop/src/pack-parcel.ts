import type { SQSEvent } from 'aws-lambda'

export const handler = async ({ Records }: SQSEvent) => {
  for (const { body } of Records) {
    const { order, grams } = JSON.parse(body)
    if (grams > 31_500) throw new Error(`${order}: ${grams} g is too heavy for a parcel`)
    console.log(`${order} packed`)
  }
}
