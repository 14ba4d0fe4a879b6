/** A web request as a command of curl, 7.75 or newer. Source: curl's manual page, `--aws-sigv4`. */

import type { HttpEntranceKind } from '../../cloud/aws/trace-records'
import type { CommandLine } from './aws-cli'
import { commandLine, NotAWord, option, quoted } from './shell'

export interface CurlRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** '' for none. */
  readonly body: string
  readonly signed: boolean
  readonly entrance: HttpEntranceKind
  readonly region: string
}

/** Names under which signatures are made. */
const SERVICES: Readonly<Partial<Record<HttpEntranceKind, string>>> = {
  'function-url': 'lambda',
  'rest-api': 'execute-api',
  'http-api': 'execute-api',
}

export function curlCommand(request: CurlRequest): CommandLine {
  try {
    return { command: commandLine(`curl ${quoted(request.url)}`, [...optionsOf(request)]) }
  } catch (error) {
    if (error instanceof NotAWord) return { reason: error.message }
    throw error
  }
}

function* optionsOf({ method, url, headers, body, signed, entrance, region }: CurlRequest): Generator<string> {
  // Else it would look for sets and ranges.
  if (/[[\]{}]/.test(url)) yield '--globoff'
  if (method === 'HEAD') yield '--head'
  else if (method !== (body === '' ? 'GET' : 'POST')) yield option('--request', method)
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  )
  for (const [name, value] of lines) yield option('--header', value === '' ? `${name};` : `${name}: ${value}`)
  if (body !== '') {
    // It would call any body a form.
    if (!lines.some(([name]) => name.toLowerCase() === 'content-type')) yield option('--header', 'Content-Type:')
    yield option('--data-raw', body)
  }
  const service = signed ? SERVICES[entrance] : undefined
  if (service === undefined) return
  // Credentials stay in the shell: aws configure export-credentials --format env puts them there.
  yield `--aws-sigv4 aws:amz:${region}:${service}`
  yield '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"'
  yield '--header "x-amz-security-token: $AWS_SESSION_TOKEN"'
}
