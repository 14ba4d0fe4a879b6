import type { Stimulus } from '../../project/model'
import type { RequestOutcome } from '../stimulus/web-request'
import type { Sent } from '../stimulus/send'
import type { Selection } from './selection'

/** What the result panel shows: what came of the last stimulus, or the event that was selected since. */
export type Outcome =
  | { readonly kind: 'none' }
  /** Sent, no id yet. */
  | {
      readonly kind: 'pending'
      readonly stimulus: Stimulus
      /** `seq` of the first record after it. */ readonly since: number
    }
  /** A script, not to its end. */
  | { readonly kind: 'playing'; readonly path: string; readonly stimuli: number }
  | Sent
  /** Of any other kind than a request or a message. */
  | { readonly kind: 'event'; readonly selection: Selection }
  | RequestOutcome
  | { readonly kind: 'not-deployed'; readonly errors: number }
