import { sign } from './signature'

interface Delivery {
  readonly payload: object
  /** Somebody on the way changes it. */
  readonly tampered?: boolean
  /** Somebody who has overheard it sends it again so much later. */
  readonly secondsLate?: number
}

export async function handler(deliveries: readonly Delivery[]) {
  const statuses: number[] = []
  for (const { payload, tampered = false, secondsLate = 0 } of deliveries) {
    const body = JSON.stringify(payload)
    const timestamp = String(Math.floor(Date.now() / 1000) - secondsLate)
    const { status } = await fetch(process.env.WEBHOOK_URL ?? '', {
      method: 'POST',
      headers: { 'x-timestamp': timestamp, 'x-signature': await sign(timestamp, body) },
      body: tampered ? body.replace('"', '" ') : body,
    })
    statuses.push(status)
  }
  return statuses
}
