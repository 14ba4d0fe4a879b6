/** Runs attacks in a page, and judges what became of them. */

import type { EnginePage } from '../../engines'
import type { Attempt, EscapeCase, Failure } from './contract'
import { projectOf, type Attacker } from './stack'

export interface Invocation {
  readonly name: string
  readonly id: string
  /** How often; the last answer counts. */
  readonly times: number
}

export interface Answer {
  readonly payload: string
  readonly isError: boolean
}

/** Deploys the attackers afresh and lets each do its attack: one answer for each case, in order. */
export async function attack(
  page: EnginePage,
  attackers: readonly Attacker[],
  addresses: object,
): Promise<{ readonly answers: readonly Answer[]; readonly other: string }> {
  const invocations: Invocation[] = attackers.flatMap(({ name, cases }) =>
    cases.map(({ id, module }) => ({ name, id, times: module === undefined ? 1 : 2 })),
  )
  return page.evaluate(
    async ({ files, calls, event }) => {
      await coldstart.ready
      await coldstart.open({ files, settings: { seed: 1, pace: 'paused', cpu: 'fixed' } })
      const { ok, diagnostics } = await coldstart.deploy()
      if (!ok) throw new Error(`not deployed: ${JSON.stringify(diagnostics)}`)
      const invoke = async (name: string, payload: unknown) => {
        const answer = coldstart.invoke(name, payload)
        await coldstart.clock.runUntilIdle()
        return answer
      }
      await invoke('Other', { word: 'before' })
      const answers = []
      for (const { name, id, times } of calls) {
        try {
          let answer = await invoke(name, { ...event, id })
          for (let time = 1; time < times; time++) answer = await invoke(name, { ...event, id })
          answers.push({ payload: answer.Payload, isError: answer.FunctionError !== undefined })
        } catch (error) {
          // The run has stopped: the cloud itself has failed.
          answers.push({
            payload: JSON.stringify({ errorType: 'CloudFault', errorMessage: String(error) }),
            isError: true,
          })
          await coldstart.open({ files, settings: { seed: 1, pace: 'paused', cpu: 'fixed' } })
          await coldstart.deploy()
        }
      }
      return { answers, other: (await invoke('Other', { word: 'after' })).Payload }
    },
    { files: projectOf(attackers), calls: invocations, event: addresses },
  )
}

/** What became of it, in the words of `Attempt`. */
export function attemptOf(one: EscapeCase, answer: Answer | undefined): Attempt | null {
  if (!answer) return null
  const { payload, isError } = answer
  if (isError) {
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string }
    return { refused: `${errorType}: ${errorMessage}` }
  }
  const value: unknown = JSON.parse(payload)
  return one.module === undefined ? (value as Attempt) : { got: value }
}

/** @param again what became of it in a second run with the same seed */
export function fails(one: EscapeCase, attempt: Attempt, again: Attempt): boolean {
  if ('refused' in attempt && attempt.refused.startsWith('CloudFault')) return false
  return one.fails.some((failure) => isFailure(failure, attempt, again))
}

function isFailure(failure: Failure, attempt: Attempt, again: Attempt): boolean {
  if (failure === 'absent') return 'absent' in attempt
  if (failure === 'refused') return 'refused' in attempt
  if (failure === 'silent') return 'silent' in attempt
  if (failure === 'same in every run') return JSON.stringify(attempt) === JSON.stringify(again)
  if (failure instanceof RegExp) return 'refused' in attempt && failure.test(attempt.refused)
  return 'got' in attempt && JSON.stringify(attempt.got) === JSON.stringify(failure.gives)
}
