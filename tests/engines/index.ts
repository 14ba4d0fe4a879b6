import { chromiumEngine } from './chromium'
import type { Engine } from './engine'
import { firefoxEngine } from './firefox'
import { webkitgtkEngine } from './webkitgtk'

export type { Engine, EngineName, EnginePage, Target } from './engine'

export const ENGINES: readonly Engine[] = [chromiumEngine, firefoxEngine, webkitgtkEngine]
