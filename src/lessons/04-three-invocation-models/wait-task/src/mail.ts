import { setTimeout as sleep } from 'node:timers/promises'

export async function handler({ id }: { readonly id: string }) {
  await sleep(3000)
  console.log(`mail about ${id} sent`)
}
