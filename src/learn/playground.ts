/** What a task wants of its embed, in words of its own; `api/element.ts` has all that there is. */

import type { ColdstartApi } from '../api/api'

/** What is used here of `<coldstart-playground>`. */
interface PlaygroundElement extends Pick<ColdstartApi, 'open'> {
  files(): Promise<Readonly<Record<string, string>>>
  runTests(): Promise<unknown>
}

export interface CheckReport {
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly message: string }[]
  /** Why checks could not be run, if so. */
  readonly problem: string | null
}

export interface TaskPlayground {
  /** Replaces files by these, keeping all others as the reader has them. */
  write(files: Readonly<Record<string, string>>): Promise<void>
  runChecks(): Promise<CheckReport>
}

export function playgroundOf(host: Element): TaskPlayground {
  const element = (): PlaygroundElement => {
    if (!('runTests' in host)) throw new Error('The playground did not load. Reload the page to try again.')
    return host as unknown as PlaygroundElement
  }
  return {
    async write(files) {
      const settings = JSON.parse(host.querySelector('[data-settings]')?.textContent ?? '{}') as object
      await element().open({ files: { ...(await element().files()), ...files }, settings })
    },
    async runChecks() {
      return { checks: [], problem: String(await element().runTests()) }
    },
  }
}
