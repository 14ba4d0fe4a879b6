/**
 * The Globals section. Source: SAM specification, "Globals section": a resource's primitive replaces the global one,
 * maps are merged, lists are concatenated with the global entries first.
 */

import { functionName, isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import type { Values } from './expansion'
import type { Findings } from './findings'
import { suggestion } from './spelling'
import { GLOBALS_SECTIONS, NOT_GLOBAL, SIMULATED_RESOURCES } from './vocabulary'

/** @returns Globals.Function without what may not stand there, which is reported */
export function readGlobals(globals: Values, findings: Findings): Values {
  for (const name of Object.keys(globals)) {
    const path = ['Globals', name]
    if (!GLOBALS_SECTIONS.includes(name)) {
      const message = `'Globals' section is invalid. '${name}' is not supported. Must be one of the following values - [${GLOBALS_SECTIONS.join(', ')}]`
      findings.error({ code: 'invalid-globals', message, path, on: 'key', hint: suggestion(name, GLOBALS_SECTIONS) })
    } else if (name !== 'Function') {
      findings.warning({ code: 'not-simulated', message: `Globals.${name} is not simulated yet.`, path, on: 'key' })
    }
  }
  const given = globals['Function']
  if (given === undefined || given === null) return {}
  if (!isMapping(given)) {
    const message = "'Globals' section is invalid. Value of Function must be a dictionary"
    findings.error({ code: 'invalid-globals', message, path: ['Globals', 'Function'], on: 'key' })
    return {}
  }
  const names = Object.keys(SIMULATED_RESOURCES['AWS::Serverless::Function']?.properties ?? {})
  const allowed = names.filter((name) => !NOT_GLOBAL.has(name))
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => {
      if (allowed.includes(name)) return true
      const message = `'Globals' section is invalid. '${name}' is not a supported property of 'Function'.`
      const path = ['Globals', 'Function', name]
      findings.error({ code: 'invalid-globals', message, path, on: 'key', hint: suggestion(name, allowed) })
      return false
    }),
  )
}

/** A global value and a resource's own. Function calls are values like any primitive. */
export function mergeGlobal(global: TemplateValue, own: TemplateValue): TemplateValue {
  if (Array.isArray(global) && Array.isArray(own)) return [...(global as TemplateValue[]), ...(own as TemplateValue[])]
  if (!isMapping(global) || !isMapping(own) || functionName(global) !== null || functionName(own) !== null) return own
  const merged = new Map(Object.entries(global))
  for (const [name, value] of Object.entries(own)) {
    const below = merged.get(name)
    merged.set(name, below === undefined ? value : mergeGlobal(below, value))
  }
  return Object.fromEntries(merged)
}
