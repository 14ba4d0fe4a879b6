import { expect, it } from 'vitest'
import { openingOrders, sendOpeningOrders } from '../../../../src/app/first-visit/opening-orders'

/** The longest delay that SQS allows. */
const DELAY_MAX_S = 900

it('arrives one by one, a few of them for what nobody sells', () => {
  const orders = openingOrders()
  const delays = orders.map(({ delaySeconds }) => delaySeconds)
  expect(new Set(delays).size).toBe(orders.length)
  expect(Math.max(...delays)).toBeLessThanOrEqual(DELAY_MAX_S)
  const unsold = orders.filter(({ body }) => body.includes('unicorn'))
  expect(unsold.length).toBeGreaterThan(1)
  expect(unsold.length).toBeLessThan(orders.length / 4)
})

it('is sent in as few batches as SQS takes', async () => {
  const sizes: number[] = []
  const aws = (request: { readonly body?: unknown }) => {
    sizes.push((JSON.parse(String(request.body)) as { Entries: unknown[] }).Entries.length)
    return Promise.resolve({ status: 200, headers: [], body: '' })
  }
  await sendOpeningOrders({ aws: aws as never }, 'https://sqs.us-east-1.amazonaws.com/1/q', () => true)
  expect(sizes).toEqual([10, 10, 10, 10])
})
