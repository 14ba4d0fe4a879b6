/**
 * The environment that the built-ins live in. One realm has one environment, so that the modules can be ordinary
 * modules (classes at the top level, no factories) and still are evaluated no earlier than they are required.
 */

import type { NodeHost } from './contract'

let current: NodeHost | undefined

export function setHost(host: NodeHost): void {
  current = host
}

export function host(): NodeHost {
  if (!current) throw new Error('A built-in was used before createBuiltins')
  return current
}
