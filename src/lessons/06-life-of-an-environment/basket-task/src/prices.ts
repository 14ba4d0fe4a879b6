import { setTimeout as sleep } from 'node:timers/promises'

/** Takes 800 ms, and always gives the same. */
export async function loadPrices(): Promise<Readonly<Record<string, number>>> {
  await sleep(800)
  console.log('prices loaded')
  return { tea: 4, cup: 6, pot: 20 }
}
