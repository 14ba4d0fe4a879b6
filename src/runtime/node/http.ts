/** node:http: the client, and servers for what comes from within the environment. */

import { EventEmitter } from './events'
import { ClientRequest, requestOptions, STATUS_CODES, type RequestOptions } from './http-client'
import { IncomingMessage } from './http-incoming'
import { OutgoingMessage, validateHeaderName, validateHeaderValue } from './http-outgoing'
import { ServerResponse } from './http-response'
import { Server } from './http-server'

type RequestArguments = Parameters<typeof requestOptions>

/** Settings that nothing looks at: connections are the browser's. */
export class Agent extends EventEmitter {
  readonly defaultPort: number = 80
  readonly protocol: string = 'http:'
  readonly sockets = {}
  readonly freeSockets = {}
  readonly requests = {}
  maxSockets: number
  maxFreeSockets: number
  maxTotalSockets: number
  keepAlive: boolean
  constructor(readonly options: Record<string, unknown> = {}) {
    super()
    const { maxSockets, maxFreeSockets, maxTotalSockets, keepAlive } = options as Partial<Record<string, never>>
    this.maxSockets = maxSockets ?? Infinity
    this.maxFreeSockets = maxFreeSockets ?? 256
    this.maxTotalSockets = maxTotalSockets ?? Infinity
    this.keepAlive = keepAlive ?? false
  }
  getName(options: RequestOptions = {}): string {
    return `${options.host ?? 'localhost'}:${options.port ?? ''}:`
  }
  destroy(): void {
    // There are no connections to close.
  }
}

export function client(protocol: 'http:' | 'https:') {
  const request = (...values: RequestArguments): ClientRequest => {
    const { options, listener } = requestOptions(...values)
    return new ClientRequest(options, protocol, listener)
  }
  const get = (...values: RequestArguments): ClientRequest => {
    const made = request(...values)
    made.end()
    return made
  }
  return { request, get }
}

const METHODS = (
  'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY ' +
  'OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK ' +
  'UNSUBSCRIBE'
).split(' ')

export default {
  ...client('http:'),
  Agent,
  ClientRequest,
  IncomingMessage,
  METHODS,
  Server,
  OutgoingMessage,
  STATUS_CODES,
  ServerResponse,
  createServer: (...values: ConstructorParameters<typeof Server>) => new Server(...values),
  globalAgent: new Agent({ keepAlive: true }),
  maxHeaderSize: 16384,
  setMaxIdleHTTPParsers: () => undefined,
  validateHeaderName,
  validateHeaderValue,
}
