import { setTimeout as sleep } from 'node:timers/promises'

const born = Date.now()
let invocations = 0

export async function handler() {
  invocations++
  await sleep(200)
  setTimeout(() => console.log(`left behind by invocation ${invocations}`), 500)
  return { invocations, ageInSeconds: Math.round((Date.now() - born) / 1000) }
}
