/** What a task wants of its embed, in words of its own; `api/element.ts` has all that there is. */

import type { ColdstartPlaygroundElement } from '../api/api'
import type { TestReport } from '../api/test-report'
import type { ProjectFiles, ProjectSettings } from '../project/model'

export interface CheckReport {
  readonly passed: boolean
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly message: string }[]
  /** Why checks could not be run, if so. */
  readonly problem: string | null
}

export interface TaskPlayground {
  /** Replaces files by these, keeping all others as the reader has them. */
  write(files: ProjectFiles): Promise<void>
  runChecks(): Promise<CheckReport>
}

export function playgroundOf(host: Element): TaskPlayground {
  const element = (): ColdstartPlaygroundElement => {
    if (!('runTests' in host)) throw new Error('The playground did not load. Reload the page to try again.')
    return host as ColdstartPlaygroundElement
  }
  return {
    async write(files) {
      const settings = JSON.parse(
        host.querySelector('[data-settings]')?.textContent ?? '{}',
      ) as Partial<ProjectSettings>
      await element().open({ files: { ...(await element().files()), ...files }, settings })
    },
    async runChecks() {
      return reportOf(await element().runTests())
    },
  }
}

export function reportOf({ ok, files, diagnostics }: TestReport): CheckReport {
  const broken = diagnostics.find(({ severity }) => severity === 'error')
  const failed = files.find(({ failure }) => failure !== null)
  return {
    passed: ok,
    checks: files.flatMap(({ tests }) =>
      tests.map(({ name, state, failure }) => ({ name, passed: state === 'passed', message: failure?.message ?? '' })),
    ),
    problem: broken
      ? `${broken.file ? `${broken.file}: ` : ''}${broken.message}`
      : failed
        ? `${failed.path}: ${failed.failure?.message ?? ''}`
        : null,
  }
}
