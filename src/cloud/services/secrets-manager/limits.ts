/**
 * Quotas and defaults of Secrets Manager. Source: Secrets Manager User Guide, "Quotas"; API Reference (2026).
 */

import { days, hours, type Bytes, type Milliseconds } from '../../aws/units'
import type { Latency } from '../contract'

/** Typical within a Region; not documented, measured by users. */
export const LATENCY: Latency = { p50: 12, p90: 30, p99: 100 }

export const VALUE_MAX: Bytes = 65_536
/** Versions of a secret, with and without staging labels. */
export const VERSIONS_MAX = 100
/** Labels of all versions of a secret. */
export const STAGES_MAX = 20
export const TAGS_MAX = 50

export const RECOVERY_WINDOW_DAYS = { minimum: 7, maximum: 30, default: 30 } as const
export const DAY: Milliseconds = days(1)

export const ROTATION_DAYS = { minimum: 1, maximum: 1000 } as const
/** A schedule may be as often as this. */
export const ROTATION_PERIOD_MIN: Milliseconds = hours(4)

export const PASSWORD_LENGTH = { default: 32, maximum: 4096 } as const

export const LIST_DEFAULT = 100
export const BATCH_DEFAULT = 20

/** The key that protects a secret when none is named, and how ListSecretVersionIds calls it (recorded). */
export const DEFAULT_KEY = 'alias/aws/secretsmanager'
export const DEFAULT_KEY_NAME = 'DefaultEncryptionKey'
