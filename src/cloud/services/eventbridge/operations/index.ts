/** The API's actions. Each validates, changes the state, and shapes the answer. */

import type { Operation, ServiceContext } from '../../contract'
import type { Router } from '../router'
import { archiveOperations } from './archives'
import { busOperations } from './buses'
import { eventOperations } from './events'
import { ruleOperations } from './rules'
import { tagOperations } from './tags'
import { targetOperations } from './targets'

export function createOperations(router: Router, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { archives, buses } = router
  return {
    ...busOperations(buses, context),
    ...ruleOperations(buses, context),
    ...targetOperations(buses),
    ...eventOperations(router, context),
    ...archiveOperations(buses, archives),
    ...tagOperations(buses),
  }
}
