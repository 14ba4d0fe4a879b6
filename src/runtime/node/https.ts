/** node:https. */

import { Agent as HttpAgent, client } from './http'
import { unavailableFunctions } from './node-error'

const SERVER_ADVICE =
  'a function cannot listen on a port with TLS. Export a handler; an API Gateway or a function URL passes requests to it.'

class Agent extends HttpAgent {
  override readonly defaultPort = 443
  override readonly protocol = 'https:'
}

export default {
  ...client('https:'),
  ...unavailableFunctions('https', ['Server', 'createServer'], SERVER_ADVICE),
  Agent,
  globalAgent: new Agent({ keepAlive: true }),
}
