import { everything, type LogCriteria } from './filtered-log'

/** How somebody looks at the log: stays while other views are shown. */
class LogSettings {
  criteria = $state.raw<LogCriteria>(everything)
  text = $state('')
  /** Whether lines that do not match are left out. */
  onlyMatches = $state(true)
  /** `request`, or how many milliseconds back; null for all. */
  range = $state.raw<number | 'request' | null>(null)
  wrap = $state(false)
  grouped = $state(false)
}

export const settings = new LogSettings()
