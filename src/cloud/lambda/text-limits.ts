/** How long a function's name, handler and description may be. Texts: the API's, as AWS's users report them. */

import { ResourceError } from '../services/contract'
import * as limits from './limits'
import type { Properties } from './properties'

/** @throws ResourceError */
export function checkTexts(name: string, properties: Properties): void {
  const texts = [
    ['FunctionName', name, limits.FUNCTION_NAME_MAX],
    ['Handler', properties['Handler'], limits.HANDLER_MAX],
    ['Description', properties['Description'], limits.DESCRIPTION_MAX],
  ] as const
  for (const [property, text, maximum] of texts) {
    if (typeof text !== 'string' || text.length <= maximum) continue
    throw refusal(property, text, `Member must have length less than or equal to ${maximum}`)
  }
  if (limits.FUNCTION_NAME.test(name)) return
  throw refusal('FunctionName', name, 'Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+')
}

function refusal(property: string, text: string, constraint: string): ResourceError {
  const member = property.charAt(0).toLowerCase() + property.slice(1)
  const message = `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: ${constraint}`
  return new ResourceError(message, [property])
}
