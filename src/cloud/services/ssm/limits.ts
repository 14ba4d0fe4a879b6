/**
 * Quotas and defaults of Parameter Store.
 * Source: Systems Manager User Guide, "Managing parameter tiers", "Requirements and constraints for parameter names";
 * endpoints and quotas of Systems Manager (2026).
 */

import type { Latency } from '../contract'

/** Typical within a Region; not documented, measured by users. */
export const LATENCY: Latency = { p50: 10, p90: 25, p99: 90 }

export type Tier = 'Standard' | 'Advanced'

/** Characters of a value. */
export const VALUE_MAX: Readonly<Record<Tier, number>> = { Standard: 4096, Advanced: 8192 }
export const PARAMETERS_MAX: Readonly<Record<Tier, number>> = { Standard: 10_000, Advanced: 100_000 }
/** Bytes that KMS encrypts by itself; more is encrypted under a data key. */
export const KMS_PLAINTEXT_MAX = 4096

/** Of a hierarchy: `/a/b/c` has three. */
export const LEVELS_MAX = 15
export const VERSIONS_MAX = 100
/** Per version. */
export const LABELS_MAX = 10
export const TAGS_MAX = 50

/** Names in one request. */
export const NAMES_MAX = 10
export const PATH_RESULTS_MAX = 10
export const DESCRIBE_RESULTS_MAX = 50
export const HISTORY_RESULTS_MAX = 50

/** The key that encrypts a SecureString when none is named. */
export const DEFAULT_KEY = 'alias/aws/ssm'
