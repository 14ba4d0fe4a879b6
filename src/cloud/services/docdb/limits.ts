/** Numbers of Amazon DocumentDB. Source: Amazon DocumentDB Developer Guide, "Using change streams". */

import { hours, type Milliseconds } from '../../aws/units'

/** `change_stream_log_retention_duration`: the default. */
export const RETENTION: Milliseconds = hours(3)
/** Change events of one read. MODEL */
export const READ_EVENTS_MAX = 500
/** CreateDBCluster: 1 to 63 letters, digits and hyphens, the first one a letter. */
export const CLUSTER_IDENTIFIER = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{0,62}(?<!-)$/
