/**
 * Dynamic references of templates: `{{resolve:ssm:/app/level:3}}`, `{{resolve:secretsmanager:db:SecretString:password}}`.
 * The service named in it gives the value. Source: CloudFormation User Guide, "Get values stored in other services using
 * dynamic references".
 */

import type { TemplateValue } from './aws/template'
import { ResourceError } from './services/contract'

/** Groups: name, what is behind it. */
const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]*)\}\}/g

/**
 * The value with all references replaced, also within texts.
 * @param valueOf of a name and what is behind it @throws ResourceError with the path of the property
 */
export function resolveReferences(
  value: TemplateValue,
  valueOf: (name: string, reference: string) => string,
  path: readonly (string | number)[] = [],
): TemplateValue {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (_, name: string, reference: string) =>
      located(() => valueOf(name, reference), path),
    )
  }
  if (Array.isArray(value)) {
    const entries = value as readonly TemplateValue[]
    return entries.map((entry, index) => resolveReferences(entry, valueOf, [...path, index]))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, resolveReferences(entry, valueOf, [...path, key])]),
  )
}

function located(read: () => string, path: readonly (string | number)[]): string {
  try {
    return read()
  } catch (error) {
    throw error instanceof ResourceError ? new ResourceError(error.message, path, error.hint) : error
  }
}
