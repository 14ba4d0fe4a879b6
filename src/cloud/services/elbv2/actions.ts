/** What a rule does, as far as no function is asked. Source: User Guide, "Action types for listener rules". */

import type { Random } from '../../kernel/random'
import type { Pairs, RequestParts } from '../../http/request'
import type { Action, Listener } from './state'

export interface Response {
  readonly status: number
  readonly headers: Pairs
  readonly body: string | Uint8Array
}

const TITLES: Readonly<Record<number, string>> = {
  301: '301 Moved Permanently',
  302: '302 Found',
  413: '413 Request Entity Too Large',
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
}

/** The load balancer's own pages. */
export function errorPage(status: number, more: Pairs = []): Response {
  const title = TITLES[status] ?? String(status)
  return {
    status,
    headers: [['content-type', 'text/html'], ...more],
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  }
}

/** `#{path}` and its like stand for what the request has. */
export function redirect(
  { status, to }: Extract<Action, { type: 'redirect' }>,
  request: RequestParts,
  listener: Listener,
): Response {
  const own: Readonly<Record<string, string>> = {
    protocol: listener.protocol.toLowerCase(),
    host: request.host,
    port: String(listener.port),
    path: request.path.slice(1),
    query: request.rawQuery,
  }
  const filled = (text: string): string =>
    text.replace(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => own[name] ?? '')
  const query = filled(to.query)
  const location = `${filled(to.protocol).toLowerCase()}://${filled(to.host)}:${filled(to.port)}${filled(to.path)}${query === '' ? '' : `?${query}`}`
  return errorPage(status, [['location', location]])
}

/** One of the target groups, each as often as its weight says. Null when all weights are 0. */
export function chosenGroup({ targets }: Extract<Action, { type: 'forward' }>, random: () => Random): string | null {
  const whole = targets.reduce((sum, { weight }) => sum + weight, 0)
  if (whole === 0) return null
  if (targets.length === 1) return targets[0]?.groupArn ?? null
  let left = random().fraction() * whole
  for (const { groupArn, weight } of targets) {
    left -= weight
    if (left < 0) return groupArn
  }
  return null
}
