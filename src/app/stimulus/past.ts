/** What was sent before, as a stimulus that can be sent again. */

import type { Stimulus } from '../../project/model'
import { pretty } from '../parts/json-tokens'
import type { Projections } from '../state/projections'
import type { Selection } from '../state/selection'

/**
 * A request becomes an invocation of its function with the same event, a batch one that waits for the answer, as its
 * mapping does; a message goes into the queue where it is or was.
 * @returns null for what is no longer kept
 */
export function pastStimulus(
  { kind, id }: Selection,
  { requests, queues, names }: Pick<Projections, 'requests' | 'queues' | 'names'>,
): Stimulus | null {
  if (kind === 'message') {
    const message = queues.message(id)
    return message
      ? { target: names.label(message.queue), kind: 'queue', eventFile: null, payload: message.body }
      : null
  }
  const request = requests.get(id)
  if (!request || request.payload === '') return null
  return {
    target: names.label(request.functionName),
    kind: request.source === 'async' ? 'async' : 'sync',
    eventFile: null,
    payload: pretty(request.payload),
  }
}
