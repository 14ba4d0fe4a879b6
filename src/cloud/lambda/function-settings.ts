/**
 * A function's settings for logging, tracing and tenancy, read from a template or an API call.
 * Source: CreateFunction API and CloudFormation reference (LoggingConfig, TracingConfig, TenancyConfig); Guide,
 * "Configuring advanced logging controls".
 */

import { noSnapStart } from '../aws/snap-start'
import { ResourceError } from '../services/contract'
import { SYSTEM_LEVELS, type SystemLevel } from './platform-events'
import { asRecord, optionalText, type Properties } from './properties'

export const APPLICATION_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export type ApplicationLevel = (typeof APPLICATION_LEVELS)[number]

/** Levels exist only in the JSON format. */
export type Logging =
  | { readonly format: 'Text' }
  | { readonly format: 'JSON'; readonly applicationLevel: ApplicationLevel; readonly systemLevel: SystemLevel }

export type TracingMode = 'Active' | 'PassThrough'

/** @throws ResourceError */
export function loggingOf(properties: Properties): Logging {
  const config = asRecord(properties['LoggingConfig'])
  const format = choice(config, 'LoggingConfig', 'LogFormat', ['Text', 'JSON'] as const) ?? 'Text'
  const applicationLevel = choice(config, 'LoggingConfig', 'ApplicationLogLevel', APPLICATION_LEVELS)
  const systemLevel = choice(config, 'LoggingConfig', 'SystemLogLevel', SYSTEM_LEVELS)
  if (format === 'JSON') {
    return { format, applicationLevel: applicationLevel ?? 'INFO', systemLevel: systemLevel ?? 'INFO' }
  }
  const given = applicationLevel === null ? 'SystemLogLevel' : 'ApplicationLogLevel'
  if (applicationLevel !== null || systemLevel !== null) {
    // That it is refused is documented; the text is ours.
    throw new ResourceError(`${given} needs LogFormat JSON: the Text format has no levels.`, ['LoggingConfig', given])
  }
  return { format }
}

/** @throws ResourceError */
export const tracingOf = (properties: Properties): TracingMode =>
  choice(asRecord(properties['TracingConfig']), 'TracingConfig', 'Mode', ['Active', 'PassThrough'] as const) ??
  'PassThrough'

/** Whether every tenant has environments of its own. @throws ResourceError */
export const isolatesTenants = (properties: Properties): boolean =>
  choice(asRecord(properties['TenancyConfig']), 'TenancyConfig', 'TenantIsolationMode', ['PER_TENANT'] as const) !==
  null

/** No runtime that is simulated has SnapStart. @throws ResourceError */
export function refuseSnapStart(properties: Properties, runtime: string): void {
  const applyOn = choice(asRecord(properties['SnapStart']), 'SnapStart', 'ApplyOn', [
    'PublishedVersions',
    'None',
  ] as const)
  if (applyOn === 'PublishedVersions') throw new ResourceError(noSnapStart(runtime), ['SnapStart', 'ApplyOn'])
}

/** In the API's words. */
export function loggingConfig(logging: Logging, logGroup: string): Record<string, string> {
  if (logging.format === 'Text') return { LogFormat: 'Text', LogGroup: logGroup }
  const { applicationLevel, systemLevel } = logging
  return {
    LogFormat: 'JSON',
    ApplicationLogLevel: applicationLevel,
    SystemLogLevel: systemLevel,
    LogGroup: logGroup,
  }
}

/** @throws ResourceError with the API's text for a value that is no member of an enumeration */
function choice<Choice extends string>(
  config: Properties,
  parent: string,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const value = optionalText(config[name])
  if (value === null || choices.includes(value as Choice)) return value as Choice | null
  const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
  throw new ResourceError(
    `1 validation error detected: Value '${value}' at '${lower(parent)}.${lower(name)}' failed to satisfy constraint: Member must satisfy enum value set: [${choices.join(', ')}]`,
    [parent, name],
  )
}
