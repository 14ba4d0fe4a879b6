/** node:https. */

import { Agent as HttpAgent, client, serverAdvice } from './http'
import { unavailableFunctions } from './node-error'

class Agent extends HttpAgent {
  override readonly defaultPort = 443
  override readonly protocol = 'https:'
}

export default {
  ...client('https:'),
  ...unavailableFunctions('https', ['Server', 'createServer'], serverAdvice),
  Agent,
  globalAgent: new Agent({ keepAlive: true }),
}
