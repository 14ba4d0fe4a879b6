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
import { SERVERLESS_API, SERVERLESS_HTTP_API } from './vocabulary/apigateway'

/** Names of the section → names of properties that may stand there. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  Function: Object.keys(SIMULATED_RESOURCES['AWS::Serverless::Function']?.properties ?? {}).filter(
    (name) => !NOT_GLOBAL.has(name),
  ),
  Api: Object.keys(SERVERLESS_API),
  HttpApi: Object.keys(SERVERLESS_HTTP_API),
}

/** What of Globals holds for a type of resource: `AWS::Serverless::Function` → values. */
export type Globals = Readonly<Record<string, Values>>

/** @returns what may stand there; the rest is reported */
export function readGlobals(globals: Values, findings: Findings): Globals {
  for (const name of Object.keys(globals)) {
    const path = ['Globals', name]
    if (!GLOBALS_SECTIONS.includes(name)) {
      const message = `'Globals' section is invalid. '${name}' is not supported. Must be one of the following values - [${GLOBALS_SECTIONS.join(', ')}]`
      findings.error({ code: 'invalid-globals', message, path, on: 'key', hint: suggestion(name, GLOBALS_SECTIONS) })
    } else if (!Object.hasOwn(ALLOWED, name)) {
      findings.warning({ code: 'not-simulated', message: `Globals.${name} is not simulated yet.`, path, on: 'key' })
    }
  }
  return Object.fromEntries(
    Object.entries(ALLOWED).map(([section, allowed]) => [
      `AWS::Serverless::${section}`,
      readSection(section, globals[section], allowed, findings),
    ]),
  )
}

function readSection(
  section: string,
  given: TemplateValue | undefined,
  allowed: readonly string[],
  findings: Findings,
): Values {
  if (given === undefined || given === null) return {}
  if (!isMapping(given)) {
    const message = `'Globals' section is invalid. Value of ${section} must be a dictionary`
    findings.error({ code: 'invalid-globals', message, path: ['Globals', section], on: 'key' })
    return {}
  }
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => {
      if (allowed.includes(name)) return true
      const message = `'Globals' section is invalid. '${name}' is not a supported property of '${section}'.`
      const path = ['Globals', section, name]
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
