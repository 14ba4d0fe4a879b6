import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'

// Init: once per environment.
const environment = randomUUID().slice(0, 8)
const startedAt = Date.now()
let invocations = 0
console.log(`environment ${environment} starts`)

export const handler = async () => {
  invocations++
  appendFileSync('/tmp/visits.txt', `${invocations}\n`)
  await new Promise((resolve) => setTimeout(resolve, 200))

  // Nobody waits for this one: it is frozen with the environment and fires in the next invocation.
  setTimeout(() => console.log(`left behind by invocation ${invocations}`), 50)

  return {
    environment,
    invocations,
    ageSeconds: (Date.now() - startedAt) / 1000,
    visits: readFileSync('/tmp/visits.txt', 'utf8').trim().split('\n').length,
  }
}
