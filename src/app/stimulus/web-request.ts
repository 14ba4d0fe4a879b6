import type { ColdstartApi, WebEntrance, WebResponse } from '../../api/api'
import type { RequestDraft } from '../../project/model'

export type HttpResponse = Exclude<WebResponse, { readonly networkError: unknown }>

/** A host name with the words it goes by here. */
export interface NamedEntrance extends WebEntrance {
  /** Stays the same over deployments: `function-url Hello`. */
  readonly key: string
  readonly label: string
}

/** What is to be sent, and where. */
export interface CurrentRequest {
  readonly draft: RequestDraft
  readonly entrance: NamedEntrance
}

/** `since`: `seq` of the first record after it was sent. */
export type RequestOutcome =
  | { readonly kind: 'web-pending'; readonly request: CurrentRequest; readonly since: number }
  | {
      readonly kind: 'web'
      readonly request: CurrentRequest
      readonly since: number
      readonly response: HttpResponse
    }

export const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

const KINDS: Readonly<Record<WebEntrance['kind'], string>> = {
  'function-url': 'Function URL',
  'http-api': 'HTTP API',
  'rest-api': 'REST API',
  'load-balancer': 'Load balancer',
}

/** @param labelOf logical id of a name or ARN */
export function namedEntrances(
  entrances: readonly WebEntrance[],
  labelOf: (name: string) => string,
): readonly NamedEntrance[] {
  return entrances.map((entrance) => {
    const [name = '', qualifier] = entrance.name.split(':')
    const label = labelOf(name) + (qualifier === undefined ? '' : `:${qualifier}`)
    return { ...entrance, key: `${entrance.kind} ${label}`, label: `${KINDS[entrance.kind]} · ${label}` }
  })
}

export const emptyDraft = ({ key, signed }: NamedEntrance, active = false): RequestDraft => ({
  active,
  entrance: key,
  method: 'GET',
  path: '',
  query: '',
  headers: '',
  body: '',
  signed,
})

/** What was last written, as far as it still fits the stack. */
export function currentRequest(
  stored: RequestDraft | null,
  entrances: readonly NamedEntrance[],
): CurrentRequest | null {
  const entrance = entrances.find(({ key }) => key === stored?.entrance) ?? entrances[0]
  if (!entrance) return null
  return { entrance, draft: stored ? { ...stored, entrance: entrance.key } : emptyDraft(entrance) }
}

export function urlOf({ draft, entrance }: CurrentRequest): string {
  const path = draft.path.replace(/^\/+/, '')
  const query = draft.query.replace(/^\?/, '')
  return `${entrance.url}${path}${query === '' ? '' : `?${query}`}`
}

/** Lines that are no header, from 1. */
export const wrongHeaderLines = (text: string): readonly number[] =>
  text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' || /^[!#$%&'*+.^_`|~\w-]+\s*:/.test(line) ? [] : [index + 1]))

/** A name that comes more than once has all its values. */
export function headersOf(text: string): Readonly<Record<string, string | readonly string[]>> {
  const headers: Record<string, string | string[]> = {}
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    const before = headers[name]
    headers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return headers
}

export const mayHaveBody = (method: string): boolean => method !== 'GET' && method !== 'HEAD'

export function sendRequest(api: ColdstartApi, request: CurrentRequest): Promise<HttpResponse> {
  const { method, headers, body, signed } = request.draft
  return api.http({
    url: urlOf(request),
    method,
    headers: headersOf(headers),
    body: mayHaveBody(method) ? body : '',
    signed,
  })
}
