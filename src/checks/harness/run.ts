/** The handler of a check file: runs one of its tests, in a process that has loaded the file for this test alone. */

import { durationText } from '../duration'
import type { RunAnswer, RunTest, TestFailure } from '../protocol'
import { waitedFor } from './ask'
import { checkAssertions, resetAssertions } from './expect'
import { failureOf } from './failure'
import { chosen, close, groupsOf, type Registered, tests } from './registry'

const { setTimeout, clearTimeout } = globalThis

export async function run({ test, filter }: RunTest): Promise<RunAnswer> {
  close()
  const runs = chosen(filter)
  const index = test ?? runs.indexOf(true)
  const one = tests[index]
  return {
    tests: tests.map(({ name, place }, at) => ({ name, place, runs: runs[at] ?? false })),
    ran: one ? index : null,
    failure: one ? await failureIn(one) : null,
  }
}

async function failureIn(test: Registered): Promise<TestFailure | null> {
  const failures: unknown[] = []
  resetAssertions()
  const attempt = async (work: () => unknown): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      failures.push(error)
      return false
    }
  }
  const groups = groupsOf(test.group)
  const body = async (): Promise<void> => {
    for (const { before } of groups) for (const one of before) await one()
    await test.body?.()
    checkAssertions()
  }
  await attempt(() => inTime(test, body))
  for (const { after } of [...groups].reverse()) for (const one of after) await attempt(one)
  return failures.length === 0 ? null : failureOf(failures[0])
}

/** Also what nobody awaits or catches is a failure of the test that is running. */
async function inTime({ timeout, place }: Registered, body: () => Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  let fail = (_: unknown): void => undefined
  const failed = new Promise<never>((_, reject) => (fail = reject))
  process.on('unhandledRejection', fail)
  process.on('uncaughtException', fail)
  if (timeout < 2 ** 31) {
    timer = setTimeout(() => {
      const error = new Error(`The test did not end within ${durationText(timeout)} of virtual time.${waitedFor()}`)
      if (place)
        error.stack = `Error: ${error.message}\n    at test (/var/task/${place.file}:${place.line}:${place.column})`
      fail(error)
    }, timeout)
    timer.unref()
  }
  try {
    await Promise.race([body(), failed])
  } finally {
    clearTimeout(timer)
    process.off('unhandledRejection', fail)
    process.off('uncaughtException', fail)
  }
}
