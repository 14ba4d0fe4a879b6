import type { Project } from '../model'
import type { LeftOut } from './left-out'
import type { CannotRun } from './verdict'

export interface ImportedProject {
  readonly project: Project
  readonly report: ImportReport
}

export interface ImportReport {
  readonly leftOut: readonly LeftOut[]
  /** Handlers that were made because the template names them and they were not there. */
  readonly made: readonly { readonly path: string; readonly for: string }[]
  /** Functions that nothing here can run. */
  readonly cannotRun: readonly CannotRun[]
  /** What else was done to it, or should be known of it: sentences. */
  readonly notes: readonly string[]
}
