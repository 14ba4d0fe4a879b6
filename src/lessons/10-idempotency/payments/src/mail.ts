import type { Payment } from './charge'

const seen = new Set<string>()

/** This mail server refuses the first mail about anything and takes the second: greylisting, against spam. */
export function sendReceipt({ payment }: Payment): void {
  if (!seen.has(payment)) {
    seen.add(payment)
    throw new Error(`451 Greylisted, try again later (${payment})`)
  }
  console.log(`receipt sent for ${payment}`)
}
