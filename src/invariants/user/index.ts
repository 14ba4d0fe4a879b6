/** What a user may ask of a run: judgements of their system, which is why AWS's promise stands beside each. */

import type { UserCheck } from '../contract'
import { duplicated } from './duplicated'
import { lost } from './lost'
import { overBudget } from './over-budget'
import { reordered } from './reordered'

export const USER_CHECKS: readonly UserCheck[] = [lost, duplicated, reordered, overBudget]
