/**
 * Units as types. A brand is optional, so a literal needs no cast, but a value of one unit cannot be handed to a
 * parameter of another.
 */

/** Virtual milliseconds; fractions down to a microsecond. As an instant: since the Unix epoch. */
export type Milliseconds = number & { readonly unit?: 'ms' }
export type Seconds = number & { readonly unit?: 's' }
export type Bytes = number & { readonly unit?: 'B' }
export type Megabytes = number & { readonly unit?: 'MB' }

/** @returns milliseconds */
export const seconds = (count: number): Milliseconds => count * 1000
/** @returns milliseconds */
export const minutes = (count: number): Milliseconds => count * 60_000
/** @returns milliseconds */
export const hours = (count: number): Milliseconds => count * 3_600_000
/** @returns milliseconds */
export const days = (count: number): Milliseconds => count * 86_400_000
