import { setTimeout as sleep } from 'node:timers/promises'

export async function handler(event: unknown) {
  console.log('got', JSON.stringify(event))
  await sleep(1000)
  return { done: true }
}
