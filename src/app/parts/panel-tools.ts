import { createContext } from 'svelte'

/** Where a panel has its tools: set by the panel, for what is inside it. */
export interface ToolsPlace {
  readonly element: HTMLElement | undefined
}

export const [usePanelTools, setPanelTools] = createContext<ToolsPlace>()

/** Whether this is inside of a panel. */
export function isInsidePanel(): boolean {
  try {
    return usePanelTools() !== undefined
  } catch {
    return false
  }
}
