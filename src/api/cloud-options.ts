/** What a cloud is started with, of a project's settings. */

import type { CloudOptions } from '../cloud/protocol'
import type { Project } from '../project/model'

/** Virtual time starts here in every run: AWS re:Invent 2026, a Monday. */
const START_TIME = Date.UTC(2026, 10, 30, 9, 0, 0)

export function cloudOptions({ settings }: Project): CloudOptions {
  const { seed, cpu, latency, duplicates, faults, accountConcurrency, pace } = settings
  return {
    ...{ seed, cpu, latency, duplicates, faults, pace, startTime: START_TIME, bounded: true },
    ...(accountConcurrency !== null && { accountConcurrency }),
  }
}
