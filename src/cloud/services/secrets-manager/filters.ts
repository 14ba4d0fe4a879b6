/** Filters of ListSecrets and BatchGetSecretValue. Source: Secrets Manager API Reference, Filter. */

import { records, strings, text, type Input } from './input'
import type { Secret } from './state'

/** Whether a secret fulfils all filters, each by one of its values. A value that begins with `!` excludes. */
export function chooserOf(input: Input, region: string): (secret: Secret) => boolean {
  const filters = records(input, 'Filters').map((filter) => ({
    key: text(filter, 'Key'),
    values: strings(filter, 'Values'),
  }))
  return (secret) =>
    filters.every(({ key, values }) =>
      values.some((value) =>
        value.startsWith('!') ? !fits(secret, key, value.slice(1), region) : fits(secret, key, value, region),
      ),
    )
}

/** By prefix; descriptions and `all` without regard to case. */
function fits(secret: Secret, key: string, value: string, region: string): boolean {
  const begins = (actual: string): boolean => actual.startsWith(value)
  switch (key) {
    case 'name':
      return begins(secret.name)
    case 'description':
      return (
        wordsOf(secret.description ?? '').some((word) => word.startsWith(value.toLowerCase())) ||
        (secret.description ?? '').toLowerCase().startsWith(value.toLowerCase())
      )
    case 'tag-key':
      return [...secret.tags.keys()].some(begins)
    case 'tag-value':
      return [...secret.tags.values()].some(begins)
    case 'primary-region':
      return begins(region)
    case 'owning-service':
      // No secret here belongs to a service.
      return false
    default: {
      const all = [secret.name, secret.description ?? '', ...secret.tags.keys(), ...secret.tags.values()]
      return wordsOf(value).every((word) => all.some((text) => text.toLowerCase().includes(word)))
    }
  }
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
