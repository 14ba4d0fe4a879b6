/** Random passwords. Source: Secrets Manager API Reference, GetRandomPassword. */

import type { Random } from '../../kernel/random'
import { errors } from './wire'

export interface PasswordRules {
  readonly length: number
  /** Characters. */
  readonly exclude: string
  readonly lowercase: boolean
  readonly uppercase: boolean
  readonly numbers: boolean
  readonly punctuation: boolean
  readonly space: boolean
  /** At least one of each kind that is not excluded. */
  readonly requireEach: boolean
}

const KINDS = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  space: ' ',
} as const

/** @throws AwsError InvalidParameterException */
export function randomPassword(random: Random, rules: PasswordRules): string {
  const alphabets = (Object.keys(KINDS) as (keyof typeof KINDS)[])
    .filter((kind) => rules[kind])
    .map((kind) => [...KINDS[kind]].filter((char) => !rules.exclude.includes(char)).join(''))
    .filter((alphabet) => alphabet !== '')
  if (alphabets.length === 0) throw errors.noCharacters()
  if (rules.requireEach && rules.length < alphabets.length) throw errors.passwordLength()
  const all = alphabets.join('')
  const chars = [...random.text(rules.length, all)]
  if (!rules.requireEach) return chars.join('')
  // One of each kind at a place of its own.
  const places = Array.from({ length: rules.length }, (_, index) => index)
  for (const alphabet of alphabets) {
    const [place = 0] = places.splice(random.integer(0, places.length - 1), 1)
    chars[place] = random.text(1, alphabet)
  }
  return chars.join('')
}
