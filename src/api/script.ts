/** A project's script of stimuli → what the cloud plays. */

import type { PlayRequest, PlayStep } from '../cloud/protocol'
import { ProjectError } from '../project/files'
import { bodyText, checkScript, type StimulusScript } from '../project/stimuli'

const SECOND = 1000

export const playRequest = ({ stimuli }: StimulusScript): PlayRequest => ({
  steps: stimuli.map(
    ({ at, to, as, body, count, over, spread, callers, qualifier, source, detailType, ...message }): PlayStep => ({
      at: at * SECOND,
      kind: as,
      message: {
        target: to,
        body: bodyText(as, body),
        ...message,
        ...((source !== undefined || detailType !== undefined) && {
          event: { source: source ?? '', detailType: detailType ?? '' },
        }),
      },
      ...(qualifier !== undefined && { qualifier }),
      count,
      over: over * SECOND,
      spread,
      ...(callers !== undefined && { callers }),
    }),
  ),
})

/** @throws ProjectError that names everything that is wrong */
export function checkedScript(given: unknown): StimulusScript {
  const { script, problems } = checkScript(given)
  if (script) return script
  throw new ProjectError(problems.map(({ path, message }) => `${path}: ${message}`).join('; '))
}
