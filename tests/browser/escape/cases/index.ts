import type { Category, EscapeCase } from '../contract'
import { APP } from './app'
import { CHANCE } from './chance'
import { CLOCK } from './clock'
import { CLOUD } from './cloud'
import { NETWORK } from './network'
import { RUNTIME } from './runtime'

export const CASES: Readonly<Record<Category, readonly EscapeCase[]>> = {
  app: APP,
  network: NETWORK,
  clock: CLOCK,
  chance: CHANCE,
  runtime: RUNTIME,
  cloud: CLOUD,
}
