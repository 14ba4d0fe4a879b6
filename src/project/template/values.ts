/** Changes of plain values by path. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { TemplatePath } from './document'

export function valueAt(value: TemplateValue | undefined, path: TemplatePath): TemplateValue | undefined {
  let found = value
  for (const step of path) {
    if (Array.isArray(found) && typeof step === 'number') found = (found as readonly TemplateValue[])[step]
    else found = isMapping(found) && Object.hasOwn(found, step) ? found[step] : undefined
  }
  return found
}

/**
 * A copy with one value set; missing mappings on the way are made.
 * @param next undefined removes
 * @returns undefined when the path leads into something that is neither mapping nor list
 */
export function withValue(
  value: TemplateValue | undefined,
  path: TemplatePath,
  next: TemplateValue | undefined,
): TemplateValue | undefined {
  const [step, ...rest] = path
  if (step === undefined) return next
  if (Array.isArray(value) && typeof step === 'number' && step <= value.length) {
    const entries = [...(value as readonly TemplateValue[])]
    if (rest.length === 0 && next === undefined) return entries.filter((_, index) => index !== step)
    const below = withValue(entries[step], rest, next)
    if (below === undefined) return undefined
    entries[step] = below
    return entries
  }
  if (value !== undefined && value !== null && !isMapping(value)) return undefined
  const entries = new Map(Object.entries(value ?? {}))
  if (rest.length === 0 && next === undefined) {
    entries.delete(String(step))
  } else {
    const below = withValue(entries.get(String(step)), rest, next)
    if (below === undefined) return undefined
    entries.set(String(step), below)
  }
  return Object.fromEntries(entries)
}
