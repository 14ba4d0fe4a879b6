/** Requests of the page's user to services that speak AWS JSON. */

import type { ColdstartApi } from '../../api/api'

export type Aws = ColdstartApi['aws']

export interface JsonService {
  /** Of the host name: `dynamodb`, `monitoring`. */
  readonly endpoint: string
  /** What comes before the operation in `x-amz-target`. */
  readonly target: string
}

/** @throws an Error named after the AWS error code, with AWS's text */
export async function jsonCall<Answer>(
  aws: Aws,
  { endpoint, target }: JsonService,
  operation: string,
  input: object,
): Promise<Answer> {
  const response = await aws({
    method: 'POST',
    url: `https://${endpoint}.us-east-1.amazonaws.com/`,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${operation}` },
    body: JSON.stringify(input),
  })
  const text = typeof response.body === 'string' ? response.body : new TextDecoder().decode(response.body)
  const answer = JSON.parse(text) as Answer & {
    readonly __type?: string
    readonly message?: string
    readonly Message?: string
  }
  if (response.status === 200) return answer
  const message = answer.message ?? answer.Message ?? `${operation} was refused with status ${response.status}.`
  throw Object.assign(new Error(message), { name: answer.__type?.split('#').at(-1) ?? 'ServiceException' })
}
