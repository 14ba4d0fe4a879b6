/** What the page's inspectors show of state machines. */

import type { ResourceView } from '../contract'
import type { StateMachines } from './state'

export function createViews(machines: StateMachines): readonly ResourceView[] {
  return machines.all().map(({ arn, name, type, definition }) => ({
    arn,
    kind: 'State machine',
    name,
    facts: [
      { label: 'Type', value: type },
      { label: 'Executions', value: 'not simulated yet' },
      { label: 'Definition', value: definition },
    ],
    tables: [],
  }))
}
