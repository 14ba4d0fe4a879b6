/** Quotas and defaults of KMS. Source: AWS KMS Developer Guide, "Quotas"; API Reference (2026). */

import { days, type Bytes, type Milliseconds } from '../../aws/units'
import type { Latency } from '../contract'

/** Typical of cryptographic operations within a Region; not documented, measured by users. */
export const LATENCY: Latency = { p50: 8, p90: 18, p99: 70 }

export const PLAINTEXT_MAX: Bytes = 4096
export const CIPHERTEXT_MAX: Bytes = 6144
export const RANDOM_MAX: Bytes = 1024

/** Days that a key waits to be deleted. */
export const PENDING_WINDOW_DAYS = { minimum: 7, maximum: 30, default: 30 } as const
export const DAY: Milliseconds = days(1)

export const ROTATION_DAYS = { minimum: 90, maximum: 2560, default: 365 } as const

export const ALIASES_PER_KEY_MAX = 50
export const TAGS_MAX = 50

export const LIST_KEYS_DEFAULT = 100
export const LIST_ALIASES_DEFAULT = 50
export const LIST_TAGS_DEFAULT = 50

/** Bytes of material of the keys that are simulated; also the length of their MACs. */
export const MATERIAL: Readonly<Record<KeySpec, Bytes>> = {
  SYMMETRIC_DEFAULT: 32,
  HMAC_224: 28,
  HMAC_256: 32,
  HMAC_384: 48,
  HMAC_512: 64,
}

export type KeySpec = 'SYMMETRIC_DEFAULT' | 'HMAC_224' | 'HMAC_256' | 'HMAC_384' | 'HMAC_512'
