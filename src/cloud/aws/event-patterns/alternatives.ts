/** What one entry of a field's array demands of a value: `"x"`, `{"prefix": "x"}`, … */

import { inRange, parseAddress, type AddressRange } from './ip-address'
import { matchesWildcard, type WildcardPieces } from './wildcard'

/** A value of an event that is neither object nor array. */
export type Leaf = string | number | boolean | null

export interface Bound {
  readonly value: number
  readonly inclusive: boolean
}

export type Alternative =
  | { readonly kind: 'exactly'; readonly value: Leaf }
  /** Strings only; with `ignoreCase` the text is already folded. */
  | { readonly kind: 'equals' | 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: 'wildcard'; readonly pieces: WildcardPieces }
  | { readonly kind: 'numeric'; readonly lower: Bound | null; readonly upper: Bound | null }
  | { readonly kind: 'addresses'; readonly range: AddressRange }
  /** Any value, of whatever type, that none of them accepts. */
  | { readonly kind: 'anything-but'; readonly excluded: readonly Alternative[] }
  | { readonly kind: 'exists'; readonly expected: boolean }

/** Numbers that EventBridge can compare lie within ±5e9; others are not equal to, less or greater than anything. */
const COMPARABLE_MAX = 5e9

export const isComparable = (value: number): boolean => Math.abs(value) <= COMPARABLE_MAX

/** Whether a value that is there satisfies the alternative. That `exists: false` wants none is its caller's affair. */
export function accepts(alternative: Alternative, leaf: Leaf): boolean {
  switch (alternative.kind) {
    case 'exactly':
      return leaf === alternative.value
    case 'equals':
    case 'prefix':
    case 'suffix': {
      if (typeof leaf !== 'string') return false
      const text = alternative.ignoreCase ? foldCase(leaf) : leaf
      if (alternative.kind === 'equals') return text === alternative.text
      return alternative.kind === 'prefix' ? text.startsWith(alternative.text) : text.endsWith(alternative.text)
    }
    case 'wildcard':
      return typeof leaf === 'string' && matchesWildcard(leaf, alternative.pieces)
    case 'numeric': {
      if (typeof leaf !== 'number' || !isComparable(leaf)) return false
      const { lower, upper } = alternative
      if (lower && (lower.inclusive ? leaf < lower.value : leaf <= lower.value)) return false
      return !upper || (upper.inclusive ? leaf <= upper.value : leaf < upper.value)
    }
    case 'addresses': {
      const address = typeof leaf === 'string' ? parseAddress(leaf) : null
      return address !== null && inRange(address, alternative.range)
    }
    case 'anything-but':
      return !alternative.excluded.some((excluded) => accepts(excluded, leaf))
    case 'exists':
      return alternative.expected
  }
}

/**
 * Folds case character by character, by Unicode's tables and no locale. Characters whose other case has several
 * characters stay as they are, so that prefixes and suffixes keep their length.
 */
export function foldCase(text: string): string {
  return Array.from(text, (character) => single(single(character, 'toUpperCase'), 'toLowerCase')).join('')
}

function single(character: string, change: 'toUpperCase' | 'toLowerCase'): string {
  const changed = character[change]()
  return [...changed].length === 1 ? changed : character
}
