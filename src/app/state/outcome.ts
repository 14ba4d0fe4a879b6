import type { Stimulus } from '../../project/model'
import type { RequestOutcome } from '../stimulus/web-request'
import type { Sent } from '../stimulus/send'

/** What the result panel shows: what came of the last stimulus, or the request or message that was selected since. */
export type Outcome =
  | { readonly kind: 'none' }
  /** Sent, no id yet. */
  | {
      readonly kind: 'pending'
      readonly stimulus: Stimulus
      /** `seq` of the first record after it. */ readonly since: number
    }
  | Sent
  | RequestOutcome
  | { readonly kind: 'not-deployed'; readonly errors: number }
