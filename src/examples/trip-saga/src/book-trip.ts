import { createRetryStrategy, JitterStrategy, withDurableExecution } from '@aws/durable-execution-sdk-js'
import { book, cancel, type Part } from './partners'

interface Trip {
  readonly customer: string
  readonly parts: readonly Part[]
  /** The partner that has nothing left. */
  readonly soldOut?: Part
}

const stubborn = createRetryStrategy({
  maxAttempts: 5,
  initialDelay: { seconds: 10 },
  backoffRate: 2,
  jitter: JitterStrategy.NONE,
})
const once = createRetryStrategy({ maxAttempts: 1 })

export const handler = withDurableExecution(async (trip: Trip, context) => {
  const booked: { readonly part: Part; readonly reference: string }[] = []
  try {
    for (const part of trip.parts) {
      // A step that succeeded is never run again, however often the function is.
      const reference = await context.step(`book-${part}`, async () => book(part, trip), { retryStrategy: once })
      booked.push({ part, reference })
    }
    return { booked: booked.map(({ reference }) => reference) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    context.logger.warn(`Compensating: ${reason}`)
    // Backwards, and for as long as it takes: a cancellation may fail for a while, but not in the end.
    for (const { part, reference } of booked.toReversed()) {
      await context.step(`cancel-${part}`, async ({ attempt }) => cancel(part, reference, attempt), {
        retryStrategy: stubborn,
      })
    }
    return { booked: [], cancelled: booked.map(({ reference }) => reference).toReversed(), reason }
  }
})
