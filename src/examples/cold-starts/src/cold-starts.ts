import { existsSync, readFileSync, writeFileSync } from 'node:fs'

// --- Init: once per environment, before its first invocation.
const startedAt = new Date().toISOString()
const primes = firstPrimes(5000) // work that only cold starts pay for
let invocations = 0
let lateTimers = 0
console.log(`init: ${primes.length} primes, the last is ${primes.at(-1)}`)

// --- Every invocation.
export async function handler() {
  invocations += 1
  const result = { coldStart: invocations === 1, invocations, startedAt, lateTimers, notes: readNotes() }

  writeFileSync(NOTES, `${result.notes ?? ''}${invocations} `)
  // Nobody waits for this one. The environment is frozen as soon as the handler returns; the timer goes off when the
  // environment thaws, in the middle of the next invocation.
  setTimeout(() => {
    lateTimers += 1
    console.log('a timer of an earlier invocation')
  }, 1000)

  await new Promise((resolve) => setTimeout(resolve, 200))
  return result
}

/** /tmp belongs to the environment, too. */
const NOTES = '/tmp/notes.txt'

function readNotes(): string | null {
  return existsSync(NOTES) ? readFileSync(NOTES, 'utf8') : null
}

function firstPrimes(count: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => prime * prime > candidate || candidate % prime !== 0)) found.push(candidate)
  }
  return found
}
