/**
 * Entry of the environment's script: evaluated in a worker that the cloud has started, before any message for it.
 * Answers messages of the cloud as `protocol.ts` says.
 */

import { Environment } from './environment'
import { Foundation } from './foundation'
import { removeForeignGlobals } from './globals'
import type { ToEnvironment } from './protocol'
import { listen, messageData, withoutPrototype } from './realm'

removeForeignGlobals()
const foundation = new Foundation()

let environment: Environment | null = null

listen('message', (event) => {
  const message = withoutPrototype(messageData(event) as ToEnvironment)
  switch (message.type) {
    case 'init':
      environment = new Environment(foundation, message)
      environment.init()
      break
    case 'resume':
      environment?.resume(message)
  }
})
