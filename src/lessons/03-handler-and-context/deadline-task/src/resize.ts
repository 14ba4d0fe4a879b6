import type { Context } from 'aws-lambda'
import { setTimeout as sleep } from 'node:timers/promises'

interface Work {
  readonly pictures: readonly string[]
}

/** Takes 400 ms. */
async function resize(picture: string): Promise<void> {
  await sleep(400)
  console.log(`resized ${picture}`)
}

export async function handler({ pictures }: Work, context: Context) {
  const done: string[] = []
  for (const picture of pictures) {
    await resize(picture)
    done.push(picture)
  }
  return { done, left: [] }
}
