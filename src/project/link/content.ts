/** What a link, or a `.coldstart` file, holds: a project, and how whoever opens it is to find it. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { ResourceView } from '../../cloud/aws/resource-view'
import type { Project } from '../model'

export interface LinkContent {
  readonly project: Project
  /** How the page looked. */
  readonly view: LinkView
  /** Whether it is shown only, until somebody makes it their own. */
  readonly readOnly: boolean
  /** Whether it runs when it is opened, in virtual time. */
  readonly run: boolean
  /** A run as the sharer saw it: shown instead of one's own, until one's own. */
  readonly recorded: RecordedRun | null
  /** Why a recorded run that is there is not shown, for people; null when there is none, or it is. */
  readonly unshown: string | null
}

/**
 * How the page looked beside the open file, which is a setting of the project. Names of panels and resources are those of
 * whoever made the link: the page ignores what it does not have.
 */
export interface LinkView {
  /** Of the open file, from 1. */
  readonly line?: number
  /** The panel or view that was looked at, and the views of the two docks. */
  readonly panel?: string
  readonly left?: string
  readonly right?: string
  /** Whether the clock was paused, whatever the pace. */
  readonly paused?: boolean
  /** The event that was selected. */
  readonly selected?: { readonly kind: string; readonly id: string }
  /** The earlier moment that was looked at: after so many records. */
  readonly moment?: number
  /** The resource that was looked into, as the trace names it. */
  readonly inspected?: string
}

/** What there was to see of a run. Facts, and not what they follow from: a later simulator has nothing to change in it. */
export interface RecordedRun {
  readonly records: readonly TraceRecord[]
  /** What the stack's resources held at the end. */
  readonly resources: readonly ResourceView[]
  /** Virtual time at the end. */
  readonly now: number
}

export const plainContent = (project: Project): LinkContent => ({
  ...{ project, view: {}, readOnly: false, run: false, recorded: null, unshown: null },
})
