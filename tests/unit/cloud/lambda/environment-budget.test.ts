import { expect, it } from 'vitest'
import { PAGE_LIMITS } from '../../../../src/cloud/aws/page-limits'
import { limitReached, readFromEnvironment } from '../../../../src/cloud/from-environment'
import { respond, scriptedHost, type Script } from '../scripted-host'
import { deployOn, lambdaFunction } from '../stack'

const slow: Script = { invoke: () => ({ takes: 2000, outcome: respond(null) }) }
/** So much code that only three environments fit. */
const layer = 'x'.repeat(1_048_576)
const layers = Array.from({ length: PAGE_LIMITS.environmentMemory.value / 3.5 / 4 }, () => layer)

it('beyond what a page holds the longest idle environment makes room, and then requests are throttled, and say why', async () => {
  const run = deployOn(
    scriptedHost(slow),
    [lambdaFunction('A'), lambdaFunction('B')],
    { A: '', B: '' },
    { layers, bounded: true },
  )
  void run.invoke('A')
  await run.idle()
  for (let count = 0; count < 3; count++) void run.invoke('B')
  await run.advance(1000)
  expect(run.trace('limit.reached')).toMatchObject([{ limit: 'environmentMemory', functionName: 'A' }])
  expect(run.trace('environment.shutdown')).toMatchObject([{ functionName: 'A' }])
  expect(run.trace('request.throttled')).toEqual([])
  void run.invoke('A', {}, { invocationType: 'Event' })
  await run.advance(500)
  const { value } = PAGE_LIMITS.environmentMemory
  expect(run.trace('request.throttled')).toMatchObject([{ functionName: 'A', limit: { kind: 'page', value } }])
  await run.idle()
  // It is tried again when there is room.
  expect(run.trace('invocation.ended').at(-1)).toMatchObject({ functionName: 'A', status: 'success' })
})

it('a process that says too much in one turn is ended, and the record says which limit it was', async () => {
  const host = scriptedHost({ invoke: () => ({ outcome: respond(null) }) })
  const { start } = host
  host.start = () => {
    const process = start()
    return {
      ...process,
      turn: async (message) =>
        message.type === 'init'
          ? process.turn(message)
          : { kind: 'over-limit', limit: 'turnCalls', value: PAGE_LIMITS.turnCalls.value + 1 },
    }
  }
  const run = deployOn(host, [lambdaFunction('F')], { F: '' })
  void run.invoke('F')
  await run.idle()
  expect(run.trace('limit.reached')).toMatchObject([{ limit: 'turnCalls', functionName: 'F', value: 10_001 }])
  expect(run.trace('invocation.ended')).toMatchObject([{ status: 'out-of-memory' }])
})

it('counts what a message holds', () => {
  const call = { id: 1, at: 0, method: 'GET', url: 'https://a', headers: {}, body: '' }
  const said = (calls: readonly object[], text = '') => {
    const message = { type: 'yield', at: 0, busyMs: 0, calls, lines: [{ at: 0, message: text }], wakeAt: null, memoryUsedMB: null } // prettier-ignore
    const read = readFromEnvironment(message)
    return read && limitReached(read)
  }
  expect(said([call], 'a line')).toBe(null)
  expect(said(Array.from({ length: PAGE_LIMITS.turnCalls.value + 1 }, () => call))).toMatchObject({
    limit: 'turnCalls',
  })
  expect(said([], 'x'.repeat(PAGE_LIMITS.turnBytes.value + 1))).toMatchObject({ limit: 'turnBytes' })
})
