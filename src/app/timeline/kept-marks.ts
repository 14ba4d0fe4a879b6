/** Flags on the lanes of environments: what they keep while they are frozen, and what went on after the thaw. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { keptText } from '../environments/words'
import { environmentLaneId, type LaneMark } from './lanes'

const TONES = {
  'environment.left-behind': 'timeout',
  'environment.resumed-work': 'timeout',
  'environment.state-kept': 'neutral',
} as const

export function keptMark(record: TraceRecord): LaneMark | null {
  switch (record.type) {
    case 'environment.left-behind':
    case 'environment.resumed-work':
    case 'environment.state-kept': {
      const { at, environment, requestId, place } = record
      return {
        at,
        lane: environmentLaneId(environment),
        tone: TONES[record.type],
        text: keptText(record),
        ...(place && { place }),
        ...(requestId !== null && { requestId }),
      }
    }
    default:
      return null
  }
}
