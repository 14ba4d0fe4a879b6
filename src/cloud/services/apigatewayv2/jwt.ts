/**
 * JSON Web Tokens: claims are checked, signatures are not, since there is no network to fetch an issuer's keys from.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers": kid, iss, aud or client_id,
 * exp, nbf, iat, scope or scp. Descriptions in www-authenticate: the guide's for the audience, ours for the others.
 */

import { fromBase64Url, textOf } from '../../http/bytes'
import { isRecord, parsed } from '../../http/payload-1'

export type Claims = Readonly<Record<string, unknown>>

export type TokenVerdict =
  { readonly kind: 'valid'; readonly claims: Claims } | { readonly kind: 'invalid'; readonly description: string }

/** @param token as the identity source has it, with `Bearer ` or without @param now virtual milliseconds */
export function checkToken(token: string, issuer: string, audience: readonly string[], now: number): TokenVerdict {
  const invalid = (description: string): TokenVerdict => ({ kind: 'invalid', description })
  const [header, payload, signature] = token.replace(/^bearer +/i, '').split('.')
  const head = decodedPart(header)
  const claims = decodedPart(payload)
  if (!head || !claims || signature === undefined) return invalid('the token is malformed')
  // "API Gateway supports only RSA-based algorithms."
  if (!/^RS(256|384|512)$/.test(String(head['alg'])))
    return invalid('the token is signed with an unsupported algorithm')
  if (claims['iss'] !== issuer) return invalid('the token does not have a valid issuer')
  const given = claims['aud'] ?? claims['client_id']
  const values: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (audience.length > 0 && !values.some((value) => audience.includes(String(value)))) {
    return invalid('the token does not have a valid audience')
  }
  const seconds = now / 1000
  if (!(Number(claims['exp']) > seconds)) return invalid('the token has expired')
  if (claims['nbf'] !== undefined && Number(claims['nbf']) > seconds) return invalid('the token is not valid yet')
  if (claims['iat'] !== undefined && Number(claims['iat']) > seconds)
    return invalid('the token was issued in the future')
  return { kind: 'valid', claims }
}

/** Of `scope` (separated by spaces) or `scp`. */
export function scopesOf(claims: Claims): readonly string[] {
  const given = claims['scope'] ?? claims['scp'] ?? ''
  return Array.isArray(given) ? given.map(String) : String(given).split(' ').filter(Boolean)
}

/** As functions see them: every claim is a text; lists are in brackets, separated by spaces. */
export const claimTexts = (claims: Claims): Record<string, string> =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : textFor(value),
    ]),
  )

const textFor = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function decodedPart(part: string | undefined): Claims | null {
  const bytes = fromBase64Url(part ?? '')
  const value = bytes && parsed(textOf(bytes))
  return isRecord(value) ? value : null
}
