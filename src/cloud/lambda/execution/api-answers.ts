/**
 * What the APIs inside an environment answer. Texts: aws/aws-lambda-runtime-interface-emulator, lambda/rapi; they are
 * AWS's own, of the emulator that it publishes.
 */

import type { ServiceResponse } from '../../../runtime/protocol'

export type ApiResponse = Omit<ServiceResponse, 'callId'>

export function json(
  status: number,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export const accepted = (): ApiResponse => json(202, { status: 'OK' })

export const refused = (status: number, errorType: string, errorMessage: string): ApiResponse =>
  json(status, { errorMessage, errorType })

export const notFound = (): ApiResponse => ({
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: '404 page not found\n',
})

const NOT_ALLOWED = 'State transition is not allowed'

export const runtimeNotAllowed = (from: string, to: string): ApiResponse =>
  refused(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: ${NOT_ALLOWED}`,
  )

export const extensionNotAllowed = (from: string, to: string, extension: string): ApiResponse =>
  refused(
    403,
    'Extension.InvalidExtensionState',
    `State transition from ${from} to ${to} failed for extension ${extension}. Error: ${NOT_ALLOWED}`,
  )

/** The runtime's own types as they are; everything else is unknown to the platform. Source: as above, fatalerror. */
export function knownErrorType(errorType: string): string {
  if (/^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(errorType)) return errorType
  return errorType.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown'
}
