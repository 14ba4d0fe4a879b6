/** What moves on a first visit: orders that arrive one after the other, some of them for what is not for sale. */

import type { ColdstartApi } from '../../api/api'

const ORDERS = 40
/** Virtual seconds between two, as the queue's delays. */
const BETWEEN_S = 4
/** One in so many fails, is tried again, and ends in the dead-letter queue. */
const POISON_EVERY = 10
const ITEMS = ['espresso', 'croissant', 'oat milk']
/** SQS takes no more at once. */
const BATCH = 10

/** @returns the bodies and delays, in their order */
export function openingOrders(): readonly { readonly body: string; readonly delaySeconds: number }[] {
  return Array.from({ length: ORDERS }, (_, index) => {
    const item = index % POISON_EVERY === POISON_EVERY / 2 ? 'unicorn' : ITEMS[index % ITEMS.length]
    const order = { id: String(2001 + index), item, quantity: 1 + (index % 3) }
    return { body: JSON.stringify(order), delaySeconds: (index + 1) * BETWEEN_S }
  })
}

/** @param goesOn whether the project of that queue is open: the next one begins without anything of it */
export async function sendOpeningOrders(
  api: Pick<ColdstartApi, 'aws'>,
  queueUrl: string,
  goesOn: () => boolean,
): Promise<void> {
  const orders = openingOrders()
  for (let from = 0; from < orders.length && goesOn(); from += BATCH) {
    const Entries = orders.slice(from, from + BATCH).map(({ body, delaySeconds }, index) => {
      return { Id: String(index), MessageBody: body, DelaySeconds: delaySeconds }
    })
    await api.aws({
      method: 'POST',
      url: 'https://sqs.us-east-1.amazonaws.com/',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessageBatch', 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ QueueUrl: queueUrl, Entries }),
    })
  }
}
