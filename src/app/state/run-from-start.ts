/** What is done to a fresh stack, step by step with a paused clock: the same files, settings and script, the same run. */

import { LIMIT_MS } from '../../api/explore/plan'
import { SETTLE_MS } from '../../api/trial'
import type { StimulusScript } from '../../project/stimuli'
import type { Session } from './session.svelte'

/** Explorations run in the same way. @param path of the script, or what it is called */
export async function runFromStart(session: Session, script: StimulusScript, path: string): Promise<void> {
  const { play, clock } = session.exploring
  await clock.runUntilIdle({ limitMs: SETTLE_MS })
  session.outcome = { kind: 'playing', path, stimuli: script.stimuli.length }
  const { outcome } = session
  session.sendLog.note(script.stimuli, session.trace)
  const playing = play(script)
  const report = playing.then(
    (ended) => ended,
    () => null,
  )
  const state = await clock.runUntilIdle({ limitMs: LIMIT_MS })
  session.trace.feedClock(state)
  // The report of a script that has ended is on its way; one that has not is not waited for.
  const answered = await Promise.race([report, clock.state().then(() => null)])
  if (session.outcome !== outcome) return
  session.outcome = answered ? { kind: 'played', what: path, report: answered } : { kind: 'none' }
}
